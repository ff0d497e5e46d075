import { describe, expect, it } from 'vitest';
import { estimate } from '../../simulator/index.ts';
import { parseDesign } from '../../src/design/index.ts';
import { loaded, scenarioIds } from './files.ts';
import { documentOf, held, open } from './run.ts';

/** A busy scenario is held to its claims over a shorter time here; the slow tests run it as it stands. */
const SHORTER: Readonly<Record<string, string>> = { 'url-shortener': '5 s' };

const proofs = scenarioIds.flatMap((id) => loaded(id).scenario.proofs.map((proof) => ({ id, proof })));

describe('the designs of every scenario', () => {
  it.each(scenarioIds)('%s begins with a design that opens without a finding', (id) => {
    expect(parseDesign(documentOf(id, loaded(id).scenario.starter)).findings).toEqual([]);
  });

  /** Some begin with an empty canvas, or with a client alone: there is nothing to run yet. */
  const begun = scenarioIds.filter((id) => documentOf(id, loaded(id).scenario.starter).connections.length > 0);

  it.each(begun)('%s begins with a design that does not meet its objectives yet', (id) => {
    const { scenario } = loaded(id);
    const document = documentOf(id, scenario.starter);
    // Under the load of the scenario, where the starter has a quieter one of its own.
    const { run, workload } = scenario;
    const shorter = SHORTER[id] === undefined ? run : { ...run, duration: SHORTER[id] };
    const { shown } = held(
      { id: 'starter', title: 'Starter', role: 'flawed', design: {}, why: '.', misses: [], shows: [] },
      open({ ...document, workload, run: shorter }),
    );
    expect((shown as { misses: string[] }).misses).not.toEqual([]);
  });

  it.each(proofs)('$id: $proof.id opens without a finding', ({ id, proof }) => {
    expect(open(documentOf(id, proof.design)).findings).toEqual([]);
  });

  it.each(proofs)('$id: $proof.id does what is claimed of it', ({ id, proof }) => {
    const document = documentOf(id, proof.design);
    const duration = SHORTER[id];
    const shorter = duration === undefined ? document : { ...document, run: { ...document.run, duration } };
    const { claimed, shown } = held(proof, open(shorter));
    expect(shown).toEqual(claimed);
  });
});

describe('the calibration against the analytic model of the tiers', () => {
  it('a counter in the database is asked for 2.06 times what it has, within 15 %', () => {
    const { model } = open(documentOf('url-shortener', 'click-counter.design.json'));
    const { links } = estimate(model).components;
    expect(links!.utilization).toBeGreaterThan(2.06 * 0.85);
    expect(links!.utilization).toBeLessThan(2.06 * 1.15);
  });

  it('without its cache the database is asked for 1.72 times what it has, within 15 %', () => {
    const document = documentOf('url-shortener', 'single-cache.design.json');
    const bare = {
      ...document,
      components: document.components.filter(({ id }) => id !== 'cache'),
      connections: document.connections.filter(({ to }) => to !== 'cache'),
      faults: [],
    };
    const { links } = estimate(open(bare).model).components;
    expect(links!.utilization).toBeGreaterThan(1.72 * 0.85);
    expect(links!.utilization).toBeLessThan(1.72 * 1.15);
  });

  it.each<[string, string, number]>([
    ['first-steps', 'reference.design.json', 563],
    ['first-steps', 'one-server.design.json', 187 + 26],
    ['url-shortener', 'click-counter.design.json', 5644],
  ])('%s: %s costs what its parts add up to by hand, within 15 %', (id, file, dollars) => {
    const { monthly } = estimate(open(documentOf(id, file)).model).cost;
    expect(monthly).toBeGreaterThan(dollars * 0.85);
    expect(monthly).toBeLessThan(dollars * 1.15);
  });
});
