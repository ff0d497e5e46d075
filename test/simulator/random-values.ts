import { applies, type Field, readQuantity } from '../../simulator/index.ts';
import type { RandomStream } from '../../simulator/kernel/index.ts';

/** Values that a field of a definition takes: what there is to be set is read from the definitions, and so never missed. */

export type Values = Record<string, unknown>;

export function pick<T>(items: readonly T[], dice: RandomStream): T {
  return items[dice.integer(items.length)] as T;
}

export const ZONES = ['zone-a', 'zone-b', 'zone-c'];

const laws = [
  '0 s',
  '1 ms',
  '20 ms',
  { exponential: { mean: '2 ms' } },
  { exponential: { mean: '20 ms' } },
  { lognormal: { mean: '6 ms', cv: 2 } },
  { pareto: { min: '1 ms', shape: 1.4 } },
];

/** For what has no default to go by. */
const usual: Partial<Record<string, readonly number[]>> = {
  time: [0.005, 0.05, 0.5, 2],
  count: [1, 2, 5, 50],
  fraction: [0.01, 0.3, 1],
  rate: [20, 200],
  bytes: [1000, 1_000_000],
  bandwidth: [100_000, 10_000_000],
};

/** Of what takes longer [s] nothing would be seen in a run. */
const LONGEST = 3;

function amount(field: Field, dice: RandomStream): number {
  const { dimension = 'count' } = field;
  const known = readQuantity(field.default, dimension);
  const base = known.ok && known.value > 0 ? known.value : pick(usual[dimension] ?? [1], dice);
  const near = base * pick([0.1, 0.5, 1, 3], dice);
  const value = dimension === 'time' && near > LONGEST ? pick([0.05, 0.3, LONGEST], dice) : near;
  const bounded = Math.min(field.max ?? Number.POSITIVE_INFINITY, Math.max(field.min ?? 0, value));
  return field.integer === true ? Math.round(bounded) : bounded;
}

function valueFor(field: Field, dice: RandomStream, density: number): unknown {
  switch (field.kind) {
    case 'quantity':
      return amount(field, dice);
    case 'choice':
      return pick(field.options ?? [], dice).value;
    case 'choices':
      return (field.options ?? []).filter(() => dice.chance(0.5)).map(({ value }) => value);
    case 'flag':
      return dice.chance(0.5);
    case 'distribution':
    case 'work':
      return pick(laws, dice);
    case 'capacity':
      return pick(['30 entries', '20 KB', '5 MB'], dice);
    case 'queue':
      return pick([0, 3, 100, 'unbounded'], dice);
    case 'group':
      return randomValues(field.fields ?? [], dice, Math.max(0.5, density));
    case 'names':
      return [pick(['read', 'write', 'look', 'change'], dice)];
    case 'pairs':
      return [0, 1, 2].map((at) => [at, pick([1, 2, 5], dice)]);
    case 'places':
      return ZONES.filter(() => dice.chance(0.5));
    case 'name':
      return undefined;
  }
}

/** Some of the fields, each with probability `density`, and all that are required; only what has an effect and is allowed. */
export function randomValues(fields: readonly Field[], dice: RandomStream, density: number): Values {
  const values: Values = {};
  for (const field of fields) {
    if (!field.required && !dice.chance(density)) continue;
    if (!applies(field, (name) => values[name] ?? fields.find((of) => of.name === name)?.default)) continue;
    const value = valueFor(field, dice, density);
    if (value !== undefined && field.schema.safeParse(value).success) values[field.name] = value;
  }
  return values;
}
