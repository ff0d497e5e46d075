import type { ConnectionResult } from '../../../simulator/index.ts';
import type { Style } from './paint.ts';
import { bandwidth, rate, share, time } from './quantities.ts';
import { type Cell, type Row, table } from './table.ts';
import { plural } from './text.ts';

/** A mean wait for a pooled connection shorter than this is nothing to speak of [s]. */
const NOTABLE_WAIT = 1e-4;
/** A share of time that shows in a table. */
const NOTABLE_SHARE = 0.0005;

/** Connections that have something to say: timeouts, retries, a breaker that opened, what a policy did, a wait for the pool. */
export function connectionTable(connections: Readonly<Record<string, ConnectionResult>>, style: Style): string[] {
  const telling = Object.values(connections).filter(
    (connection) => connection.retries + connection.timeouts > 0 || remarksOn(connection).length > 0,
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
    ],
    telling.flatMap((connection): Row[] => {
      const { from, to, calls, attempts, timeouts, retries, failures } = connection;
      const figures = [rate(calls), rate(attempts), some(timeouts), some(retries), some(failures)];
      const remarks = remarksOn(connection);
      return [
        [{ text: `${from} → ${to}`, tone: 'strong' }, ...figures],
        ...(remarks.length === 0 ? [] : [{ remarks }]),
      ];
    }),
    style,
  );
}

function remarksOn(connection: ConnectionResult): string[] {
  const { breaker, pool, calls, hedges, deadlines, throttle, rateLimit, bulkhead, fallbacks, transfer } = connection;
  const remarks: string[] = [];
  const note = (perSecond: number | undefined, what: string): void => {
    if (perSecond !== undefined && perSecond > 0) remarks.push(`${what}: ${share(perSecond / calls)} of the calls`);
  };
  note(hedges, 'copies sent beside the first');
  note(deadlines, 'deadline passed');
  note(throttle?.rejected, 'throttled by the caller');
  note(rateLimit?.rejected, 'refused by the caller’s rate limit');
  note(rateLimit?.delayed, 'delayed by the caller’s rate limit');
  note(bulkhead?.rejected, 'refused by the bulkhead');
  note(fallbacks, 'answered by the fallback');
  if (transfer !== undefined && transfer.crossZone > 0) remarks.push(`between zones: ${bandwidth(transfer.crossZone)}`);
  if (transfer !== undefined && transfer.crossRegion > 0)
    remarks.push(`to another region: ${bandwidth(transfer.crossRegion)}`);
  if (breaker !== undefined && breaker.opened > 0) {
    const halfOpen = breaker.halfOpenFraction < NOTABLE_SHARE ? '' : `, half-open ${share(breaker.halfOpenFraction)}`;
    remarks.push(
      `breaker opened ${plural(breaker.opened, 'time')}, open ${share(breaker.openFraction)} of the time${halfOpen}`,
    );
  }
  if (pool !== undefined && hasWaits(pool)) {
    const { size, utilization, wait } = pool;
    remarks.push(`pool of ${size}: ${share(utilization)} taken, wait ${time(wait.mean)}, p99 ${time(wait.p99)}`);
  }
  return remarks;
}

function hasWaits(pool: ConnectionResult['pool']): boolean {
  return pool !== undefined && pool.wait.mean > NOTABLE_WAIT;
}
