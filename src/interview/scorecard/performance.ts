import { formatQuantity, readQuantity } from '../../../simulator/index.ts';
import type { DesignRun } from '../state.ts';
import { answer, apart, credit, type Item, type Judge } from './item.ts';
import { metricOf, objectiveItem } from './metrics.ts';

/** A predicted p99 counts in full within this factor of the measured one, and half within `NEAR`. */
const CLOSE = 1.5;
const NEAR = 3;

function bottleneck({ predicted, measured, event }: DesignRun): Item {
  const id = 'bottleneck';
  const title = 'Bottleneck predicted';
  const byLoad = Object.entries(measured.components).sort(([, a], [, b]) => b.utilization - a.utilization);
  const rank = byLoad.findIndex(([component]) => component === predicted.bottleneck);
  if (measured.bottleneck === undefined) {
    return { id, title, weight: 2, says: 'Nothing in this design is limited.', evidence: [] };
  }
  const { component, utilization } = measured.bottleneck;
  const right = component === predicted.bottleneck;
  return {
    id,
    title,
    weight: 2,
    points: credit(right, rank === 1),
    says: right ? `${component}, as predicted.` : `${predicted.bottleneck} was predicted; it was ${component}.`,
    evidence: [
      answer(predicted, `Predicted bottleneck: ${predicted.bottleneck}`),
      { kind: 'node', id: component, text: `${component} limits the design` },
      metricOf(
        event,
        ['measured', 'bottleneck', 'utilization'],
        utilization,
        `${component} is the most utilized`,
        'fraction',
      ),
    ],
  };
}

function p99({ predicted, measured, event }: DesignRun): Item {
  const name = predicted.request;
  const found = measured.requests[name]?.latency;
  const reading = readQuantity(predicted.p99, 'time');
  const base = { id: 'p99', title: `p99 of ${name} predicted`, weight: 2 };
  if (found === undefined || found.count === 0 || !reading.ok) {
    return {
      ...base,
      points: 0,
      says: `No ${name} succeeded.`,
      evidence: [answer(predicted, `Predicted: ${predicted.p99}`)],
    };
  }
  const factor = apart(reading.value, found.p99);
  return {
    ...base,
    points: credit(factor <= CLOSE, factor <= NEAR),
    says: `${predicted.p99} predicted, ${formatQuantity(found.p99, 'time')} measured: a factor of ${factor.toFixed(1)}.`,
    evidence: [
      answer(predicted, `Predicted p99: ${predicted.p99}`),
      metricOf(event, ['measured', 'requests', name, 'latency', 'p99'], found.p99, `p99 of ${name}`, 'time'),
    ],
  };
}

/**
 * Performance under load: the objectives of the last design that was measured, and the first predictions made. The first,
 * because what is predicted after a run has been seen is no prediction.
 */
export const performance: Judge = ({ scenario, state }) => {
  const first = state.designRuns[0];
  const last = state.designRuns.at(-1);
  const objectives = scenario.objectives.filter(({ require }) => !require.includes('cost('));
  if (first === undefined || last === undefined) {
    return [
      { id: 'no-run', title: 'A measured design', weight: 1, points: 0, says: 'No design was measured.', evidence: [] },
    ];
  }
  const weight = 6 / Math.max(1, objectives.length);
  return [
    ...objectives.map((objective) =>
      objectiveItem(objective.name, last.measured.objectives, last.event, ['measured', 'objectives'], weight),
    ),
    bottleneck(first),
    p99(first),
  ];
};
