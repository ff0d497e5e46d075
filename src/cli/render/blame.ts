import { type BetweenBlame, type Blame, blameParts, type RequestResult } from '../../../simulator/index.ts';
import { bar, barColumns } from './bar.ts';
import type { Style } from './paint.ts';
import { amount, NONE, share, time } from './quantities.ts';
import { type Row, table } from './table.ts';

/** What spent less than this share of the time of every group is left out. */
const WORTH_A_LINE = 0.001;

/** What lies between components, in words. */
const between = {
  network: 'network',
  retry: 'earlier attempts',
  limit: 'held back',
  hedge: 'before the copy',
} as const;

/** The same on a connection that is named, where room is short. */
const onConnection = { ...between, retry: 'retries', hedge: 'before copies' } as const;

interface Spent {
  readonly wait: number;
  readonly all: number;
}

/** Where the time of the slowest hundredth went, beside all and failures: what spent most of it first. */
export function blameTable(requests: Readonly<Record<string, RequestResult>>, style: Style): string[] {
  const blame = requests['*']?.blame;
  if (blame === undefined || blame.counts.all + blame.counts.failures === 0) return [];
  const [slowest, all, failed] = (['p99', 'all', 'failures'] as const).map((group) =>
    spentOf(blame[group] ?? {}, blame.connections?.[group] ?? {}),
  );
  if (slowest === undefined || all === undefined || failed === undefined) return [];
  const totals = [slowest, all, failed].map(totalOf);
  const [total = 0] = totals;
  const names = new Set([...slowest.keys(), ...all.keys(), ...failed.keys()]);
  const shown = [...names]
    .filter((name) =>
      [slowest, all, failed].some((group, i) => spent(group, name).all > WORTH_A_LINE * (totals[i] ?? 0)),
    )
    .sort((a, b) => spent(slowest, b).all - spent(slowest, a).all || spent(all, b).all - spent(all, a).all);
  const hasFailures = failed.size > 0;
  const cell = (seconds: number) => (seconds < 1e-9 ? NONE : time(seconds));
  const row = (name: string): Row => {
    const { all: seconds, wait } = spent(slowest, name);
    const part = total === 0 ? 0 : seconds / total;
    return [
      { text: name, tone: 'strong' },
      { text: bar(part, barColumns(style.width)), tone: 'accent' },
      share(Math.round(part * 1000) / 1000),
      cell(seconds),
      cell(wait),
      cell(spent(all, name).all),
      ...(hasFailures ? [cell(spent(failed, name).all)] : []),
    ];
  };
  const sums: Row = [
    'in all',
    '',
    '',
    cell(total),
    cell([...slowest.values()].reduce((sum, { wait }) => sum + wait, 0)),
    cell(totals[1] ?? 0),
    ...(hasFailures ? [cell(totals[2] ?? 0)] : []),
  ];
  const heading = `  Where the slowest 1 % spent their time: ${amount(Math.ceil(blame.counts.p99))} requests`;
  const lines = table(
    [
      { title: 'Slowest 1 %', flexible: true },
      { title: '' },
      { title: '', align: 'right' },
      { title: 'each', align: 'right' },
      { title: 'waiting', align: 'right' },
      { title: 'all', align: 'right' },
      ...(hasFailures ? [{ title: 'failed', align: 'right' as const }] : []),
    ],
    [...shown.map(row), sums],
    style,
  );
  return [style.paint.faint(heading), ...lines];
}

/** The wire is one line; who was held back, or tried again, is said by connection. */
function spentOf(blame: Blame, connections: BetweenBlame): Map<string, Spent> {
  const groups = new Map<string, Spent>();
  for (const { component, connection, spent, seconds } of blameParts(blame, connections)) {
    const name = component ?? (spent === 'wait' || spent === 'work' ? '' : nameOf(spent, connection));
    const { wait, all } = groups.get(name) ?? { wait: 0, all: 0 };
    groups.set(name, { wait: spent === 'wait' ? wait + seconds : wait, all: all + seconds });
  }
  return groups;
}

function nameOf(spent: keyof typeof between, connection: string | undefined): string {
  if (connection === undefined || spent === 'network') return between[spent];
  return `${connection.replace('->', ' → ')}: ${onConnection[spent]}`;
}

function spent(groups: ReadonlyMap<string, Spent>, name: string): Spent {
  return groups.get(name) ?? { wait: 0, all: 0 };
}

function totalOf(groups: ReadonlyMap<string, Spent>): number {
  return [...groups.values()].reduce((sum, { all }) => sum + all, 0);
}
