import { type AimedCurveball, curveballOf } from '../curveball.ts';
import type { DisruptionRun } from '../state.ts';
import { foresight } from './foresight.ts';
import type { Item, Judge } from './item.ts';
import { objectiveItem } from './metrics.ts';

type Curveball = AimedCurveball['curveball'];

function expectation(name: string, first: DisruptionRun, last: DisruptionRun, weight: number): Item {
  const path = ['impact', 'expectations'];
  const drawn = objectiveItem(name, first.impact.expectations, first.event, path, weight);
  if (drawn.points === 1 || first === last) return drawn;
  const mended = objectiveItem(name, last.impact.expectations, last.event, path, weight);
  if (mended.points !== 1) return drawn;
  return { ...mended, points: 0.5, says: `${drawn.says} After your change: ${mended.says}` };
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
    ...foresight(first),
  ];
};
