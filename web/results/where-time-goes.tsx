import { useMemo } from 'react';
import type { RequestResult } from '../../simulator/index.ts';
import { ScrollRegion } from '../charts/index.ts';
import reportStyles from '../ui/report.module.css';
import { count, share, time } from './format.ts';
import { PlaceLink } from './place-link.tsx';
import { parts, type TimeGroup, type TimeRow, timeGroups, timeRows } from './time-parts.ts';
import { Traces } from './traces.tsx';
import styles from './where-time-goes.module.css';

interface WhereTimeGoesProps {
  readonly of: RequestResult;
  readonly request: string;
  /** Of the run, for its traces. */
  readonly digest: string;
}

/** Where the time of the slowest, of all and of failed requests went, and single requests as an example. */
export function WhereTimeGoes({ of: { blame }, request, digest }: WhereTimeGoesProps) {
  const groups = useMemo(() => (blame === undefined ? [] : timeGroups(blame)), [blame]);
  const rows = useMemo(() => (blame === undefined ? [] : timeRows(blame)), [blame]);
  if (groups.length === 0) return null;
  const used = new Set(
    rows.flatMap(({ cells }) => Object.values(cells).flatMap((cell) => cell.map(({ part }) => part))),
  );
  return (
    <section className={reportStyles['section']} aria-labelledby="where-time-goes">
      <h4 id="where-time-goes">Where time goes{request === '*' ? '' : `: ${request}`}</h4>
      <p className={reportStyles['muted']}>
        Mean time of a request, from its sending to its end. The parts of each sum to what it took; of calls made at the
        same time the last one counts.
      </p>
      <ul className={styles['legend']} aria-label="Parts">
        {parts
          .filter(({ part }) => used.has(part))
          .map(({ part, title, help }) => (
            <li key={part} title={help}>
              <span className={styles['swatch']} data-part={part} aria-hidden />
              {title}
            </li>
          ))}
      </ul>
      <ScrollRegion className={reportStyles['scroll']} label="Where time goes, measured">
        <table>
          <thead>
            <tr>
              <th scope="col">Where</th>
              {groups.map(({ key, title, requests }) => (
                <th key={key} scope="col">
                  {title} <small>{count(Math.ceil(requests))} requests</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.component ?? `·${row.title}`} row={row} groups={groups} />
            ))}
            <tr>
              <th scope="row">In all</th>
              {groups.map(({ key, total }) => (
                <td key={key}>
                  <b>{time(total)}</b>
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </ScrollRegion>
      <Traces key={digest} digest={digest} />
    </section>
  );
}

function Row({ row, groups }: { readonly row: TimeRow; readonly groups: readonly TimeGroup[] }) {
  return (
    <tr>
      <th scope="row">{row.component === undefined ? row.title : <PlaceLink component={row.component} />}</th>
      {groups.map(({ key, total }) => (
        <td key={key}>
          <Cell parts={row.cells[key]} total={total} />
        </td>
      ))}
    </tr>
  );
}

/** A bar of parts, as long as their share of the group's time, and the same in figures. */
function Cell({ parts: own, total }: { readonly parts: TimeRow['cells']['all']; readonly total: number }) {
  const sum = own.reduce((all, { seconds }) => all + seconds, 0);
  const waiting = own.find(({ part }) => part === 'wait')?.seconds ?? 0;
  if (sum === 0) return <span className={reportStyles['muted']}>–</span>;
  return (
    <span className={styles['cell']}>
      <span className={styles['bar']} aria-hidden>
        {own.map(({ part, seconds }) => (
          <span key={part} data-part={part} style={{ width: `${(100 * seconds) / total}%` }} />
        ))}
      </span>
      <span>
        {time(sum)} <small>{share(Math.round((1000 * sum) / total) / 1000)}</small>
      </span>
      {waiting > 0 && waiting < sum && <small className={styles['waiting']}>{time(waiting)} of it waiting</small>}
      {waiting === sum && <small className={styles['waiting']}>all of it waiting</small>}
    </span>
  );
}
