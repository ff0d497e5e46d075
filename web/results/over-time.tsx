import { useMemo } from 'react';
import type { JudgedResult } from '../../simulator/index.ts';
import { TimeChart } from '../charts/index.ts';
import { scrub, useRun } from '../run/index.ts';
import { useSelection } from '../state/document-store.ts';
import { Button } from '../ui/index.ts';
import reportStyles from '../ui/report.module.css';
import { componentCharts, requestCharts } from './charts.ts';
import { time } from './format.ts';
import { useNames } from './names.ts';
import styles from './results.module.css';

interface OverTimeProps {
  readonly result: JudgedResult;
  readonly previous: JudgedResult | undefined;
  readonly request: string;
}

/** The run as it went: charts that share their time axis, their cursor, and the instant that the canvas shows. */
export function OverTime({ result, previous, request }: OverTimeProps) {
  const nameOf = useNames();
  const instant = useRun((run) => run.instant);
  const chosen = useSelection().components[0];
  const component = watched(result, chosen);
  const traffic = useMemo(() => requestCharts(result, request, previous), [result, request, previous]);
  const inside = useMemo(
    () => (component === undefined ? [] : componentCharts(result, component, nameOf(component), previous)),
    [result, component, previous, nameOf],
  );
  const { step } = result.timeline;
  return (
    <section className={reportStyles['section']} aria-labelledby="over-time">
      <div className={reportStyles['title']}>
        <h4 id="over-time">Over time</h4>
        {instant === undefined ? (
          <p>
            Click a chart, or use the arrow keys in it, to see that instant on the canvas. Select a component to see it
            here.
          </p>
        ) : (
          <>
            <p>
              The canvas shows {time(instant * step)} to {time((instant + 1) * step)}.
            </p>
            <Button size="small" onPress={() => scrub(undefined)}>
              Show the whole run
            </Button>
          </>
        )}
      </div>
      <div className={styles['charts']}>
        {[...traffic, ...inside].map((chart) => (
          <TimeChart key={chart.title} {...chart} instant={instant} onInstant={scrub} />
        ))}
      </div>
    </section>
  );
}

/** The selected component, else the bottleneck, else whichever is first. */
function watched(result: JudgedResult, selected: string | undefined): string | undefined {
  const candidates = [selected, result.bottleneck?.component, Object.keys(result.timeline.components)[0]];
  return candidates.find((id) => id !== undefined && result.timeline.components[id] !== undefined);
}
