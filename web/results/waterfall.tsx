import type { RequestTrace, TraceSpan } from '../../simulator/index.ts';
import { ScrollRegion } from '../charts/index.ts';
import reportStyles from '../ui/report.module.css';
import { time } from './format.ts';
import { useNames } from './names.ts';
import styles from './where-time-goes.module.css';

/** More rows than this are of no use on a screen. */
const MOST_ROWS = 200;

/** One request, span below span: when each began, how long it took, and how it ended. */
export function Waterfall({ trace }: { readonly trace: RequestTrace }) {
  const nameOf = useNames();
  const depths = depthsOf(trace.spans);
  // What goes on for nobody after the request's end would make the rest too small to see.
  const within = trace.spans.flatMap((span, i) => (span.from <= trace.to ? [{ span, depth: depths[i] ?? 0 }] : []));
  const shown = within.slice(0, MOST_ROWS);
  const hidden = within.length - shown.length + trace.dropped;
  return (
    <>
      <ScrollRegion className={styles['rows']} label="Spans of the request">
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Span</th>
              <th scope="col" className={styles['wide']}>
                <span className={reportStyles['muted']}>0 to {time(trace.to - trace.from)}</span>
              </th>
              <th scope="col">Begins</th>
              <th scope="col">Takes</th>
              <th scope="col" title="Of a visit: its own waiting, without the calls it made.">
                Wait
              </th>
              <th scope="col" title="Of a visit: its own work.">
                Work
              </th>
              <th scope="col">Ends</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ span, depth }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a span is its position
              <tr key={i}>
                <th scope="row">
                  <span className={styles['span']} style={{ paddingInlineStart: 10 * depth }}>
                    {titleOf(span, nameOf)}
                  </span>
                </th>
                <td>
                  <Lane
                    span={span}
                    calls={callsOf(span, trace.spans)}
                    from={trace.from}
                    length={trace.to - trace.from}
                  />
                </td>
                <td>{time(span.from - trace.from)}</td>
                <td>{time(span.to - span.from)}</td>
                <td>{span.wait === undefined ? '' : time(rounded(span.wait))}</td>
                <td>{span.work === undefined ? '' : time(rounded(span.work))}</td>
                <td data-bad={isFailed(span)}>{span.isOpen === true ? 'goes on' : span.outcome}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {hidden > 0 && <p className={reportStyles['muted']}>{hidden} more spans are not shown.</p>}
    </>
  );
}

interface LaneProps {
  readonly span: TraceSpan;
  /** What a visit has called. */
  readonly calls: readonly TraceSpan[];
  /** The axis [s]. */
  readonly from: number;
  readonly length: number;
}

/** A span on the axis of the request; of a visit, its work and its calls apart from its wait. */
function Lane({ span, calls, from, length }: LaneProps) {
  const place = (moment: number) => Math.min(100, (100 * (moment - from)) / length);
  const at = (begin: number, to: number) => ({ left: `${place(begin)}%`, width: `${place(to) - place(begin)}%` });
  return (
    <span className={styles['lane']} aria-hidden>
      <span
        className={styles['time']}
        data-kind={span.kind}
        data-part={span.kind === 'visit' && !isFailed(span) ? 'wait' : undefined}
        data-failed={isFailed(span)}
        style={at(span.from, span.to)}
      />
      {calls.map((call, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls made at once may be alike
        <span key={i} className={styles['time']} data-part="call" style={at(call.from, call.to)} />
      ))}
      {span.works?.map(([begin, to]) => (
        <span key={begin} className={styles['time']} data-part="work" style={at(begin, to)} />
      ))}
    </span>
  );
}

function titleOf({ kind, name, component, instance, attempt }: TraceSpan, nameOf: (id: string) => string): string {
  const numbered = attempt === undefined ? '' : ` (${attempt})`;
  if (kind === 'visit') return `${nameOf(component)} #${instance + 1}`;
  if (kind === 'call') return `→ ${nameOf(name.split(' → ')[1] ?? '')}${numbered}`;
  return `${name}${numbered}`;
}

/** Of a visit, the calls that it waited for. */
function callsOf(span: TraceSpan, spans: readonly TraceSpan[]): TraceSpan[] {
  return span.kind === 'visit' ? spans.filter(({ parent }) => parent !== undefined && spans[parent] === span) : [];
}

function isFailed({ outcome }: TraceSpan): boolean {
  return outcome !== 'ok' && outcome !== 'miss';
}

/** Rounding of the clock is no time. */
function rounded(seconds: number): number {
  return seconds < 1e-9 ? 0 : seconds;
}

function depthsOf(spans: readonly TraceSpan[]): number[] {
  const depths: number[] = [];
  for (const { parent } of spans) depths.push(parent === undefined ? 0 : (depths[parent] ?? 0) + 1);
  return depths;
}
