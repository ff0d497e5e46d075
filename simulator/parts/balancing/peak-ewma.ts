import { exp, type RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import { definePolicy, NOWHERE, type Policy } from './policy.ts';
import type { Targets } from './targets.ts';

export const peakEwma = definePolicy({
  value: 'peak-ewma',
  title: 'Peak EWMA',
  description:
    'The better of two (or d) drawn at random by latency × (unanswered + 1). The latency of each is an average that follows a rise at once and a fall slowly.',
  make: (targets, { choices, decay }, draws) => new PeakEwma(targets, choices, decay, draws),
});

/** A target that has not answered anything yet is assumed to be slow while it has a request [Finagle]. */
const PENALTY = 1e9;

/** [Finagle, "P2C + Peak EWMA": com.twitter.finagle.loadbalancer.p2c.PeakEwma] */
class PeakEwma implements Policy {
  private readonly targets: Targets;
  private readonly decay: number;
  private readonly draws: RandomStream;
  private readonly drawn: Int32Array;
  /** By target: the average [s], and when it was brought up to date [s]. */
  private readonly latency: Float64Array;
  private readonly asOf: Float64Array;

  constructor(targets: Targets, choices: number, decay: number, draws: RandomStream) {
    this.targets = targets;
    this.decay = decay;
    this.draws = draws;
    this.drawn = new Int32Array(Math.min(choices, targets.size));
    this.latency = new Float64Array(targets.size);
    this.asOf = new Float64Array(targets.size);
  }

  pick(now: number, _key: number, link: Link | undefined): number {
    const { targets, draws, drawn } = this;
    let best = NOWHERE;
    let lowest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < drawn.length; i++) {
      const next = targets.any(now, link, draws, drawn, i);
      if (next < 0) break;
      drawn[i] = next;
      const cost = this.cost(next, now);
      if (best < 0 || cost < lowest) {
        best = next;
        lowest = cost;
      }
    }
    return best;
  }

  answered(target: number, now: number, _expected: number, took: number): void {
    this.observe(target, now, took);
  }

  private cost(at: number, now: number): number {
    this.observe(at, now, 0); // it is forgotten while nobody asks
    const pending = this.targets.unanswered(at);
    const latency = this.latency[at];
    return latency === 0 && pending > 0 ? PENALTY + pending : latency * (pending + 1);
  }

  private observe(at: number, now: number, took: number): void {
    const { latency, asOf } = this;
    const weight = exp((asOf[at] - now) / this.decay);
    latency[at] = took > latency[at] ? took : latency[at] * weight + took * (1 - weight);
    asOf[at] = now;
  }
}
