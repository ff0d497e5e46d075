import { z } from 'zod';
import { line, prose, slug } from './text.ts';

/** What a good answer contains: the contract, the data, the questions, and how it is weighed. */

export const operationSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: line(),
  purpose: line(300),
  /** Statuses with their meaning: `302 with Location`. */
  answers: z.array(line()).min(1).max(12),
  /** Request of the workload that stands for it, where there is one. */
  request: z.string().max(64).optional(),
  note: line(400).optional(),
});

export const entitySchema = z.strictObject({
  name: line(80),
  key: line(),
  attributes: z.array(line(120)).min(1).max(24),
  /** How it is read and written, which decides the store. */
  access: line(400),
  note: line(400).optional(),
});

/** A question without one right answer: what each level says to it. */
export const deepDiveSchema = z.strictObject({
  id: slug,
  question: line(300),
  mid: prose(800),
  /** What a senior answer adds to it. */
  senior: prose(800),
  /** What a staff answer adds to both. */
  staff: prose(800),
});

/** A choice between options of which one is best here. */
export const tradeOffSchema = z.strictObject({
  id: slug,
  question: line(300),
  choices: z
    .array(z.strictObject({ id: slug, text: line(300), best: z.boolean(), why: line(400) }))
    .min(2)
    .max(6),
  explanation: prose(800),
});

/** Dimensions that are graded, in the order of a scorecard. */
export const criteria = [
  'scope',
  'estimation',
  'api-and-data',
  'architecture',
  'correctness',
  'performance',
  'failure',
  'cost',
  'trade-offs',
  'drive',
] as const;

export const criterionSchema = z.strictObject({
  criterion: z.enum(criteria),
  title: line(80),
  /** Points of a hundred. */
  weight: z.number().positive().max(100),
  /** What counts here, in this scenario. */
  looksFor: prose(600),
});

export type Operation = z.output<typeof operationSchema>;
export type Entity = z.output<typeof entitySchema>;
export type DeepDive = z.output<typeof deepDiveSchema>;
export type TradeOff = z.output<typeof tradeOffSchema>;
export type CriterionId = (typeof criteria)[number];
export type Criterion = z.output<typeof criterionSchema>;
