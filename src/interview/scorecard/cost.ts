import { formatQuantity, readQuantity } from '../../../simulator/index.ts';
import { credit, type Item, type Judge } from './item.ts';
import { metricOf } from './metrics.ts';

/** Over the budget by a fifth at most: half credit. */
const ALMOST = 1.2;
/** Share busy of the bottleneck in which a tier is neither bored nor breathless, and a wider one for half credit. */
const BAND = [0.3, 0.75] as const;
const WIDE = [0.2, 0.85] as const;

function within(value: number, [low, high]: readonly [number, number]): boolean {
  return value >= low && value <= high;
}

/** Cost: within the budget, and paid for capacity that is used but not used up. */
export const cost: Judge = ({ scenario, state }) => {
  const run = state.designRuns.at(-1);
  if (run === undefined) return [];
  const { measured, event } = run;
  const items: Item[] = [];
  const budget = readQuantity(scenario.budget?.monthly, 'money');
  if (budget.ok) {
    const { monthly } = measured.cost;
    const points = credit(monthly <= budget.value, monthly <= budget.value * ALMOST);
    items.push({
      id: 'budget',
      title: 'Within the budget',
      weight: 2,
      points,
      says: `${formatQuantity(monthly, 'money')} of ${formatQuantity(budget.value, 'money')} a month.`,
      evidence: [metricOf(event, ['measured', 'cost', 'monthly'], monthly, 'monthly bill', 'money')],
    });
  }
  if (measured.bottleneck !== undefined) {
    const { component, utilization } = measured.bottleneck;
    items.push({
      id: 'utilization-band',
      title: 'The busiest part has room, and not too much',
      weight: 1,
      points: credit(within(utilization, BAND), within(utilization, WIDE)),
      says: `${component} is ${formatQuantity(utilization, 'fraction')} busy; 30 to 75 % is a good range.`,
      evidence: [
        { kind: 'node', id: component, text: `${component} is the busiest` },
        metricOf(event, ['measured', 'bottleneck', 'utilization'], utilization, `${component} busy`, 'fraction'),
      ],
    });
  }
  return items;
};
