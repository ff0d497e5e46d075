import { type BlamePart, blameParts, type RequestBlame } from '../../simulator/index.ts';

/** What a part of a bar stands for. */
export type Part = 'work' | 'wait' | 'network' | 'retry' | 'limit' | 'hedge';

/** The parts in the order in which bars stack them, with their names and what they mean. */
export const parts: readonly { readonly part: Part; readonly title: string; readonly help: string }[] = [
  { part: 'work', title: 'Work', help: 'Being worked on.' },
  { part: 'wait', title: 'Wait', help: 'Waiting at a component: for a thread, a core, another’s answer.' },
  { part: 'network', title: 'Network', help: 'On the wire, there and back.' },
  {
    part: 'retry',
    title: 'Earlier attempts',
    help: 'Attempts that failed or were given up, and the backoff between them.',
  },
  {
    part: 'limit',
    title: 'Held back',
    help: 'On the caller’s own side: for a pooled connection, a bulkhead, a rate limit.',
  },
  { part: 'hedge', title: 'Before the copy', help: 'Until the copy of a hedged call was sent that then won.' },
];

/** A group of requests: a column of the table. */
export interface TimeGroup {
  readonly key: 'p99' | 'all' | 'failures';
  readonly title: string;
  readonly requests: number;
  /** Mean time of one [s]. */
  readonly total: number;
}

/** Where time goes: a component, or what lies between components. */
export interface TimeRow {
  /** Id of a component; absent for what lies between. */
  readonly component?: string;
  /** Name of what lies between. */
  readonly title?: string;
  /** By group: seconds of each part, the parts in their order. */
  readonly cells: Readonly<Record<TimeGroup['key'], readonly { readonly part: Part; readonly seconds: number }[]>>;
}

/** Less than this share of every group's time is not worth a row. */
const WORTH_A_ROW = 0.001;

export function timeGroups(blame: RequestBlame): TimeGroup[] {
  const { counts } = blame;
  const of = (key: TimeGroup['key'], title: string): TimeGroup => ({
    key,
    title,
    requests: counts[key],
    total: secondsOf(blame, key),
  });
  return [
    ...(counts.all > 0 ? [of('p99', 'Slowest 1 %'), of('all', 'All')] : []),
    ...(counts.failures > 0 ? [of('failures', 'Failed')] : []),
  ];
}

/** The rows, what the slowest spend most on first. */
export function timeRows(blame: RequestBlame): TimeRow[] {
  const groups = timeGroups(blame);
  const keys = ['p99', 'all', 'failures'] as const;
  const places = new Map<string, { component?: string; title?: string }>();
  for (const key of keys) {
    for (const part of partsOf(blame, key)) {
      const { component } = part;
      places.set(rowOf(part), component === undefined ? { title: titleOf(part) } : { component });
    }
  }
  const rows = [...places].map(([name, place]): TimeRow => {
    const cell = (key: TimeGroup['key']) =>
      parts.flatMap(({ part }) => {
        const own = partsOf(blame, key).filter((of) => of.spent === part && rowOf(of) === name);
        return own.length === 0 ? [] : [{ part, seconds: own.reduce((sum, { seconds }) => sum + seconds, 0) }];
      });
    return { ...place, cells: { p99: cell('p99'), all: cell('all'), failures: cell('failures') } };
  });
  const seconds = (row: TimeRow, key: TimeGroup['key']) => row.cells[key].reduce((sum, part) => sum + part.seconds, 0);
  return rows
    .filter((row) => groups.some(({ key, total }) => seconds(row, key) > WORTH_A_ROW * total))
    .sort((a, b) => seconds(b, 'p99') - seconds(a, 'p99') || seconds(b, 'failures') - seconds(a, 'failures'));
}

function partsOf(blame: RequestBlame, key: TimeGroup['key']): BlamePart[] {
  return blameParts(blame[key] ?? {}, blame.connections?.[key]);
}

/** The name of the row that a part is in: its component, or what lies between; there the wire is one row. */
function rowOf({ component, connection = '', spent }: BlamePart): string {
  return component ?? (spent === 'network' ? `·${spent}` : `·${spent}·${connection}`);
}

function titleOf({ connection, spent }: BlamePart): string {
  const title = parts.find(({ part }) => part === spent)?.title ?? spent;
  return connection === undefined || spent === 'network' ? title : `${title}: ${connection.replace('->', ' → ')}`;
}

function secondsOf(blame: RequestBlame, key: TimeGroup['key']): number {
  return partsOf(blame, key).reduce((sum, { seconds }) => sum + seconds, 0);
}
