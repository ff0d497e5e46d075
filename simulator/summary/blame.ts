import type { Model } from '../model.ts';
import type { Blame, RequestBlame, TimeAt } from '../result.ts';
import { betweenNames, sorts, waitAt, workAt } from '../tracing/spent.ts';
import { joinedTallies, type PackedTallies } from '../tracing/tallies.ts';
import type { Kinds } from './requests.ts';
import type { Sample } from './sample.ts';

/** The slowest of which the percentile of the same name is the least. */
const SLOWEST = 0.01;

/** Where the time of requests of some kinds went; undefined where nobody followed it. */
export function blameOf(
  model: Model,
  { segments }: Sample,
  kinds: Kinds,
): { requests: RequestBlame; byFailure: ReadonlyMap<number, Blame> } | undefined {
  const parts = segments.flatMap(({ blame }) => (blame === undefined ? [] : kinds.map((kind) => blame[kind])));
  if (parts.length === 0) return undefined;
  const answered = groupsOf(model, joinedTallies(parts.map((part) => part.answered)));
  const failed = groupsOf(model, joinedTallies(parts.map((part) => part.failed)));
  const all = total(model, answered);
  const p99 = total(model, slowest(answered, all[0] * SLOWEST));
  const failures = total(model, failed);
  return {
    requests: {
      p99: meanOf(model, p99),
      all: meanOf(model, all),
      ...(failures[0] > 0 && { failures: meanOf(model, failures) }),
      counts: { p99: p99[0], all: all[0], failures: failures[0] },
    },
    byFailure: new Map(failed.map(({ key, row }) => [key, meanOf(model, row)])),
  };
}

/** A number of requests, and seconds by what they were spent on. */
type Row = Float64Array;

interface Group {
  readonly key: number;
  readonly row: Row;
}

function groupsOf(model: Model, { keys, rows }: PackedTallies): Group[] {
  const width = 1 + sorts(model.components.length);
  return [...keys].map((key, i) => ({ key, row: rows.subarray(i * width, (i + 1) * width) }));
}

/** The last groups with so many requests together; of the one that has more than are wanted, its share. */
function slowest(groups: readonly Group[], wanted: number): Group[] {
  const found: Group[] = [];
  let left = wanted;
  for (const { key, row } of groups.toReversed()) {
    if (left <= 0) break;
    const share = Math.min(1, left / row[0]);
    found.push({ key, row: row.map((value) => value * share) });
    left -= row[0];
  }
  return found;
}

function total(model: Model, groups: readonly Group[]): Row {
  const sum = new Float64Array(1 + sorts(model.components.length));
  for (const { row } of groups) for (let i = 0; i < sum.length; i++) sum[i] += row[i];
  return sum;
}

function meanOf(model: Model, row: Row): Blame {
  const blame: Record<string, number | TimeAt> = {};
  const of = (sort: number) => (row[0] === 0 ? 0 : row[1 + sort] / row[0]);
  for (const { index, spec } of model.components) {
    const at = { wait: of(waitAt(index)), work: of(workAt(index)) };
    if (at.wait > 0 || at.work > 0) blame[isBetween(spec.id) ? `${spec.id}${MARK}` : spec.id] = at;
  }
  for (const [sort, name] of betweenNames.entries()) if (of(sort) > 0) blame[name] = of(sort);
  return blame;
}

/** Behind the id of a component that has the name of what is between components. */
const MARK = ' (component)';

function isBetween(name: string): boolean {
  return (betweenNames as readonly string[]).includes(name);
}

/** One part of where time went. */
export interface BlamePart {
  /** A component, for its wait or its work; undefined for what is between components. */
  readonly component?: string;
  readonly spent: 'wait' | 'work' | (typeof betweenNames)[number];
  /** Mean over the group [s]. */
  readonly seconds: number;
}

/** The parts of where time went, the largest first. */
export function blameParts(blame: Blame): BlamePart[] {
  const parts = Object.entries(blame).flatMap(([name, value]): BlamePart[] => {
    if (typeof value === 'number') return [{ spent: name as (typeof betweenNames)[number], seconds: value }];
    const component = name.endsWith(MARK) ? name.slice(0, -MARK.length) : name;
    return [
      { component, spent: 'wait', seconds: value.wait },
      { component, spent: 'work', seconds: value.work },
    ];
  });
  return parts.filter(({ seconds }) => seconds > 0).sort((a, b) => b.seconds - a.seconds);
}
