import { ln } from '../kernel/index.ts';
import { erlangC } from './erlang.ts';

/**
 * One station in steady state. Rates are per second, times in seconds, quantiles probabilities. A station offered as
 * much as it can serve, or more, has no steady state: its times and its queue are Infinity and its utilization is 1.
 */
export interface StationMeasures {
  /** Share of the servers that is busy. */
  readonly utilization: number;
  /** P(an arrival must wait). */
  readonly waitProbability: number;
  /** Mean time in the queue, over all requests that get in [s]. */
  readonly meanWait: number;
  /** Mean time from arrival to departure [s]. */
  readonly meanResponse: number;
  /** Mean number of requests waiting or in service. */
  readonly meanInSystem: number;
}

/** Finite stations also turn requests away. */
export interface LossMeasures extends StationMeasures {
  /** P(an arrival is rejected). */
  readonly blocking: number;
  /** Requests served per second. */
  readonly throughput: number;
}

/** Poisson arrivals, one server, exponential service; exact. [Kleinrock, "Queueing Systems" I, § 3.2] */
export function mm1(arrivalRate: number, serviceTime: number): StationMeasures {
  return mmc(arrivalRate, serviceTime, 1);
}

/** p-quantile of the response time of M/M/1 under FIFO [s]: the response time is exponential. [ibid., § 5.7] */
export function mm1ResponseQuantile(arrivalRate: number, serviceTime: number, p: number): number {
  return -mm1(arrivalRate, serviceTime).meanResponse * ln(1 - p);
}

/** Poisson arrivals, c servers with one queue, exponential service; exact. [Kleinrock I, § 3.5] */
export function mmc(arrivalRate: number, serviceTime: number, servers: number): StationMeasures {
  return mgc(arrivalRate, serviceTime, 1, servers);
}

/** p-quantile of the waiting time of M/M/c under FIFO [s]: zero, or exponential beyond P(wait). [Gross & Harris, § 2.3] */
export function mmcWaitQuantile(arrivalRate: number, serviceTime: number, servers: number, p: number): number {
  const { waitProbability, meanWait } = mmc(arrivalRate, serviceTime, servers);
  if (1 - p >= waitProbability) return 0;
  return (meanWait / waitProbability) * ln(waitProbability / (1 - p));
}

/**
 * Poisson arrivals, one server, any service time by mean and squared coefficient of variation; exact, for every
 * discipline that ignores service times. [Pollaczek–Khinchine; Kleinrock I, § 5.6]
 */
export function mg1(arrivalRate: number, serviceTime: number, serviceScv: number): StationMeasures {
  return mgc(arrivalRate, serviceTime, serviceScv, 1);
}

/** Constant service time: half the wait of M/M/1. Exact. */
export function md1(arrivalRate: number, serviceTime: number): StationMeasures {
  return mg1(arrivalRate, serviceTime, 0);
}

/**
 * Any service time and several servers, and arrivals by the squared coefficient of variation of their gaps: Allen and
 * Cunneen's approximation, the wait of M/M/c times (arrivalScv + serviceScv) / 2. Exact for M/M/c and M/G/1. With many
 * servers at light load it is off where the wait is small anyway: for constant service times it is low by the factor
 * 1 + (1 - ρ)(c - 1)(√(4 + 5c) - 2) / (16 c ρ) [Cosmetatos 1975], 1 % for c = 2 at ρ = 0.8 and 25 % for c = 8 at 0.5.
 * Not for service laws with infinite variance. [Allen, "Probability, Statistics, and Queueing Theory", 1990, § 5.2.4]
 */
export function mgc(
  arrivalRate: number,
  serviceTime: number,
  serviceScv: number,
  servers: number,
  arrivalScv = 1,
): StationMeasures {
  const offeredLoad = arrivalRate * serviceTime;
  const waitProbability = erlangC(servers, offeredLoad);
  const stable = offeredLoad < servers;
  // The order keeps 0 · Infinity out: an idle station does not wait, whatever its service law.
  const meanWait =
    waitProbability === 0
      ? 0
      : stable
        ? ((waitProbability * serviceTime) / (servers - offeredLoad)) * ((arrivalScv + serviceScv) / 2)
        : Infinity;
  const meanResponse = meanWait + serviceTime;
  return {
    utilization: stable ? offeredLoad / servers : 1,
    waitProbability,
    meanWait,
    meanResponse,
    meanInSystem: arrivalRate === 0 ? 0 : arrivalRate * meanResponse,
  };
}

/**
 * Poisson arrivals, c servers, at most K requests in the station (so K - c waiting places), exponential service;
 * exact at any load. Waits are those of the requests that get in. [Kleinrock I, § 3.6; Gross & Harris, § 2.4]
 */
export function mmck(arrivalRate: number, serviceTime: number, servers: number, capacity: number): LossMeasures {
  const offeredLoad = arrivalRate * serviceTime;
  // P(n in system) from n = 0 upwards, not yet normalized; all sums are scaled down together before they overflow.
  let probability = 1;
  let total = 1;
  let inSystem = 0;
  let inService = 0;
  let mustWait = servers === 0 ? 1 : 0;
  for (let n = 1; n <= capacity; n++) {
    probability *= offeredLoad / Math.min(n, servers);
    total += probability;
    inSystem += n * probability;
    inService += Math.min(n, servers) * probability;
    if (n >= servers) mustWait += probability;
    if (total > 1e250) {
      probability /= total;
      inSystem /= total;
      inService /= total;
      mustWait /= total;
      total = 1;
    }
  }
  const blocking = probability / total;
  const throughput = arrivalRate * (1 - blocking);
  const meanInSystem = inSystem / total;
  const meanWait = throughput === 0 ? 0 : (inSystem - inService) / total / throughput;
  return {
    utilization: inService / total / servers,
    waitProbability: (mustWait - probability) / (total - probability),
    meanWait,
    meanResponse: meanWait + serviceTime,
    meanInSystem,
    blocking,
    throughput,
  };
}

/**
 * Processor sharing of a capacity that may be no whole number of servers: n requests work at min(n, capacity) of the speed
 * of one, shared evenly. Poisson arrivals, any service time by its mean: the number inside depends on nothing else. The
 * wait is what a request takes longer than it would alone. Exact; for a whole number of servers it is that of M/M/c.
 * [Kelly, "Reversibility and Stochastic Networks", 1979, § 3.3: symmetric queues]
 */
export function sharedCapacity(arrivalRate: number, serviceTime: number, capacity: number): StationMeasures {
  const offeredLoad = arrivalRate * serviceTime;
  if (offeredLoad >= capacity)
    return { utilization: 1, waitProbability: 1, meanWait: Infinity, meanResponse: Infinity, meanInSystem: Infinity };
  const whole = Math.floor(capacity);
  // P(n inside) for n up to the whole servers, not normalized; beyond them a geometric tail.
  let probability = 1;
  let total = 1;
  let inSystem = 0;
  for (let n = 1; n <= whole; n++) {
    probability *= offeredLoad / n;
    total += probability;
    inSystem += n * probability;
  }
  const ratio = offeredLoad / capacity;
  const tail = (probability * ratio) / (1 - ratio);
  total += tail;
  inSystem += tail * (whole + 1 / (1 - ratio));
  const meanInSystem = inSystem / total;
  const meanResponse = arrivalRate === 0 ? serviceTime : meanInSystem / arrivalRate;
  return {
    utilization: offeredLoad / capacity,
    waitProbability: tail / total,
    meanWait: Math.max(0, meanResponse - serviceTime),
    meanResponse,
    meanInSystem,
  };
}
