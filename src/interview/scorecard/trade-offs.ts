import { answer, type Judge } from './item.ts';

/** Trade-offs: the best of the offered choices. What was written freely is kept and shown, and not judged by a machine. */
export const tradeOffs: Judge = ({ scenario, state }) =>
  scenario.tradeOffs.map(({ id, question, choices, explanation }) => {
    const made = state.choices[id];
    const base = { id: `choice-${id}`, title: question, weight: 1 };
    const choice = choices.find((one) => one.id === made?.choice);
    if (made === undefined || choice === undefined) {
      return { ...base, points: 0, says: 'Not answered.', evidence: [], stronger: explanation };
    }
    return {
      ...base,
      points: choice.best ? 1 : 0,
      says: choice.why,
      evidence: [answer(made, choice.text)],
      ...(choice.best ? {} : { stronger: explanation }),
    };
  });
