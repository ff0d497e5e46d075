import { z } from 'zod';
import { defineArrivals, type Pace } from '../arrival-process.ts';
import type { RateCurve } from '../parts/rate-curve.ts';
import { rateField } from './rate.ts';

/** A machine that sends in even steps; the first request comes one step after the start. */
export const constant = defineArrivals({
  name: 'constant',
  title: 'Constant',
  description: 'A machine that sends in even steps.',
  config: z.strictObject({ rate: rateField }),
  rate: ({ rate }) => rate,
  pace: ({ rate }, parts) => new ConstantPace(parts.curve(rate)),
  scaled: ({ rate }, factor) => ({ rate: rate * factor }),
  starter: (_rate, written) => ({ rate: written }),
});

class ConstantPace implements Pace {
  private readonly curve: RateCurve;

  constructor(curve: RateCurve) {
    this.curve = curve;
  }

  next(now: number): number {
    return this.curve.after(now, 1);
  }
}
