import { z } from 'zod';
import { type FaultTarget, faultCatalogue } from '../../simulator/index.ts';
import { expression, line, prose, quantityText, slug } from './text.ts';

/** Something that happens to the candidate's own design after it has worked once. */

/**
 * Which component is struck: the first of `types` that the design has and that carried traffic in its run. Where several
 * of one type qualify, `choose` decides; equal ones are decided by id, so that the same design meets the same fate.
 */
export const strikesSchema = z.strictObject({
  types: z.array(z.string().max(64)).min(1).max(16),
  choose: z.enum(['most-traffic', 'most-utilized', 'fewest-instances']),
});

/** What is filled in later, by what a fault strikes. */
const examples: Readonly<Record<FaultTarget, object>> = {
  component: { component: 'x' },
  connection: { from: 'x', to: 'y' },
  zone: { zone: 'x' },
  // A scenario knows its requests: it names the one itself.
  request: {},
  'component-or-zone': { component: 'x' },
  'connection-or-zone': { from: 'x', to: 'y' },
  load: {},
};

const faultKinds = (): readonly string[] =>
  faultCatalogue.filter((fault) => fault.always !== true).map((fault) => fault.kind);

/**
 * A fault as in a design, without the component it strikes: `{ "at": "8 s", "for": "4 s", "crash": { "replicas": 1 } }`.
 * The target is filled in when the candidate's design is known.
 */
const faultTemplateSchema = z
  .record(z.string(), z.unknown())
  .superRefine((template, context) => {
    const { at, for: length, ...kinds } = template;
    const refuse = (message: string, path: string[]): void => context.addIssue({ code: 'custom', message, path });
    if (!quantityText('time').safeParse(at).success) refuse('expected a time such as "8 s"', ['at']);
    if (length !== undefined && !quantityText('time').safeParse(length).success)
      refuse('expected a time such as "4 s"', ['for']);
    const [kind, ...more] = Object.keys(kinds);
    const fault = faultCatalogue.find((candidate) => candidate.kind === kind);
    // What is there all the time is no surprise.
    if (kind === undefined || fault === undefined || fault.always === true || more.length > 0) {
      refuse(`expected one fault: ${faultKinds().join(', ')}`, []);
      return;
    }
    const target = examples[fault.target];
    const written = kinds[kind];
    const parsed = fault.config.safeParse(
      typeof written === 'object' && written !== null ? { ...written, ...target } : written,
    );
    for (const issue of parsed.error?.issues ?? []) refuse(issue.message, [kind, ...issue.path.map(String)]);
  })
  .transform((template) => {
    const { at, for: length, ...kinds } = template;
    const [kind = '', config = {}] = Object.entries(kinds)[0] ?? [];
    return {
      at: at as string | number,
      for: length as string | number | undefined,
      kind,
      config: config as Record<string, unknown>,
    };
  });

const curveballBase = {
  id: slug,
  title: line(120),
  /** What the interviewer says when it strikes. */
  announce: prose(800),
  /** What the candidate is asked to predict before the run. */
  predict: line(300),
  /** What a sound design shows, as expressions over the result with the fault in it. */
  expect: z
    .array(z.strictObject({ name: line(120), require: expression }))
    .min(1)
    .max(8),
  /** What happens in the model, and why: shown after the run. */
  explanation: prose(1200),
  mid: prose(600),
  senior: prose(600),
  staff: prose(600),
};

export const curveballSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...curveballBase,
    kind: z.literal('fault'),
    strikes: strikesSchema.optional(),
    fault: faultTemplateSchema,
  }),
  z.strictObject({
    ...curveballBase,
    kind: z.literal('requirement'),
    change: z.strictObject({
      requirement: line(300),
      /** All rates of the workload times this. */
      rateFactor: z.number().positive().max(1000).optional(),
      /** In place of the objectives of the same name. */
      objectives: z
        .array(z.strictObject({ name: line(120), require: expression }))
        .max(8)
        .optional(),
    }),
  }),
]);

export type Strikes = z.output<typeof strikesSchema>;
export type FaultTemplate = z.output<typeof faultTemplateSchema>;
export type Curveball = z.output<typeof curveballSchema>;
export type FaultCurveball = Extract<Curveball, { kind: 'fault' }>;
