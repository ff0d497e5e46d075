import { z } from 'zod';
import { type Dimension, readQuantity } from '../../simulator/index.ts';
import { impactSchema } from './impact.ts';
import { measurementSchema } from './measurement.ts';
import { levels, phases } from './phases.ts';

/**
 * What happened in an interview, named for what the candidate did. Texts are kept as typed; what they amount to is
 * worked out whenever the log is read, so that a better reader judges an old session better.
 */

/** Milliseconds since 1970. The machine never asks for the time: every event brings it. */
const moment = z.number().min(0).max(8.64e15);
const id = z.string().min(1).max(64);
const digest = z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 hexadecimal digits');
const text = (max: number) => z.string().trim().min(1).max(max);

/** A text that reads as a quantity: `"40 ms"`. */
function typed(dimension: Dimension) {
  return text(64).refine((input) => readQuantity(input, dimension).ok, `expected a quantity of dimension ${dimension}`);
}

const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), at: moment, ...shape });

/** The design document as it was measured, so that a log shows what its numbers are of. `parseDesign` reads it. */
const design = z.record(z.string().max(64), z.unknown());

/** Planned time of each phase [ms]. */
const budgets = z.strictObject({
  scope: z.number().min(0),
  estimate: z.number().min(0),
  design: z.number().min(0),
  disruption: z.number().min(0),
  'wrap-up': z.number().min(0),
});

export const eventSchema = z.discriminatedUnion('type', [
  event('started', { scenario: id, level: z.enum(levels), budgets }),
  event('phase-entered', { phase: z.enum(phases) }),
  event('paused', {}),
  event('resumed', {}),
  /** Closed for now: what passes until the return is not counted. */
  event('left', {}),
  /** Back after the page was closed or the machine slept; nobody was there since `seenAt`, and that time is not counted. */
  event('returned', { seenAt: moment }),
  event('extended', { phase: z.enum(phases), by: z.number().min(0).max(3_600_000) }),

  event('clarification-asked', { clarification: id }),
  event('requirement-sorted', { requirement: id, as: z.enum(['must', 'should', 'out']) }),
  event('target-set', { quality: id, text: text(64) }),
  event('exclusion-stated', { text: text(200) }),
  event('exclusion-withdrawn', { text: text(200) }),

  event('estimate-committed', { estimate: id, text: text(300) }),

  event('design-changed', { digest, components: z.int().min(0), connections: z.int().min(0) }),
  event('prediction-committed', { digest, request: id, p99: typed('time'), bottleneck: id }),
  event('design-run', { digest, design, measured: measurementSchema }),

  /** The interviewer's turn, written down so that a log tells its own story: which curveball, and what it struck. */
  event('curveball-struck', {
    curveball: id,
    /** Of the design it strikes, which is the one that was measured. */
    digest,
    component: id.exactOptional(),
    /** As it stands in the design's `faults`. */
    fault: z.record(z.string().max(64), z.unknown()),
  }),
  event('disruption-predicted', {
    digest,
    /** Share of requests answered well while it lasts. */
    goodput: typed('fraction'),
    /** Component at which most failures begin; absent for "none fails". */
    fails: id.exactOptional(),
    /** Time until the service is as before, from the fault's end; absent for "not within the run". */
    recovery: typed('time').exactOptional(),
  }),
  event('disruption-run', { digest, design, measured: measurementSchema, impact: impactSchema }),

  event('choice-made', { question: id, choice: id }),
  event('reflection-written', { question: id, text: text(4000) }),
  event('finished', {}),
]);

export type InterviewEvent = z.output<typeof eventSchema>;
export type EventOf<Type extends InterviewEvent['type']> = Extract<InterviewEvent, { type: Type }>;
