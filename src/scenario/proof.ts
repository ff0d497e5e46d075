import { z } from 'zod';
import { expression, line, prose, slug } from './text.ts';

/** Designs that prove a scenario: what is taught can be built, and what is warned of really fails, for the stated reason. */

/** A file beside the scenario, or the design itself. */
export const designReference = z.union(
  [
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}\.design\.json$/, 'expected a file such as "reference.design.json"'),
    z.record(z.string(), z.unknown()),
  ],
  { error: 'expected a file such as "reference.design.json", or a design' },
);

export const proofSchema = z.strictObject({
  id: slug,
  title: line(120),
  role: z.enum(['reference', 'flawed']),
  design: designReference,
  /** Why it passes, or what is wrong with it. */
  why: prose(1200),
  /** Objectives that it misses, by name: none for a reference, exactly these for a flawed design. */
  misses: z.array(line(120)).max(16),
  /** The component that limits it. */
  bottleneck: z.string().max(64).optional(),
  /** Numbers that it must show: the calibration of the scenario. */
  shows: z.array(z.strictObject({ require: expression, source: line(300) })).max(16),
});

export type DesignReference = z.output<typeof designReference>;
export type Proof = z.output<typeof proofSchema>;
