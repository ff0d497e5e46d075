import { type Dimension, readQuantity } from '../../../simulator/index.ts';
import type { Clarification, NonFunctionalRequirement } from '../../scenario/index.ts';
import type { InterviewState } from '../state.ts';
import { answer, apart, credit, type Item, type Judge, type SessionRecord } from './item.ts';

/** A target counts in full within this factor of the scenario's, and half within `NEAR`. */
const CLOSE = 1.25;
const NEAR = 2;
/** Things left out aloud that earn full credit. */
const ENOUGH_EXCLUSIONS = 2;

function mustHaves({ scenario, state }: SessionRecord): Item {
  const { functional } = scenario.requirements;
  const musts = functional.filter(({ priority }) => priority === 'must');
  const chosen = functional.filter(({ id }) => state.sorted[id]?.as === 'must');
  const right = chosen.filter(({ priority }) => priority === 'must').length;
  // Something nice to have, promised as a must, is a smaller mistake than a must that is missing.
  const wrong = chosen.filter(({ priority }) => priority === 'out').length;
  const missed = musts.filter(({ id }) => state.sorted[id]?.as !== 'must');
  return {
    id: 'must-haves',
    title: 'Must-have requirements',
    weight: 3,
    points: credit(missed.length === 0 && wrong === 0, right * 2 >= musts.length && wrong <= 1),
    says: `${right} of ${musts.length} must-haves chosen${wrong === 0 ? '' : `, and ${wrong} that should be left out`}.`,
    evidence: chosen.flatMap(({ id, text }) => {
      const sorted = state.sorted[id];
      return sorted === undefined ? [] : [answer(sorted, `Must have: ${text}`)];
    }),
    ...(missed.length === 0 ? {} : { stronger: missed.map(({ text, why }) => `${text}: ${why}`).join('\n') }),
  };
}

function questions({ scenario, state }: SessionRecord): Item[] {
  const key = scenario.clarifications.filter(({ worth }) => worth === 'key');
  if (key.length === 0) return [];
  const asked = (one: Clarification) => state.asked[one.id];
  const missed = key.filter((one) => asked(one) === undefined);
  const found = key.length - missed.length;
  return [
    {
      id: 'clarifications',
      title: 'Questions that change the design',
      weight: 3,
      points: credit(missed.length === 0, found * 2 >= key.length),
      says: `${found} of ${key.length} key questions asked.`,
      evidence: key.flatMap((one) => {
        const noted = asked(one);
        return noted === undefined ? [] : [answer(noted, one.question)];
      }),
      ...(missed.length === 0 ? {} : { stronger: `Ask: ${missed.map(({ question }) => question).join(' ')}` }),
    },
  ];
}

/** How far a stated target is from the scenario's. 99.9 % and 99.99 % are ten times apart: near one, failures count. */
function distance(stated: number, wanted: number, dimension: Dimension): number {
  if (dimension === 'fraction' && wanted > 0.5 && wanted < 1) return apart(1 - stated, 1 - wanted);
  return apart(stated, wanted);
}

function target(quality: NonFunctionalRequirement, state: InterviewState, weight: number): Item {
  const { id, text, value, why, dimension } = quality;
  const base = { id: `target-${id}`, title: text, weight };
  const stronger = `${text}: ${value}. ${why}`;
  const stated = state.targets[id];
  if (stated === undefined) return { ...base, points: 0, says: 'No number was given.', evidence: [], stronger };
  const reading = readQuantity(stated.text, dimension);
  const wanted = readQuantity(value, dimension);
  const factor = reading.ok && wanted.ok ? distance(reading.value, wanted.value, dimension) : Number.POSITIVE_INFINITY;
  const points = credit(factor <= CLOSE, factor <= NEAR);
  return {
    ...base,
    points,
    says: points === 1 ? `${stated.text}, as agreed.` : `${stated.text}; agreed was ${value}.`,
    evidence: [answer(stated, stated.text)],
    ...(points === 1 ? {} : { stronger }),
  };
}

function exclusions({ scenario, state }: SessionRecord): Item {
  const left = scenario.requirements.functional.filter(
    ({ id, priority }) => priority !== 'must' && state.sorted[id]?.as === 'out',
  );
  const evidence = [
    ...left.flatMap(({ id, text }) => {
      const sorted = state.sorted[id];
      return sorted === undefined ? [] : [answer(sorted, `Left out: ${text}`)];
    }),
    ...state.exclusions.map((stated) => answer(stated, `Left out: ${stated.text}`)),
  ];
  const sensible = scenario.requirements.functional.filter(({ priority }) => priority === 'out');
  return {
    id: 'exclusions',
    title: 'Left out aloud',
    weight: 2,
    points: credit(evidence.length >= ENOUGH_EXCLUSIONS, evidence.length === 1),
    says: `${evidence.length} things left out; ${ENOUGH_EXCLUSIONS} are enough.`,
    evidence,
    ...(evidence.length >= ENOUGH_EXCLUSIONS || sensible.length === 0
      ? {}
      : { stronger: sensible.map(({ text, why }) => `${text}: ${why}`).join('\n') }),
  };
}

/** Requirements and scope: what must work, what was asked, which numbers were agreed, what was left out. */
export const scope: Judge = (record) => {
  const { nonFunctional } = record.scenario.requirements;
  return [
    mustHaves(record),
    ...questions(record),
    ...nonFunctional.map((quality) => target(quality, record.state, 2 / nonFunctional.length)),
    exclusions(record),
  ];
};
