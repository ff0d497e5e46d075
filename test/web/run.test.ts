import { describe, expect, test } from 'vitest';
import type { DesignDocument } from '../../src/index.ts';
import { sameRun } from '../../web/run/stale.ts';
import { isBetter, onScenarioTerms, resultOf } from '../../web/scenarios/best-results.ts';
import { result } from './fixtures/result.ts';

const design: DesignDocument = {
  format: 'headroom/design@1',
  name: 'A design',
  components: [
    { id: 'users', type: 'client', name: 'Users' },
    { id: 'api', type: 'service', replicas: 2 },
  ],
  connections: [{ from: 'users', to: 'api' }],
};

describe('a result still holds', () => {
  test('when components are moved or renamed', () => {
    expect(sameRun(design, { ...design, name: 'Other', layout: { api: { x: 8, y: 8 } } })).toBe(true);
    const [users, api] = design.components;
    expect(sameRun(design, { ...design, components: [{ ...users!, name: 'People' }, api!] })).toBe(true);
  });

  test('when a change is taken back', () => {
    expect(sameRun(design, structuredClone(design))).toBe(true);
  });

  test('no more when anything is changed that is simulated', () => {
    const [users, api] = design.components;
    expect(sameRun(design, { ...design, components: [users!, { ...api!, replicas: 3 }] })).toBe(false);
    expect(sameRun(design, { ...design, run: { seed: 2 } })).toBe(false);
    expect(sameRun(design, { ...design, faults: [{ at: '1 s', surge: {} }] })).toBe(false);
  });
});

describe('the best result on a scenario', () => {
  const best = resultOf(result, 0);

  test('is the one that meets more, then the one that costs less', () => {
    expect(best).toMatchObject({ met: 1, objectives: 2, monthly: 300 });
    expect(isBetter({ ...best, met: 2, monthly: 900 }, best)).toBe(true);
    expect(isBetter({ ...best, monthly: 200 }, best)).toBe(true);
    expect(isBetter(best, best)).toBe(false);
  });

  test('counts only under the scenario’s own load and objectives', () => {
    const terms = {
      id: 'shop',
      workload: { streams: [] },
      objectives: [{ name: 'Fast', require: 'p99() < 1 s' }],
      run: { duration: '60 s', warmup: '10 s' },
    };
    const scenario = terms as unknown as Parameters<typeof onScenarioTerms>[1];
    const { id, ...lent } = terms;
    const own = { ...design, ...lent, scenario: id };
    expect(onScenarioTerms(own, scenario)).toBe(true);
    expect(onScenarioTerms({ ...own, run: { ...own.run, seed: 9 } }, scenario)).toBe(true);
    expect(onScenarioTerms({ ...own, objectives: [] }, scenario)).toBe(false);
    expect(onScenarioTerms({ ...own, faults: [{ at: '1 s', surge: {} }] }, scenario)).toBe(false);
  });
});
