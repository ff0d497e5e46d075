import type { ConnectionResult, JudgedResult } from '../../simulator/index.ts';
import { ScrollRegion } from '../charts/index.ts';
import styles from '../ui/report.module.css';
import { bandwidth, count, rate, share, time } from './format.ts';
import { useNames } from './names.ts';
import { PlaceLink } from './place-link.tsx';

/** Calls along each connection, and what their policies did. */
export function ConnectionsTable({ result }: { readonly result: JudgedResult }) {
  const nameOf = useNames();
  const rows = Object.entries(result.connections);
  if (rows.length === 0) return null;
  return (
    <section className={styles['section']} aria-labelledby="connections">
      <h4 id="connections">Connections</h4>
      <ScrollRegion className={styles['scroll']} label="Connections, measured">
        <table>
          <thead>
            <tr>
              <th scope="col">Connection</th>
              <th scope="col" title="Calls per second as the caller’s plan makes them.">
                Calls
              </th>
              <th
                scope="col"
                title="Attempts per second as the callee sees them; more than calls where there are retries."
              >
                Attempts
              </th>
              <th scope="col" title="As the caller sees it, from the call to its final answer.">
                Answer p99
              </th>
              <th scope="col" className={styles['words']}>
                Policies
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([key, of]) => (
              <tr key={key}>
                <th scope="row">
                  <PlaceLink connection={key}>
                    {nameOf(of.from)} → {nameOf(of.to)}
                  </PlaceLink>
                </th>
                <td>{rate(of.calls)}</td>
                <td data-bad={of.attempts > of.calls * 1.05}>{rate(of.attempts)}</td>
                <td>{time(of.latency.p99)}</td>
                <td className={styles['words']}>{happenings(of)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

/** What went on besides plain calls, in words; a dash where nothing did. */
export function happenings(of: ConnectionResult): string {
  const told: string[] = [];
  if (of.retries > 0) told.push(`${rate(of.retries)} retries`);
  if (of.timeouts > 0) told.push(`${rate(of.timeouts)} timeouts`);
  if (of.failures > 0) told.push(`${rate(of.failures)} failed calls`);
  if (of.breaker !== undefined) {
    const { opened, openFraction, halfOpenFraction, rejected } = of.breaker;
    told.push(
      opened === 0
        ? 'circuit stayed closed'
        : `circuit opened ${count(opened)} times, open ${share(openFraction)} of the time, half-open ${share(halfOpenFraction)}, ${rate(rejected)} refused`,
    );
  }
  if (of.pool !== undefined) {
    told.push(
      `pool of ${count(of.pool.size)}: ${share(of.pool.utilization)} in use, wait p99 ${time(of.pool.wait.p99)}`,
    );
  }
  const { crossZone, crossRegion } = of.transfer ?? { crossZone: 0, crossRegion: 0 };
  if (crossZone > 0) told.push(`${bandwidth(crossZone)} between zones`);
  if (crossRegion > 0) told.push(`${bandwidth(crossRegion)} to another region`);
  return told.length === 0 ? '–' : told.join('; ');
}
