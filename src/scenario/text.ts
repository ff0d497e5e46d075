import { z } from 'zod';
import { type Dimension, readQuantity } from '../../simulator/index.ts';

/** Texts and quantities of a scenario: bounded, printable, kept as their author wrote them. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

function bounded(max: number) {
  return z
    .string()
    .min(1, 'expected a text that is not empty')
    .max(max, `expected at most ${max} characters`)
    .refine((text) => text.trim() === text, 'expected no blanks at the beginning or the end')
    .refine((text) => !CONTROL.test(text), 'expected printable characters and line breaks only');
}

/** A title, a label, a sentence: one line. */
export function line(max = 200) {
  return bounded(max).refine((text) => !text.includes('\n'), 'expected a single line');
}

/** Prose; an empty line parts paragraphs. */
export function prose(max = 2000) {
  return bounded(max);
}

/** Name of a thing inside a scenario, and of the scenario itself: it appears in file names, logs and scorecards. */
export const slug = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'expected lowercase words joined by "-"')
  .max(64, 'expected at most 64 characters');

/** Name of a value in formulas. */
export const symbol = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'expected a name such as "peakFactor"');

/** A formula or a requirement in the expression language; `src/math` and `src/objective` read it. */
export const expression = line(300);

/** A quantity with its unit, checked and kept as written. */
export function quantityText(dimension: Dimension) {
  return z.union([z.number(), z.string()]).superRefine((input, context) => {
    const reading = readQuantity(input, dimension);
    if (!reading.ok) context.addIssue({ code: 'custom', message: `expected ${reading.expected}` });
  });
}
