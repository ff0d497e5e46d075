import { z } from 'zod';
import type { DistributionSpec } from './distribution.ts';
import { type Dimension, dimensions, readQuantity } from './quantity.ts';

/** The border of distributions: what a file may write, turned into a `DistributionSpec` in seconds, or issues with paths. */

function plain(dimension: Dimension, positive: boolean): z.ZodType<number, number | string> {
  return z.union([z.number(), z.string()]).transform((input, context) => {
    const reading = readQuantity(input, dimension);
    if (reading.ok && (positive ? reading.value > 0 : reading.value >= 0)) return reading.value;
    const message = reading.ok ? `expected ${positive ? 'more than 0' : 'at least 0'}` : `expected ${reading.expected}`;
    context.addIssue({ code: 'custom', message, input });
    return z.NEVER;
  }) as z.ZodType<number, number | string>;
}

const time = plain('time', true);
const timeOrZero = plain('time', false);
const shape = z.number().positive();

const lognormal = z
  .union([z.strictObject({ mean: time, cv: shape }), z.strictObject({ p50: time, p99: time })])
  .refine((law) => !('p99' in law) || law.p99 > law.p50, { error: 'expected p99 above p50', path: ['p99'] });

const pareto = z
  .strictObject({ min: time, shape, max: time.optional() })
  .refine((law) => law.max !== undefined || law.shape > 1, {
    error: 'expected a shape above 1: at or below 1 there is no mean (or give a max)',
    path: ['shape'],
  })
  .refine((law) => law.max === undefined || law.max > law.min, { error: 'expected max above min', path: ['max'] });

const uniform = z
  .strictObject({ min: timeOrZero, max: time })
  .refine((law) => law.max > law.min, { error: 'expected max above min', path: ['max'] });

const empirical = z
  .strictObject({
    quantiles: z
      .array(z.tuple([z.number().min(0).max(1), timeOrZero]))
      .min(2)
      .max(1000),
  })
  .refine(
    ({ quantiles }) =>
      quantiles[0]?.[0] === 0 &&
      quantiles.at(-1)?.[0] === 1 &&
      quantiles.every(
        ([p, x], i) => i === 0 || (p > (quantiles[i - 1]?.[0] ?? 0) && x >= (quantiles[i - 1]?.[1] ?? 0)),
      ),
    { error: 'expected rising probabilities from 0 to 1 with values that do not fall', path: ['quantiles'] },
  );

/** Depth of `mixture` and `shift` inside one another; deeper is a mistake or an attack. */
const DEEPEST = 4;

const kinds = {
  exponential: z.strictObject({ mean: time }),
  erlang: z.strictObject({ mean: time, k: z.int().min(1).max(1000) }),
  gamma: z.strictObject({ mean: time, cv: shape }),
  lognormal,
  weibull: z.strictObject({ scale: time, shape }),
  pareto,
  uniform,
  hyperexponential: z
    .array(z.strictObject({ weight: z.number().positive(), mean: time }))
    .min(1)
    .max(100),
  mixture: z
    .array(z.strictObject({ weight: z.number().positive(), of: z.unknown() }))
    .min(1)
    .max(100),
  empirical,
  shift: z.strictObject({ by: timeOrZero, of: z.unknown() }),
} as const;

type Kind = keyof typeof kinds;
export const distributionKinds = Object.keys(kinds) as readonly Kind[];

type Issue = { message: string; path: (string | number)[] };

/** Reads one distribution; problems go to `issues` with their path below the distribution. */
export function readDistribution(
  input: unknown,
  issues: Issue[],
  path: (string | number)[] = [],
): DistributionSpec | undefined {
  const refuse = (message: string, at = path): undefined => {
    issues.push({ message, path: at });
    return undefined;
  };
  const expected = `expected ${dimensions.time.noun} such as "5 ms", or one distribution: ${distributionKinds.join(', ')}`;
  if (path.length > 3 * DEEPEST) return refuse(`expected distributions at most ${DEEPEST} deep`);
  if (typeof input === 'number' || typeof input === 'string') {
    const reading = readQuantity(input, 'time');
    if (!reading.ok) return refuse(expected);
    return reading.value >= 0 ? { kind: 'constant', value: reading.value } : refuse('expected at least 0 s');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return refuse(expected);
  const keys = Object.keys(input);
  const name = keys[0] ?? '';
  if (keys.length !== 1 || !Object.hasOwn(kinds, name)) return refuse(expected);
  const kind = name as Kind;
  const parsed = kinds[kind].safeParse((input as Record<string, unknown>)[kind]);
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      refuse(issue.message, [...path, kind, ...(issue.path as (string | number)[])]);
    return undefined;
  }
  switch (kind) {
    case 'mixture': {
      const parts = parsed.data as { weight: number; of: unknown }[];
      const of = parts.map((part, i) => ({
        weight: part.weight,
        of: readDistribution(part.of, issues, [...path, kind, i, 'of']),
      }));
      return of.every((part): part is { weight: number; of: DistributionSpec } => part.of !== undefined)
        ? { kind, parts: of }
        : undefined;
    }
    case 'shift': {
      const { by, of } = parsed.data as { by: number; of: unknown };
      const inner = readDistribution(of, issues, [...path, kind, 'of']);
      return inner === undefined ? undefined : { kind, by, of: inner };
    }
    case 'hyperexponential':
      return { kind, phases: parsed.data as { weight: number; mean: number }[] };
    default:
      return { kind, ...(parsed.data as object) } as DistributionSpec;
  }
}

/** True where an object is meant as a distribution and not as a table by request name. */
export function looksLikeDistribution(input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return true;
  const keys = Object.keys(input);
  return keys.length === 1 && Object.hasOwn(kinds, keys[0] ?? '');
}

/** JSON Schema of one distribution: the border above is hand-written for its messages, so is its published shape. */
export function distributionJsonSchema(): object {
  return {
    description: 'A time: a constant such as "5 ms" or a number of seconds, or one distribution.',
    anyOf: [
      { type: 'number', minimum: 0 },
      { type: 'string' },
      ...distributionKinds.map((kind) => ({
        type: 'object',
        properties: { [kind]: z.toJSONSchema(kinds[kind], { io: 'input', unrepresentable: 'any' }) },
        required: [kind],
        additionalProperties: false,
      })),
    ],
  };
}
