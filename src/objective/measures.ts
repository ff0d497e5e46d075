import type {
  ByEffect,
  ComponentResult,
  Interval,
  LatencySummary,
  OutcomesResult,
  RequestResult,
  RunResult,
} from '../../simulator/index.ts';
import { type Unit, units } from '../math/index.ts';
import { outageTime, recoveryTime } from './recovery.ts';

/** What an objective may ask of a run: a closed set of functions. */

/** What a function takes: nothing, a request or a place (or none, for all together), or a component of a role. */
export type Takes = 'nothing' | 'request' | 'place' | 'component' | 'cache' | 'queue' | 'fault';

/** A measured number in base units, with its 95 % interval where the run gives one; or why there is none. */
export type Measured =
  | {
      readonly value: number;
      readonly interval?: Interval | undefined;
      readonly exact?: boolean;
      readonly problem?: undefined;
    }
  | { readonly value?: undefined; readonly problem: string };

export interface Measure {
  readonly takes: Takes;
  readonly unit: Unit;
  /** For help and documentation: what it measures, in one sentence. */
  readonly help: string;
  /** `name` is the request, component or fault; `*` means all requests or all components. */
  readonly of: (result: RunResult, name: string) => Measured;
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function ofRequest(unit: Unit, help: string, of: (request: RequestResult) => Measured): Measure {
  return {
    takes: 'request',
    unit,
    help,
    of: (result, name) => {
      const request = own(result.requests, name);
      return request === undefined ? { problem: `The run has no request "${name}".` } : of(request);
    },
  };
}

/** Requests that failed have no response time; where all did there is nothing to take a percentile of. */
function latency(field: keyof Omit<LatencySummary, 'count' | 'ci95'>, what: string): Measure {
  return ofRequest(units.time, `${what} response time of successful requests, at the client.`, (request) => {
    const { latency } = request;
    if (latency.count === 0) return { problem: 'No request succeeded, so that there is no response time.' };
    const intervals: Readonly<Record<string, Interval | undefined>> = { ...latency.ci95 };
    return { value: latency[field], interval: intervals[field] };
  });
}

function ofComponent(takes: Takes, unit: Unit, help: string, of: (component: ComponentResult) => Measured): Measure {
  return {
    takes,
    unit,
    help,
    of: (result, name) => {
      const component = own(result.components, name);
      return component === undefined ? { problem: `The run has no component "${name}".` } : of(component);
    },
  };
}

/** Of what became of data and effects, at one component or over all; zero where nothing of the kind could happen. */
function ofOutcomes(unit: Unit, help: string, of: (outcomes: OutcomesResult) => Measured): Measure {
  const nothing: Measured = { value: 0 };
  return {
    takes: 'place',
    unit,
    help,
    of: (result, name) => {
      const place = name === '*' ? result : own(result.components, name);
      if (place === undefined) return { problem: `The run has no component "${name}".` };
      return place.outcomes === undefined ? nothing : of(place.outcomes);
    },
  };
}

/** How often it happened in the run, over all replications. */
function countOf(effect: keyof ByEffect<unknown>, help: string): Measure {
  return ofOutcomes(units.count, help, ({ counts }) => ({ value: counts[effect] ?? 0 }));
}

/** What was never asked cannot have failed, nor can it have been available. */
function answered(request: RequestResult, measured: Measured): Measured {
  return request.throughput > 0 ? measured : { problem: 'No request was answered.' };
}

function complement([low, high]: Interval): Interval {
  return [1 - high, 1 - low];
}

export const measures: Readonly<Record<string, Measure>> = {
  p50: latency('p50', 'Median'),
  p90: latency('p90', '90th percentile of the'),
  p95: latency('p95', '95th percentile of the'),
  p99: latency('p99', '99th percentile of the'),
  p999: latency('p999', '99.9th percentile of the'),
  mean: latency('mean', 'Mean'),
  max: latency('max', 'Longest'),
  availability: ofRequest(units.fraction, 'Good share of the answered requests.', (request) => {
    const interval = request.ci95?.errorRate;
    return answered(request, { value: request.availability, interval: interval && complement(interval) });
  }),
  errorRate: ofRequest(units.fraction, 'Failed share of the answered requests.', (request) =>
    answered(request, { value: request.errorRate, interval: request.ci95?.errorRate }),
  ),
  throughput: ofRequest(units.rate, 'Answers per second, of whatever outcome.', (request) => ({
    value: request.throughput,
    interval: request.ci95?.throughput,
  })),
  goodput: ofRequest(units.rate, 'Good answers per second.', (request) => ({
    value: request.goodput,
    interval: request.ci95?.goodput,
  })),
  offered: ofRequest(units.rate, 'Requests per second that arrived.', (request) => ({ value: request.offered })),
  utilization: ofComponent(
    'component',
    units.fraction,
    'Mean busy share of the component’s most utilized resource.',
    ({ utilization, limiting, resources }) => ({
      value: utilization,
      interval: limiting === undefined ? undefined : own(resources, limiting)?.ci95?.utilization,
    }),
  ),
  queue: ofComponent('component', units.count, 'Mean number of requests that wait at the component.', ({ queue }) => ({
    value: queue.mean,
  })),
  hitRatio: ofComponent('cache', units.fraction, 'Share of lookups that the cache answered.', ({ hitRatio }) =>
    hitRatio === undefined ? { problem: 'The cache was never asked.' } : { value: hitRatio },
  ),
  lag: ofComponent('queue', units.time, '99th percentile of the time from published to processed.', ({ lag }) =>
    lag === undefined || lag.count === 0
      ? { problem: 'Nothing was processed.' }
      : { value: lag.p99, interval: lag.ci95?.p99 },
  ),
  firstToken: ofComponent(
    'component',
    units.time,
    '95th percentile of the time to the first token of a language model.',
    ({ measures }) => {
      const measure = measures?.['firstToken'];
      if (measure === undefined || !('times' in measure)) return { problem: 'It is no language model.' };
      const { count, p95, ci95 } = measure.times;
      return count === 0 ? { problem: 'No answer was begun.' } : { value: p95, interval: ci95?.p95 };
    },
  ),
  coldStarts: ofComponent(
    'component',
    units.fraction,
    'Share of the requests of a serverless function that wait for a cold start.',
    ({ measures }) => {
      const measure = measures?.['coldStarts'];
      return measure !== undefined && 'share' in measure
        ? { value: measure.share, interval: measure.ci95?.share }
        : { problem: 'It is no serverless function.' };
    },
  ),
  duplicates: countOf('duplicates', 'Effects that were carried out again and must not be, in the whole run.'),
  lostWrites: countOf('lostWrites', 'Acknowledged writes that were lost, in the whole run.'),
  outOfOrder: countOf('outOfOrder', 'Messages dealt with after a later one about the same item, in the whole run.'),
  oversold: countOf('oversold', 'Units sold that were not there, in the whole run.'),
  halfDone: countOf(
    'halfDone',
    'Requests that wrote in some of the places that belong together and not in the others, in the whole run.',
  ),
  staleReads: ofOutcomes(
    units.fraction,
    'Share of reads that missed a write which had returned before they began.',
    ({ staleReads = 0, ci95 }) => ({ value: staleReads, interval: ci95?.staleReads }),
  ),
  rpo: ofOutcomes(
    units.time,
    'Recovery point: age of the oldest acknowledged write that a crash took.',
    ({ rpo = 0 }) => ({ value: rpo }),
  ),
  cost: {
    takes: 'nothing',
    unit: units.money,
    help: 'The monthly bill.',
    of: ({ cost }) => ({ value: cost.monthly, exact: true }),
  },
  recovery: {
    takes: 'fault',
    unit: units.time,
    help: 'Time from the end of a fault until the system is well again.',
    of: recoveryTime,
  },
  rto: {
    takes: 'fault',
    unit: units.time,
    help: 'Recovery time: from the beginning of a fault until the system is well again; zero where it never was unwell.',
    of: outageTime,
  },
};
