import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile, Experiment, type Model, simulate } from '../../simulator/index.ts';
import { readDesign } from '../../src/index.ts';

/** A design in which nearly everything is random, and requests are still inside when it ends. */
const text = readFileSync(new URL('../web/fixtures/breakage.design.json', import.meta.url), 'utf8');

function model(change: object = {}): Model {
  const { topology } = readDesign(JSON.stringify({ ...JSON.parse(text), ...change }));
  const compiled = topology === undefined ? undefined : compile(topology).model;
  if (compiled === undefined) throw new Error('the fixture does not compile');
  return compiled;
}

describe('what a run measures does not depend on the slices that its host asks for', () => {
  test('over a whole run', () => {
    const of = model({ run: { duration: '8 s', warmup: '1 s', seed: 20, replications: 2 } });
    const whole = simulate(of).run;
    for (const slice of [7, 1000, 65_537]) {
      const experiment = new Experiment(of);
      while (!experiment.advance(slice));
      expect(experiment.result().run).toEqual(whole);
    }
  });

  test('where a guard ends it', () => {
    const of = model({ run: { duration: '60 s', seed: 20 } });
    const guards = { maxEvents: 40_000 };
    const whole = simulate(of, guards).run;
    expect(whole.partial?.guard).toBe('events');
    const experiment = new Experiment(of, guards);
    while (!experiment.advance(999));
    expect(experiment.result().run).toEqual(whole);
  });
});
