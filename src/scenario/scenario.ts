import { z } from 'zod';
import { runSchema, workloadSchema } from '../../simulator/index.ts';
import { briefSchema, clarificationSchema, estimateSchema, givenSchema, requirementsSchema } from './brief.ts';
import { curveballSchema } from './curveball.ts';
import { criterionSchema, deepDiveSchema, entitySchema, operationSchema, tradeOffSchema } from './expectations.ts';
import { designReference, proofSchema } from './proof.ts';
import { expression, line, prose, quantityText, slug } from './text.ts';
import { tourStepSchema } from './tour.ts';

/** Whom a scenario is for. A tutorial is a tour through the studio and no interview. */
export const levels = ['tutorial', 'mid', 'senior', 'staff'] as const;
export type Level = (typeof levels)[number];

/** Phases of an interview on it, in their order. */
export const phases = ['scope', 'estimate', 'design', 'disruption', 'wrap-up'] as const;
export type PhaseName = (typeof phases)[number];

const minutes = z.number().positive().max(240);

/** A workload and run settings as a design writes them. */
export interface WorkloadAsWritten {
  readonly streams: readonly {
    readonly client: string;
    readonly arrivals: Readonly<Record<string, unknown>>;
    readonly shape?: Readonly<Record<string, unknown>>;
    readonly average?: number | string;
    readonly requests: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }[];
}

export interface RunAsWritten {
  readonly duration?: number | string;
  readonly warmup?: number | string;
  readonly seed?: number;
  readonly replications?: number;
  readonly precision?: number | string;
}

/** `headroom/scenario@1`: pure data, written by an instructor. */
export const scenarioSchema = z.strictObject({
  format: z.literal('headroom/scenario@1'),
  id: slug,
  title: line(80),
  /** One sentence for the picker. */
  summary: line(240),
  level: z.enum(levels),
  /** How long it takes. */
  minutes,
  /** Minutes of each phase of an interview; their sum is `minutes`. Absent where it is no interview. */
  phases: z
    .strictObject({ scope: minutes, estimate: minutes, design: minutes, disruption: minutes, 'wrap-up': minutes })
    .optional(),
  brief: briefSchema,
  requirements: requirementsSchema,
  clarifications: z.array(clarificationSchema).max(24),
  givens: z.array(givenSchema).max(40),
  estimates: z.array(estimateSchema).max(24),
  api: z.array(operationSchema).max(24),
  dataModel: z.array(entitySchema).max(16),
  /** What the canvas holds when one begins. */
  starter: designReference,
  /** As in a design. */
  workload: workloadSchema,
  objectives: z
    .array(z.strictObject({ name: line(120), require: expression }))
    .min(1)
    .max(16),
  budget: z.strictObject({ monthly: quantityText('money'), why: line(300) }).optional(),
  run: runSchema,
  curveballs: z.array(curveballSchema).max(12),
  deepDives: z.array(deepDiveSchema).max(12),
  tradeOffs: z.array(tradeOffSchema).max(16),
  /** Weights sum to 100. Empty where nothing is graded. */
  rubric: z.array(criterionSchema).max(10),
  /** Steps of the guided tour; empty where there is none. */
  tour: z.array(tourStepSchema).max(24),
  proofs: z.array(proofSchema).min(1).max(12),
  /** Where the numbers come from, beyond what stands beside each. */
  sources: z.array(prose(400)).max(40),
});

/** A scenario as parsed, with workload and run settings as written: they become part of a design document. */
export type Scenario = Omit<z.output<typeof scenarioSchema>, 'workload' | 'run'> & {
  readonly workload: WorkloadAsWritten;
  readonly run: RunAsWritten;
};
