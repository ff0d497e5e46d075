import { formatQuantity, readQuantity } from '../../../simulator/index.ts';
import { mostFailures } from '../failures.ts';
import type { DisruptionRun } from '../state.ts';
import { answer, apart, credit, type Evidence, type Item } from './item.ts';
import { metricOf } from './metrics.ts';

/** A predicted share of good answers counts in full within this distance of the measured one, and half within `NEAR`. */
const CLOSE = 0.1;
const NEAR = 0.25;
/** A predicted recovery counts in full within this factor, and half within its square. */
const FACTOR = 2;
/** Recoveries below a second are all alike [s]. */
const AT_ONCE = 1;

function share({ predicted, impact, event }: DisruptionRun): Item {
  const reading = readQuantity(predicted.goodput, 'fraction');
  const distance = reading.ok ? Math.abs(reading.value - impact.goodput) : Number.POSITIVE_INFINITY;
  return {
    id: 'goodput-predicted',
    title: 'Share of good answers predicted',
    weight: 1,
    points: credit(distance <= CLOSE, distance <= NEAR),
    says: `${predicted.goodput} predicted, ${formatQuantity(impact.goodput, 'fraction')} measured.`,
    evidence: [
      answer(predicted, `Predicted while it lasts: ${predicted.goodput}`),
      metricOf(event, ['impact', 'goodput'], impact.goodput, 'answered well while it lasted', 'fraction'),
    ],
  };
}

function named(component: string | undefined): string {
  return component ?? 'nowhere';
}

function whereItFails({ predicted, measured, event }: DisruptionRun): Item {
  const failures = mostFailures(measured);
  const [most] = failures;
  const points = credit(
    predicted.fails === most?.component,
    failures.some(({ component }) => component === predicted.fails),
  );
  const rate = measured.requests['*']?.errorRate;
  const evidence: Evidence[] = [answer(predicted, `Failures begin: ${named(predicted.fails)}`)];
  if (rate !== undefined) {
    evidence.push(metricOf(event, ['measured', 'requests', '*', 'errorRate'], rate, 'failed', 'fraction'));
  }
  if (most !== undefined) {
    evidence.push({
      kind: 'node',
      id: most.component,
      text: `most failures begin at ${most.component} (${most.reason})`,
    });
  }
  return {
    id: 'failure-predicted',
    title: 'Where failures begin, predicted',
    weight: 1,
    points,
    says: `Predicted: ${named(predicted.fails)}. Measured: ${named(most?.component)}.`,
    evidence,
  };
}

/** The time to recover, in words; undefined is "never". */
function recoveryText(recovery: string | undefined): string {
  return recovery ?? 'not within the run';
}

function recovery({ predicted, impact, event }: DisruptionRun): Item {
  const said = recoveryText(predicted.recovery);
  const came = recoveryText(impact.recovery === null ? undefined : formatQuantity(impact.recovery, 'time'));
  const evidence: Evidence[] = [answer(predicted, `Predicted recovery: ${said}`)];
  if (impact.recovery !== null) {
    evidence.push(metricOf(event, ['impact', 'recovery'], impact.recovery, 'recovered after', 'time'));
  }
  const base = { id: 'recovery-predicted', title: 'Recovery predicted', weight: 1, evidence };
  const says = `${said} predicted, ${came} measured.`;
  const reading = readQuantity(predicted.recovery, 'time');
  if (impact.recovery === null || !reading.ok) {
    return { ...base, says, points: impact.recovery === null && predicted.recovery === undefined ? 1 : 0 };
  }
  const factor = apart(Math.max(AT_ONCE, reading.value), Math.max(AT_ONCE, impact.recovery));
  return { ...base, says, points: credit(factor <= FACTOR, factor <= FACTOR * FACTOR) };
}

/** How well a disruption was foreseen: how much it takes, where, and for how long. */
export function foresight(run: DisruptionRun): readonly Item[] {
  return [share(run), whereItFails(run), recovery(run)];
}
