import { z } from 'zod';
import { expression, line, prose, quantityText, slug, symbol } from './text.ts';

/** What the candidate is told, and what they can find out by asking. */

export const briefSchema = z.strictObject({
  /** What is to be built, for whom, and why it is hard. */
  story: prose(3000),
  /** What someone who has worked through it can do that they could not do before. */
  teaches: z.array(line()).min(1).max(8),
  /** Where the model simplifies the world: said up front, so that nobody learns a wrong thing. */
  model: z.array(line(600)).max(12),
});

export const functionalSchema = z.strictObject({
  id: slug,
  text: line(),
  /** `out` is a sensible thing to leave out aloud. */
  priority: z.enum(['must', 'should', 'out']),
  why: line(400),
  /** Requests of the workload that carry it: the design needs a path for each. */
  requests: z.array(z.string().max(64)).max(8).optional(),
});

const nonFunctionalBase = {
  id: slug,
  text: line(),
  why: line(400),
};

/** A quality with a number. */
export const nonFunctionalSchema = z.discriminatedUnion('dimension', [
  z.strictObject({
    ...nonFunctionalBase,
    dimension: z.literal('time'),
    bound: z.enum(['at-most', 'at-least']),
    value: quantityText('time'),
  }),
  z.strictObject({
    ...nonFunctionalBase,
    dimension: z.literal('rate'),
    bound: z.enum(['at-most', 'at-least']),
    value: quantityText('rate'),
  }),
  z.strictObject({
    ...nonFunctionalBase,
    dimension: z.literal('fraction'),
    bound: z.enum(['at-most', 'at-least']),
    value: quantityText('fraction'),
  }),
  z.strictObject({
    ...nonFunctionalBase,
    dimension: z.literal('money'),
    bound: z.enum(['at-most', 'at-least']),
    value: quantityText('money'),
  }),
  z.strictObject({
    ...nonFunctionalBase,
    dimension: z.literal('bytes'),
    bound: z.enum(['at-most', 'at-least']),
    value: quantityText('bytes'),
  }),
]);

export const requirementsSchema = z.strictObject({
  functional: z.array(functionalSchema).min(1).max(24),
  nonFunctional: z.array(nonFunctionalSchema).min(1).max(16),
});

/** A question that a good candidate asks. */
export const clarificationSchema = z.strictObject({
  id: slug,
  question: line(),
  answer: line(600),
  /** Givens and requirements that are known only to who has asked. */
  unlocks: z.array(z.string().max(64)).max(16),
  /** `key` questions change the design; `detail` questions cost time and change nothing. */
  worth: z.enum(['key', 'useful', 'detail']),
});

/** A number to calculate with. */
export const givenSchema = z.strictObject({
  name: symbol,
  title: line(),
  /** In the expression language, with its unit: `360e6 req/day`. */
  value: expression,
  source: line(300),
});

/** Arithmetic on the givens. */
export const estimateSchema = z.strictObject({
  id: slug,
  question: line(300),
  /** In the names of givens; units are carried through. */
  formula: expression,
  /** Unit in which the answer is best said, empty for a bare number; a candidate may use any other of its dimension. */
  unit: z.string().max(40),
  /** The answer as an author states it; a check refuses a formula that does not give it. */
  answer: expression,
  /** An answer is accepted from answer / tolerance to answer × tolerance; 1 asks for the very number. */
  tolerance: z.number().min(1).max(10),
  explanation: prose(800),
  /** Wrong ways that people take, by the number they lead to. */
  mistakes: z
    .array(z.strictObject({ formula: expression, says: line(400) }))
    .max(6)
    .optional(),
});

export type Brief = z.output<typeof briefSchema>;
export type FunctionalRequirement = z.output<typeof functionalSchema>;
export type NonFunctionalRequirement = z.output<typeof nonFunctionalSchema>;
export type Clarification = z.output<typeof clarificationSchema>;
export type Given = z.output<typeof givenSchema>;
export type Estimate = z.output<typeof estimateSchema>;
