import { z } from 'zod';
import { defineArrivals, type Pace, type PaceParts } from '../arrival-process.ts';
import { Draws } from '../laws/draws.ts';
import { Exponential } from '../laws/light-tailed.ts';
import type { RateCurve } from '../parts/rate-curve.ts';
import { rateField } from './rate.ts';

/** Many people, each on their own: exponential gaps, through the rate over time by inversion, which is exact. */
export const poisson = defineArrivals({
  name: 'poisson',
  title: 'Poisson',
  description: 'Many people, each on their own: gaps vary as chance has it.',
  config: z.strictObject({ rate: rateField }),
  rate: ({ rate }) => rate,
  pace: ({ rate }, parts) => new PoissonPace(rate, parts),
  scaled: ({ rate }, factor) => ({ rate: rate * factor }),
  starter: (_rate, written) => ({ rate: written }),
});

class PoissonPace implements Pace {
  private readonly curve: RateCurve;
  /** Gaps of the process with rate one. */
  private readonly gaps: Draws;

  constructor(rate: number, parts: PaceParts) {
    this.curve = parts.curve(rate);
    this.gaps = new Draws(new Exponential(1), parts.draws('arrivals'));
  }

  next(now: number): number {
    return this.curve.after(now, this.gaps.next());
  }
}
