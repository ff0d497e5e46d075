import { type Dimension, formatQuantity } from '../../../simulator/index.ts';
import type { Measurement } from '../measurement.ts';
import { credit, type Evidence, type Item } from './item.ts';

/** A number of a run as evidence, said with its unit. */
export function metricOf(
  event: number,
  path: readonly (string | number)[],
  value: number,
  what: string,
  dimension: Dimension,
): Evidence {
  return { kind: 'metric', event, path, value, text: `${what}: ${formatQuantity(value, dimension)}` };
}

type Objective = Measurement['objectives'][number];

/** Missed by a tenth of the limit at most: half credit. */
const ALMOST = 0.1;

function almost({ value, limit }: Objective): boolean {
  if (value === undefined || limit === undefined || limit === 0) return false;
  return Math.abs(value - limit) <= ALMOST * Math.abs(limit);
}

const dimensions: Readonly<Record<string, Dimension>> = {
  s: 'time',
  '/s': 'rate',
  'req/s': 'rate',
  'USD/month': 'money',
  B: 'bytes',
};

/** An objective as a person reads it, from its value in base units. */
function said(value: number, unit: string | undefined): string {
  const dimension = unit === undefined ? undefined : dimensions[unit];
  if (dimension !== undefined) return formatQuantity(value, dimension);
  return value <= 1 ? formatQuantity(value, 'fraction') : formatQuantity(value, 'count');
}

/** One objective of a run as an item: met, almost met, or missed. */
export function objectiveItem(
  name: string,
  objectives: readonly Objective[],
  event: number,
  path: readonly (string | number)[],
  weight: number,
): Item {
  const index = objectives.findIndex((objective) => objective.name === name);
  const found = objectives[index];
  const base = { id: `objective-${name}`, title: name, weight };
  if (found === undefined) return { ...base, says: 'It was not measured.', evidence: [] };
  const { met, value, limit, unit, require, problem } = found;
  const points = credit(met, almost(found));
  if (value === undefined) {
    const evidence: Evidence = {
      kind: 'metric',
      event,
      path: [...path, index, 'met'],
      value: met,
      text: require,
    };
    return { ...base, points, says: problem ?? (met ? 'Met.' : 'Missed.'), evidence: [evidence] };
  }
  const limits = limit === undefined ? '' : ` (limit ${said(limit, unit)})`;
  return {
    ...base,
    points,
    says: `${met ? 'Met' : points > 0 ? 'Almost met' : 'Missed'}: ${said(value, unit)}${limits}.`,
    evidence: [
      { kind: 'metric', event, path: [...path, index, 'value'], value, text: `${require}: ${said(value, unit)}` },
    ],
  };
}
