import { describe, expect, it } from 'vitest';
import { compile, type JudgedResult, simulate } from '../../simulator/index.ts';
import { type DesignDocument, judge, parseDesign } from '../../src/index.ts';
import {
  chooseCurveball,
  designDigest,
  examined,
  impactOf,
  impactSchema,
  loadDigest,
  type Measurement,
  measurementOf,
  measurementSchema,
} from '../../src/interview/index.ts';
import type { Scenario } from '../../src/scenario/index.ts';
import { shipped } from './support/scenario.ts';

/** The scenario at a hundredth of its load, so that a run takes no time. */
const whole = shipped('url-shortener');
const [stream] = whole.workload.streams;
const scenario: Scenario = {
  ...whole,
  workload: { streams: [{ ...stream!, arrivals: { poisson: { rate: '212/s' } }, average: '42/s' }] },
};

const drawn: DesignDocument = {
  format: 'headroom/design@1',
  name: 'Small',
  components: [
    { id: 'users', type: 'client' },
    { id: 'api', type: 'service', threads: 8, work: { exponential: { mean: '4 ms' } } },
    { id: 'cache-a', type: 'cache', capacity: '2000 entries' },
    { id: 'cache-b', type: 'cache', capacity: '2000 entries' },
    { id: 'db', type: 'sql-database' },
  ],
  connections: [
    { from: 'users', to: 'api' },
    { from: 'api', to: 'cache-a', timeout: '50 ms' },
    { from: 'api', to: 'db', timeout: '500 ms' },
  ],
};

function run(document: DesignDocument): JudgedResult {
  const { topology, objectives, findings } = parseDesign(document);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { model } = compile(topology!);
  return judge(simulate(model!), objectives);
}

const design = examined(drawn, scenario);
const result = run(design);
const measured = measurementOf(result);

/** Digests that lead to each of the curveballs that can strike. */
const digests = Array.from({ length: 8 }, (_, i) => `0000000${i}00000000`);

describe('a measurement', () => {
  it('of a real run goes into a file and back', () => {
    expect(measurementSchema.parse(JSON.parse(JSON.stringify(measured)))).toEqual(measured);
  });

  it('keeps the paths that the result has', () => {
    expect(measured.requests['redirect']?.latency.p99).toBe(result.requests['redirect']?.latency.p99);
    expect(measured.components['api']?.utilization).toBe(result.components['api']?.utilization);
    expect(measured.connections['api->db']?.attempts).toBe(result.connections['api->db']?.attempts);
  });
});

describe('a curveball', () => {
  it('strikes only what carries traffic in the candidate’s own design', () => {
    for (const digest of digests) {
      const aimed = chooseCurveball(scenario, design, digest, measured)!;
      expect(measured.components[aimed.component!]?.arrivalRate).toBeGreaterThan(0);
      expect(aimed.component).not.toBe('cache-b');
    }
  });

  it('is the same for the same design, and not for all', () => {
    const chosen = digests.map((digest) => chooseCurveball(scenario, design, digest, measured)?.curveball.id);
    expect(digests.map((digest) => chooseCurveball(scenario, design, digest, measured)?.curveball.id)).toEqual(chosen);
    expect(new Set(chosen).size).toBeGreaterThan(1);
  });

  it('falls back to the load where no component can be struck', () => {
    const idle: Measurement = {
      ...measured,
      components: Object.fromEntries(
        Object.entries(measured.components).map(([id, of]) => [id, { ...of, arrivalRate: 0 }]),
      ),
    };
    const aimed = chooseCurveball(scenario, design, digests[0]!, idle);
    expect(aimed).toMatchObject({ curveball: { fault: { kind: 'surge' } } });
    expect(aimed).not.toHaveProperty('component');
  });

  it('does not exist where the scenario has none', () => {
    expect(chooseCurveball({ ...scenario, curveballs: [] }, design, digests[0]!, measured)).toBeUndefined();
  });

  it.each(scenario.curveballs.flatMap((one) => (one.kind === 'fault' ? [one] : [])))(
    '$id is a fault that runs, with an impact that can be kept',
    (curveball) => {
      const only = { ...scenario, curveballs: [curveball] };
      const aimed = chooseCurveball(only, design, digests[0]!, measured)!;
      const struck = run(examined(drawn, scenario, aimed.fault));
      const impact = impactOf(struck, curveball)!;
      expect(impactSchema.parse(JSON.parse(JSON.stringify(impact)))).toEqual(impact);
      expect(impact.expectations.map(({ problem }) => problem)).toEqual(curveball.expect.map(() => undefined));
      expect(impact.before).toBeGreaterThan(0.99);
    },
  );

  it('that crashes the only database takes its share of the answers, while it lasts', () => {
    const crash = scenario.curveballs.find(({ id }) => id === 'store-dies')!;
    const aimed = chooseCurveball({ ...scenario, curveballs: [crash] }, design, digests[0]!, measured)!;
    expect(aimed.component).toBe('db');
    const { goodput, worst, before, after } = impactOf(run(examined(drawn, scenario, aimed.fault)), aimed.curveball)!;
    expect(goodput).toBeLessThan(before - 0.01);
    expect(worst).toBeLessThanOrEqual(goodput);
    expect(after).toBeGreaterThan(0.99);
  });
});

describe('digests', () => {
  it('do not see where components stand and what they are called, nor the order of keys', () => {
    const moved: DesignDocument = {
      ...drawn,
      name: 'Other',
      layout: { api: { x: 1, y: 2 } },
      components: drawn.components.map(({ id, type, ...rest }) => ({ ...rest, type, id, name: `The ${id}` })),
    };
    expect(designDigest(moved)).toBe(designDigest(drawn));
  });

  it('see every parameter, and load apart from design', () => {
    const [first, second, ...rest] = drawn.components;
    const changed: DesignDocument = { ...drawn, components: [first!, { ...second!, threads: 9 }, ...rest] };
    expect(designDigest(changed)).not.toBe(designDigest(drawn));
    expect(loadDigest(changed)).toBe(loadDigest(drawn));
    expect(designDigest(design)).toBe(designDigest(drawn));
    expect(loadDigest(design)).not.toBe(loadDigest(drawn));
  });
});
