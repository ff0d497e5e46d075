import { phases, phaseTexts } from '../phases.ts';
import { answer, credit, type Item, type Judge } from './item.ts';

/** A written answer shorter than this is a note to oneself. */
const SUBSTANCE = 80;

/** Time and drive: every phase was reached, numbers came before boxes, and the candidate went deep somewhere unasked. */
export const drive: Judge = ({ scenario, state }) => {
  const reached = phases.flatMap((phase) => state.visits.find((visit) => visit.phase === phase) ?? []);
  const { firstComponent } = state;
  const targets = Object.values(state.targets);
  const before = targets.filter(({ event }) => firstComponent === undefined || event < firstComponent.event);
  const deep = scenario.deepDives.flatMap(({ id, question }) => {
    const written = state.reflections[id];
    return written !== undefined && written.text.length >= SUBSTANCE ? [{ written, question }] : [];
  });
  const items: Item[] = [
    {
      id: 'phases',
      title: 'Every phase reached',
      weight: 2,
      points: credit(reached.length === phases.length, reached.length === phases.length - 1),
      says: `${reached.length} of ${phases.length} phases.`,
      evidence: reached.map((visit) => answer(visit, `Entered ${phaseTexts[visit.phase].title}`)),
    },
    {
      id: 'numbers-first',
      title: 'Numbers before boxes',
      weight: 1,
      points: credit(before.length > 0 && before.length === targets.length, before.length > 0),
      says: `${before.length} of ${targets.length} targets were set before the first component was drawn.`,
      evidence: before.map((target) => answer(target, target.text)),
    },
  ];
  if (scenario.deepDives.length > 0) {
    items.push({
      id: 'deep-dive',
      title: 'Went deep by choice',
      weight: 1,
      points: credit(deep.length > 0, false),
      says:
        deep.length > 0 ? `${deep.length} written answers.` : `No written answer of ${SUBSTANCE} characters or more.`,
      evidence: deep.map(({ written, question }) => answer(written, question)),
    });
  }
  return items;
};
