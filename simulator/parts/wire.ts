import { type Distribution, sampler } from '../distribution.ts';
import { pow, type RandomStream } from '../kernel/index.ts';
import { Draws } from '../laws/draws.ts';
import type { CompiledConnection } from '../model.ts';
import type { Distances } from './distances.ts';

/**
 * First retransmission time-out of a lost message, doubled with each further loss [s].
 * RFC 6298 asks for at least 1 s; Linux, which most servers run, uses TCP_RTO_MIN = 200 ms.
 */
const RETRANSMISSION_TIMEOUT = 0.2;
const MOST_RETRANSMISSIONS = 15;

/** How much later a message comes that is lost with this probability each time it is sent [s]. */
export function retransmission(loss: number, draws: RandomStream): number {
  let delay = 0;
  for (let tries = 0; tries < MOST_RETRANSMISSIONS && draws.chance(loss); tries++) {
    delay += RETRANSMISSION_TIMEOUT * pow(2, tries);
  }
  return delay;
}

/** Its mean [s]: the k-th retransmission is needed with probability lossᵏ, and waits for twice as long as the one before. */
export function meanRetransmission(loss: number): number {
  let mean = 0;
  let each = loss * RETRANSMISSION_TIMEOUT;
  for (let k = 1; k <= MOST_RETRANSMISSIONS; k++, each *= 2 * loss) mean += each;
  return mean;
}

/** The wire between one caller instance and its callee: delay, jitter, loss, and a queue only where a bandwidth is given. */
export class Wire {
  /** Round trips of a wire that only delays: half of one is all that a message takes. Undefined for any other. */
  readonly roundTrips: Draws | undefined;
  private readonly roundTrip: Distribution;
  private readonly jitter: number;
  private readonly loss: number;
  private readonly bandwidth: number;
  private readonly payload: Float64Array;
  private readonly response_: Float64Array;
  private readonly draws: RandomStream;
  /** Where the two ends stand in zones. */
  private readonly distances: Distances | undefined;
  /** When each way is free again [s]. */
  private outFreeAt = 0;
  private backFreeAt = 0;

  constructor(connection: CompiledConnection, draws: RandomStream, distances?: Distances) {
    const { rtt, jitter, loss, bandwidth } = connection.network;
    this.roundTrip = sampler(rtt);
    this.jitter = jitter ?? 0;
    this.loss = loss ?? 0;
    this.bandwidth = bandwidth ?? Number.POSITIVE_INFINITY;
    this.payload = connection.payload;
    this.response_ = connection.response;
    this.draws = draws;
    this.distances = distances;
    const onlyDelays =
      this.jitter === 0 && this.loss === 0 && this.bandwidth === Number.POSITIVE_INFINITY && distances === undefined;
    this.roundTrips = onlyDelays ? new Draws(this.roundTrip, draws) : undefined;
  }

  /** Delay of a request of this kind that is sent now to a target [s]. */
  request(now: number, kind: number, target: number): number {
    if (this.roundTrips !== undefined) return this.roundTrips.next() / 2;
    this.distances?.carried(target, this.payload[kind]);
    const transmitted = this.transmit(now, this.outFreeAt, this.payload[kind]);
    this.outFreeAt = transmitted;
    return transmitted - now + this.propagation(this.draws, target);
  }

  /** Delay of a target's answer to a request of this kind [s]. */
  response(now: number, kind: number, target: number): number {
    if (this.roundTrips !== undefined) return this.roundTrips.next() / 2;
    this.distances?.carried(target, this.response_[kind]);
    const transmitted = this.transmit(now, this.backFreeAt, this.response_[kind]);
    this.backFreeAt = transmitted;
    return transmitted - now + this.propagation(this.draws, target);
  }

  /** Delay of a message without content to or from a target [s]. */
  message(draws: RandomStream, target: number): number {
    return this.propagation(draws, target);
  }

  private transmit(now: number, freeAt: number, size: number): number {
    return Math.max(now, freeAt) + size / this.bandwidth;
  }

  private propagation(draws: RandomStream, target: number): number {
    const distance = this.distances?.roundTrip(target) ?? Number.NaN;
    let delay = (Number.isNaN(distance) ? this.roundTrip.sample(draws) : distance) / 2;
    if (this.jitter > 0) delay += draws.uniform() * this.jitter;
    if (this.loss > 0) delay += retransmission(this.loss, draws);
    return delay;
  }
}
