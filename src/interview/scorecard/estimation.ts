import { judgeEstimate } from '../estimate.ts';
import { answer, type Item, type Judge } from './item.ts';

/** Estimation: every number within its tolerance of the scenario's arithmetic. */
export const estimation: Judge = ({ scenario, state, calculator }) =>
  scenario.estimates.map((estimate): Item => {
    const { id, question, explanation } = estimate;
    const base = { id: `estimate-${id}`, title: question, weight: 1 };
    const committed = state.estimates[id];
    if (committed === undefined) {
      return { ...base, points: 0, says: 'Not answered.', evidence: [], stronger: explanation };
    }
    const { points, says, mistake } = judgeEstimate(calculator, scenario, estimate, committed.text);
    return {
      ...base,
      points,
      says: mistake ?? says,
      evidence: [answer(committed, committed.text)],
      ...(points === 1 ? {} : { stronger: explanation }),
    };
  });
