import { z } from 'zod';
import type { JudgedResult, Timeline } from '../../simulator/index.ts';

const share = z.number().min(0).max(1);

/** What a fault did, measured. */
export const impactSchema = z.strictObject({
  /** Moment at which it struck [s]. */
  from: z.number(),
  /** Moment at which it was gone [s]; the same for a momentary one. */
  to: z.number(),
  /** Share of requests answered well from the end of the warm-up until it struck. */
  before: share,
  /** The same while it lasted and, where it was momentary, until it was overcome. */
  goodput: share,
  /** The same in the worst window of that time. */
  worst: share,
  /** Time from its end until the service was as before [s]; null where it never was within the run. */
  recovery: z.number().min(0).nullable(),
  /** The curveball's expectations held against the run. */
  expectations: z
    .array(
      z.strictObject({
        name: z.string().max(200),
        require: z.string().max(500),
        met: z.boolean(),
        value: z.number().optional(),
        limit: z.number().optional(),
        unit: z.string().max(40).optional(),
        problem: z.string().max(1000).optional(),
      }),
    )
    .max(16),
});
export type Impact = z.output<typeof impactSchema>;
