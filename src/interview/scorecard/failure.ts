import { formatQuantity, readQuantity } from '../../../simulator/index.ts';
import { type AimedCurveball, curveballOf } from '../curveball.ts';
import type { DisruptionRun } from '../state.ts';
import { answer, apart, credit, type Item, type Judge } from './item.ts';
import { metricOf, objectiveItem } from './metrics.ts';

type Curveball = AimedCurveball['curveball'];

/** A predicted share of good answers counts in full within this distance of the measured one, and half within `NEAR`. */
const CLOSE = 0.1;
const NEAR = 0.25;
/** A predicted recovery counts in full within this factor, and half within its square. */
const FACTOR = 2;
/** Recoveries below a second are all alike [s]. */
const AT_ONCE = 1;

function expectation(name: string, first: DisruptionRun, last: DisruptionRun, weight: number): Item {
  const path = ['impact', 'expectations'];
  const drawn = objectiveItem(name, first.impact.expectations, first.event, path, weight);
  if (drawn.points === 1 || first === last) return drawn;
  const mended = objectiveItem(name, last.impact.expectations, last.event, path, weight);
  if (mended.points !== 1) return drawn;
  return { ...mended, points: 0.5, says: `${drawn.says} After your change: ${mended.says}` };
}

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

function whereItFails({ predicted, measured, event }: DisruptionRun): Item {
  const failures = measured.requests['*']?.failures ?? [];
  const [most] = failures;
  const at = most?.at;
  const named = (id: string | undefined) => id ?? 'nowhere';
  const points = credit(
    predicted.fails === at,
    failures.some((failure) => failure.at === predicted.fails),
  );
  return {
    id: 'failure-predicted',
    title: 'Where failures begin, predicted',
    weight: 1,
    points,
    says: `Predicted: ${named(predicted.fails)}. Measured: ${named(at)}${most === undefined ? '' : ` (${most.reason})`}.`,
    evidence: [
      answer(predicted, `Failures begin: ${named(predicted.fails)}`),
      ...(most === undefined
        ? [
            metricOf(
              event,
              ['measured', 'requests', '*', 'errorRate'],
              measured.requests['*']?.errorRate ?? 0,
              'failed',
              'fraction',
            ),
          ]
        : [
            { kind: 'node', id: most.at, text: `most failures begin here (${most.reason})` } as const,
            metricOf(
              event,
              ['measured', 'requests', '*', 'failures', 0, 'count'],
              most.count,
              `failures at ${most.at}`,
              'count',
            ),
          ]),
    ],
  };
}

function recovery({ predicted, impact, event }: DisruptionRun): Item {
  const base = { id: 'recovery-predicted', title: 'Recovery predicted', weight: 1 };
  const said = answer(predicted, `Predicted recovery: ${predicted.recovery}`);
  const reading = readQuantity(predicted.recovery, 'time');
  if (impact.recovery === null || !reading.ok) {
    return {
      ...base,
      points: 0,
      says: `${predicted.recovery} predicted; it did not recover within the run.`,
      evidence: [said],
    };
  }
  const factor = apart(Math.max(AT_ONCE, reading.value), Math.max(AT_ONCE, impact.recovery));
  return {
    ...base,
    points: credit(factor <= FACTOR, factor <= FACTOR * FACTOR),
    says: `${predicted.recovery} predicted, ${formatQuantity(impact.recovery, 'time')} measured.`,
    evidence: [said, metricOf(event, ['impact', 'recovery'], impact.recovery, 'recovered after', 'time')],
  };
}

function stronger(curveball: Curveball, level: 'mid' | 'senior' | 'staff'): string {
  return level === 'mid' ? `${curveball.mid} ${curveball.senior}` : `${curveball.senior} ${curveball.staff}`;
}

/**
 * Behavior in failure: what the curveball's expectations say of the design, as it was drawn (in full) or as it was mended
 * afterwards (half), and how well the first prediction foresaw it.
 */
export const failure: Judge = ({ scenario, state }) => {
  const first = state.disruptionRuns[0];
  const last = state.disruptionRuns.at(-1);
  if (first === undefined || last === undefined) {
    const none = state.designRuns.length > 0 && !scenario.curveballs.some(({ kind }) => kind === 'fault');
    return none
      ? []
      : [
          {
            id: 'no-run',
            title: 'A measured disruption',
            weight: 1,
            points: 0,
            says: 'No disruption was measured.',
            evidence: [],
          },
        ];
  }
  const curveball = curveballOf(scenario, state.strike?.curveball ?? '');
  const { expectations } = first.impact;
  const survived = expectations.map(({ name }) => expectation(name, first, last, 3 / expectations.length));
  const weak = survived.find(({ points }) => points !== 1);
  return [
    ...survived.map((item) =>
      item === weak && curveball !== undefined ? { ...item, stronger: stronger(curveball, state.level) } : item,
    ),
    share(first),
    whereItFails(first),
    recovery(first),
  ];
};
