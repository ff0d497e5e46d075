import { z } from 'zod';
import { defineArrivals, noGap, type Pace, type PaceParts } from '../arrival-process.ts';
import { type Distribution, sampler, scaled } from '../distribution.ts';
import { requiredTimeDistribution } from '../field.ts';
import type { RandomStream } from '../kernel/index.ts';
import type { RateCurve } from '../parts/rate-curve.ts';

const config = z.strictObject({
  interarrival: requiredTimeDistribution({ title: 'Interarrival time', help: 'Time from one request to the next.' }),
});

/** Independent gaps of any law. Where the rate changes, the gaps of the unit-rate process go through its integral. */
export const renewal = defineArrivals({
  name: 'renewal',
  title: 'Renewal',
  description: 'Gaps drawn from a distribution of your own.',
  config,
  rate: ({ interarrival }) => 1 / sampler(interarrival).mean,
  gap: ({ interarrival }) => sampler(interarrival),
  pace: ({ interarrival }, parts) => new RenewalPace(sampler(interarrival), parts),
  scaled: ({ interarrival }, factor) => ({ interarrival: scaled(interarrival, 1 / factor) }),
  check: ({ interarrival }) => (sampler(interarrival).mean > 0 ? [] : [noGap('interarrival')]),
  starter: (rate) => ({ interarrival: { exponential: { mean: `${Number((1000 / rate).toPrecision(6))} ms` } } }),
});

class RenewalPace implements Pace {
  private readonly gaps: Distribution;
  private readonly curve: RateCurve;
  private readonly draws: RandomStream;

  constructor(gaps: Distribution, parts: PaceParts) {
    this.gaps = gaps;
    this.curve = parts.curve(1 / gaps.mean);
    this.draws = parts.draws('arrivals');
  }

  next(now: number): number {
    return this.curve.after(now, this.gaps.sample(this.draws) / this.gaps.mean);
  }
}
