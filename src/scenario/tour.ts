import { z } from 'zod';
import { expression, line, prose, quantityText, slug } from './text.ts';

/** A guided tour: steps, each of which knows from the design and the last run whether it is done. */

/** Places of the studio that a step can point at. */
export const tourPlaces = ['palette', 'canvas', 'inspector', 'load', 'faults', 'run', 'results', 'problems'] as const;

/** What has to be so. All of what is written has to hold. */
export const conditionSchema = z
  .strictObject({
    /** The design has at least `count` components of the type; one unless written. */
    component: z.strictObject({ type: z.string().max(64), count: z.int().min(1).max(100).prefault(1) }).optional(),
    /** A connection between components of these types. */
    connection: z.strictObject({ from: z.string().max(64), to: z.string().max(64) }).optional(),
    /** No connection between components of these types. */
    noConnection: z.strictObject({ from: z.string().max(64), to: z.string().max(64) }).optional(),
    /** A number among the parameters of a component of the type lies within these bounds. */
    parameter: z
      .strictObject({
        type: z.string().max(64),
        name: z.string().max(64),
        min: z.number().optional(),
        max: z.number().optional(),
      })
      .optional(),
    /** A connection between components of these types makes so many calls per request. */
    calls: z
      .strictObject({
        from: z.string().max(64),
        to: z.string().max(64),
        min: z.number().optional(),
        max: z.number().optional(),
      })
      .optional(),
    /** The mean rate of all open streams together lies within these bounds. */
    load: z.strictObject({ min: quantityText('rate'), max: quantityText('rate') }).optional(),
    /** A run of the design as it stands has finished, and each of these expressions holds of its result. */
    run: z.strictObject({ require: z.array(expression).max(8) }).optional(),
  })
  .refine((condition) => Object.keys(condition).length > 0, 'expected at least one condition');

export const tourStepSchema = z.strictObject({
  id: slug,
  title: line(80),
  /** What this step is about. */
  text: prose(800),
  /** What to do now, as an instruction. */
  todo: prose(500),
  place: z.enum(tourPlaces),
  done: conditionSchema,
  /** What has just been seen, and what it means. */
  learned: prose(800),
});

export type TourPlace = (typeof tourPlaces)[number];
export type Condition = z.output<typeof conditionSchema>;
export type TourStep = z.output<typeof tourStepSchema>;
