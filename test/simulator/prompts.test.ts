import { describe, expect, test } from 'vitest';
import { blameParts, catalogue, simulate } from '../../simulator/index.ts';
import { judge } from '../../src/objective/index.ts';
import { expectConserved } from './laws.ts';
import { open, prompts } from './prompts.ts';

/** What is said of a design and may be: a word that is worth it, and that its author has heard. */
const heard: Readonly<Record<string, readonly string[]>> = {
  // What is not trending has no trend: a miss is an answer.
  'search-autocomplete': ['nothing-behind-cache'],
};

test('there is a design for each prompt', () => {
  expect(prompts).toHaveLength(17);
});

describe.each(prompts)('%s', (id) => {
  const { model, findings, objectives } = open(id);
  const traced = simulate(model, { blame: true });

  test('can be drawn: nothing is said against it', () => {
    expect(findings.map(({ code }) => code)).toEqual(heard[id] ?? []);
  });

  test('suffers a fault and meets its objectives all the same', () => {
    expect(model.faults.length).toBeGreaterThan(0);
    expect(objectives.length).toBeGreaterThan(2);
    expect(judge(traced, objectives).objectives.filter(({ met }) => !met)).toEqual([]);
  });

  test('loses no request, and the parts of the blame are the whole', () => {
    expectConserved(traced);
    for (const { latency, blame } of Object.values(traced.requests)) {
      const sum = blameParts(blame?.all ?? {}).reduce((total, { seconds }) => total + seconds, 0);
      expect(sum / latency.mean).toBeCloseTo(1, 9);
    }
  });

  test('is the same again', () => {
    expect(simulate(model).run.digest).toBe(traced.run.digest);
  });
});

test('every type of the catalogue has a place in one of them', () => {
  const drawn = new Set(prompts.flatMap((id) => open(id).types));
  expect(catalogue.map(({ type }) => type).filter((type) => !drawn.has(type))).toEqual([]);
});
