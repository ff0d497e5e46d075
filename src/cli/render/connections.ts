import type { ConnectionResult } from '../../../simulator/index.ts';
import type { Style } from './paint.ts';
import { amount, rate, share, time } from './quantities.ts';
import { type Cell, table } from './table.ts';

/** Waits for a pooled connection shorter than this are nothing to speak of [s]. */
const NOTABLE_WAIT = 1e-4;

/** Connections that have something to say: failures, retries, timeouts, an open breaker, a wait for the pool. */
export function connectionTable(connections: Readonly<Record<string, ConnectionResult>>, style: Style): string[] {
  const telling = Object.values(connections).filter(isTelling);
  const some = (count: number): Cell => (count === 0 ? '' : amount(count));
  return telling.length === 0
    ? []
    : table(
        [
          { title: 'Connections', flexible: true },
          { title: 'calls', align: 'right' },
          { title: 'attempts', align: 'right' },
          { title: 'timeouts', align: 'right' },
          { title: 'retries', align: 'right' },
          { title: 'failures', align: 'right' },
          { title: 'breaker open', align: 'right' },
          { title: 'pool', align: 'right' },
          { title: 'pool wait', align: 'right' },
        ],
        telling.map(({ from, to, calls, attempts, timeouts, retries, failures, breaker, pool }) => [
          { text: `${from} → ${to}`, tone: 'strong' },
          rate(calls),
          rate(attempts),
          some(timeouts),
          some(retries),
          some(failures),
          breaker === undefined
            ? ''
            : { text: share(breaker.openFraction), tone: breaker.opened > 0 ? 'warn' : 'good' },
          pool === undefined ? '' : share(pool.utilization),
          pool === undefined ? '' : time(pool.wait.mean),
        ]),
        style,
      );
}

function isTelling({ retries, timeouts, failures, breaker, pool }: ConnectionResult): boolean {
  return retries + timeouts + failures > 0 || (breaker?.opened ?? 0) > 0 || (pool?.wait.mean ?? 0) > NOTABLE_WAIT;
}
