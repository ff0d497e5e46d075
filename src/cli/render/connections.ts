import type { ConnectionResult } from '../../../simulator/index.ts';
import type { Style } from './paint.ts';
import { rate, share, time } from './quantities.ts';
import { type Cell, table } from './table.ts';

/** A mean wait for a pooled connection shorter than this is nothing to speak of [s]. */
const NOTABLE_WAIT = 1e-4;

/** Connections that have something to say: timeouts, retries, a breaker that opened, a wait for the pool. */
export function connectionTable(connections: Readonly<Record<string, ConnectionResult>>, style: Style): string[] {
  const telling = Object.values(connections).filter(
    ({ retries, timeouts, breaker, pool }) => retries + timeouts > 0 || (breaker?.opened ?? 0) > 0 || hasWaits(pool),
  );
  if (telling.length === 0) return [];
  const some = (perSecond: number): Cell => (perSecond === 0 ? '' : rate(perSecond));
  return table(
    [
      { title: 'Connections', flexible: true },
      { title: 'calls', align: 'right' },
      { title: 'attempts', align: 'right' },
      { title: 'timeouts', align: 'right' },
      { title: 'retries', align: 'right' },
      { title: 'failures', align: 'right' },
      { title: 'breaker open', align: 'right' },
      { title: 'pool in use', align: 'right' },
      { title: 'pool wait', align: 'right' },
    ],
    telling.map(({ from, to, calls, attempts, timeouts, retries, failures, breaker, pool }) => [
      { text: `${from} → ${to}`, tone: 'strong' },
      rate(calls),
      rate(attempts),
      some(timeouts),
      some(retries),
      some(failures),
      breaker === undefined ? '' : { text: share(breaker.openFraction), tone: breaker.opened > 0 ? 'warn' : 'good' },
      pool === undefined || !hasWaits(pool) ? '' : share(pool.utilization),
      pool === undefined || !hasWaits(pool) ? '' : time(pool.wait.mean),
    ]),
    style,
  );
}

function hasWaits(pool: ConnectionResult['pool']): boolean {
  return pool !== undefined && pool.wait.mean > NOTABLE_WAIT;
}
