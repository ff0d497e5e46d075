import type { JudgedResult } from '../../simulator/index.ts';
import { isBottleneck } from '../run/index.ts';

/** One line of the table of components. */
export interface ComponentRow {
  readonly id: string;
  readonly type: string;
  readonly instances: number;
  readonly utilization: number;
  /** Title of the most utilized resource. */
  readonly limiting: string | undefined;
  readonly arrivalRate: number;
  readonly queue: number;
  readonly queueMax: number;
  readonly wait: number;
  readonly p99: number;
  readonly errorRate: number;
  readonly bottleneck: boolean;
  /** What only some components have, in words. */
  readonly notes: readonly string[];
}

export const columns = ['id', 'utilization', 'arrivalRate', 'queue', 'wait', 'p99', 'errorRate'] as const;
export type Column = (typeof columns)[number];

export interface Sorting {
  readonly column: Column;
  readonly descending: boolean;
}

export function componentRows(
  result: JudgedResult,
  words: { share(of: number): string; time(of: number): string },
): ComponentRow[] {
  return Object.entries(result.components).map(([id, of]) => {
    const notes: string[] = [];
    if (of.hitRatio !== undefined) notes.push(`${words.share(of.hitRatio)} hits`);
    if (of.lag !== undefined) notes.push(`lag p99 ${words.time(of.lag.p99)}, ${of.lag.backlog} left`);
    if (of.deadLetters !== undefined && of.deadLetters > 0) notes.push(`${of.deadLetters} dead letters`);
    if (of.lost !== undefined && of.lost > 0) notes.push(`${of.lost} messages lost`);
    for (const measure of Object.values(of.measures ?? {})) {
      if (!('times' in measure))
        notes.push(`${'share' in measure ? words.share(measure.share) : measure.count} ${measure.title}`);
      else if (measure.times.count > 0) notes.push(`${measure.title} p99 ${words.time(measure.times.p99)}`);
    }
    if (of.availability < 1) notes.push(`${words.share(of.availability)} up`);
    const { frozen = 0, replaced = 0, starting = 0, draining = 0 } = of.states ?? {};
    for (const [state, part] of Object.entries({ frozen, 'being replaced': replaced, starting, draining }))
      if (part > 0) notes.push(`${words.share(part)} ${state}`);
    return {
      id,
      type: of.type,
      instances: of.instances,
      utilization: of.utilization,
      limiting: of.limiting === undefined ? undefined : (of.resources[of.limiting]?.title ?? of.limiting),
      arrivalRate: of.arrivalRate,
      queue: of.queue.mean,
      queueMax: of.queue.max,
      wait: of.wait.p99,
      p99: of.latency.p99,
      errorRate: of.errorRate,
      bottleneck: isBottleneck(result, id),
      notes,
    };
  });
}

/** Rows in the order asked for; equal ones keep the order of the design. */
export function sorted(rows: readonly ComponentRow[], { column, descending }: Sorting): ComponentRow[] {
  const direction = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [a[column], b[column]];
    const order = typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y) : Number(x) - Number(y);
    return order * direction;
  });
}

/** What a click on a column's head leads to: its other direction, or first the direction that shows trouble on top. */
export function sortedBy(now: Sorting, column: Column): Sorting {
  if (now.column === column) return { column, descending: !now.descending };
  return { column, descending: column !== 'id' };
}
