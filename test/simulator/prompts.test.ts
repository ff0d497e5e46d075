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

test('a webhook in a hundred comes twice, and is posted twice unless its key comes all the way to the inbox', () => {
  const posted = (...keyed: string[]) => {
    const { model } = open('payment-system', (topology) => ({
      ...topology,
      connections: topology.connections.map((connection) =>
        ['webhooks', 'inbox'].includes(connection.to)
          ? { ...connection, idempotencyKey: keyed.includes(connection.to) }
          : connection,
      ),
    }));
    const { requests, outcomes } = simulate(model);
    return { twice: outcomes?.counts.duplicates ?? 0, payments: requests['pay'].counts.succeeded };
  };
  const { twice, payments } = posted();
  // Binomial, with what is posted and has been accepted before the warm-up ended, and what is accepted and not posted yet.
  expect(Math.abs(twice - payments / 100)).toBeLessThan(4 * Math.sqrt(payments / 100) + 2);
  expect(posted('inbox').twice).toBeGreaterThan(0);
  expect(posted('webhooks', 'inbox').twice).toBe(0);
});
