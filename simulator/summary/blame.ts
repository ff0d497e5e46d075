import type { Model } from '../model.ts';
import type { BetweenBlame, BetweenName, Blame, RequestBlame, TimeAt } from '../result.ts';
import { betweenNames, onConnection, sorts, waitAt, workAt } from '../tracing/spent.ts';
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
      connections: {
        p99: betweenOf(model, p99),
        all: betweenOf(model, all),
        ...(failures[0] > 0 && { failures: betweenOf(model, failures) }),
      },
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
  const width = 1 + sorts(model);
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
  const sum = new Float64Array(1 + sorts(model));
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
  const { components, connections } = model;
  for (const [sort, name] of betweenNames.entries()) {
    const onAll = connections.reduce(
      (sum, { index }) => sum + of(onConnection(components.length, index) + sort),
      of(sort),
    );
    if (onAll > 0) blame[name] = onAll;
  }
  return blame;
}

function betweenOf({ components, connections }: Model, row: Row): BetweenBlame {
  const blame: Record<string, Partial<Record<BetweenName, number>>> = {};
  for (const { index, spec } of connections) {
    const own: Partial<Record<BetweenName, number>> = {};
    for (const [sort, name] of betweenNames.entries()) {
      const seconds = row[1 + onConnection(components.length, index) + sort];
      if (seconds > 0) own[name] = seconds / row[0];
    }
    if (Object.keys(own).length > 0) blame[`${spec.from}->${spec.to}`] = own;
  }
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
  /** The connection that it was on, for what is between components; undefined where that is none, or not asked for. */
  readonly connection?: string;
  readonly spent: 'wait' | 'work' | BetweenName;
  /** Mean over the group [s]. */
  readonly seconds: number;
}

/** A sum whose parts differ from it by less than this share has no other part: the rest is rounding. */
const ROUNDING = 1e-9;

/** The parts of where time went, the largest first; those between components by connection where it is said. */
export function blameParts(blame: Blame, connections: BetweenBlame = {}): BlamePart[] {
  const parts = Object.entries(blame).flatMap(([name, value]): BlamePart[] => {
    if (typeof value === 'number') {
      const spent = name as BetweenName;
      const own = Object.entries(connections).flatMap(([connection, { [spent]: seconds = 0 }]): BlamePart[] =>
        seconds > 0 ? [{ connection, spent, seconds }] : [],
      );
      const rest = own.reduce((left, { seconds }) => left - seconds, value);
      return rest > ROUNDING * value ? [...own, { spent, seconds: rest }] : own;
    }
    const component = name.endsWith(MARK) ? name.slice(0, -MARK.length) : name;
    return [
      { component, spent: 'wait', seconds: value.wait },
      { component, spent: 'work', seconds: value.work },
    ];
  });
  return parts.filter(({ seconds }) => seconds > 0).sort((a, b) => b.seconds - a.seconds);
}
