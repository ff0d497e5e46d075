import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultCatalogue, faultOf } from '../../simulator/index.ts';
import { type DesignDocument, parseDesign } from '../../src/index.ts';
import { fieldsOfProcess, processes, withProcess } from '../../web/load/arrivals.ts';
import {
  canPlace,
  freshFault,
  gridOf,
  placedFaults,
  snap,
  targetOf,
  targetsOf,
  withTarget,
} from '../../web/load/faults.ts';
import { parts, readPart, renamed, withReadPart } from '../../web/load/mix.ts';
import { ratePlan } from '../../web/load/rate.ts';
import { freshShape, readSteps, shapes, stepsText } from '../../web/load/shapes.ts';

const design: DesignDocument = {
  format: 'headroom/design@1',
  name: 'Three tiers',
  components: [
    { id: 'users', type: 'client' },
    { id: 'api', type: 'service', zone: 'zone-a' },
    { id: 'cache', type: 'cache' },
    { id: 'db', type: 'sql-database' },
  ],
  connections: [
    { from: 'users', to: 'api' },
    { from: 'api', to: 'cache' },
    { from: 'api', to: 'db' },
  ],
  workload: { streams: [{ client: 'users', arrivals: { poisson: { rate: '100/s' } }, requests: { view: {} } }] },
  run: { duration: '60 s' },
};

function withStream(change: object): DesignDocument {
  const [stream] = design.workload!.streams;
  return { ...design, workload: { streams: [{ ...stream!, ...change }] } };
}

const problems = (document: DesignDocument): string[] =>
  parseDesign(document)
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ what }) => what);

describe('arrivals', () => {
  test('of every process can be written, read back and edited', () => {
    for (const { value } of processes) {
      expect(problems(withStream({ arrivals: withProcess({ poisson: { rate: '100/s' } }, value) }))).toEqual([]);
      // A trace is a list of what was recorded, and a list has no field.
      expect(fieldsOfProcess(value).length > 0).toBe(value !== 'trace');
    }
  });

  test('keep their rate from one open process to another', () => {
    expect(withProcess({ poisson: { rate: '250/s' } }, 'constant')).toEqual({ constant: { rate: '250/s' } });
    expect(withProcess({ poisson: { rate: '250/s' } }, 'renewal')).toEqual({
      renewal: { interarrival: { exponential: { mean: '4 ms' } } },
    });
  });
});

describe('shapes', () => {
  test('of every kind are valid as they come', () => {
    for (const { value } of shapes) {
      const shape = freshShape(value, 60);
      expect(problems(shape === undefined ? design : withStream({ shape }))).toEqual([]);
    }
  });

  test('of steps are read from the line they are shown in', () => {
    const steps = [
      ['0 s', 1],
      ['20 s', 10],
      ['40 s', 0.5],
    ];
    expect(stepsText(steps)).toBe('0 s ×1, 20 s ×10, 40 s ×0.5');
    expect(readSteps(stepsText(steps))).toEqual({ steps });
  });

  test('that make no sense are explained', () => {
    expect(readSteps('20 s ×1, 10 s ×2')).toMatchObject({ problem: expect.stringContaining('does not come after') });
    expect(readSteps('soon ×2')).toMatchObject({ problem: expect.stringContaining('expected a time') });
    expect(readSteps('')).toMatchObject({ problem: expect.stringContaining('such as') });
  });
});

describe('the mix', () => {
  const requests = { view: { share: 3 }, search: { share: 1 }, order: { kind: 'write', share: 1 } };

  test('comes out as it was asked for, and keeps the proportions among reads', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), (part) => {
        const mixed = withReadPart(requests, part);
        // Shares are written with five digits.
        expect(Math.abs((readPart(mixed) ?? 0) - part)).toBeLessThan(2e-5);
        const shares = parts(mixed);
        expect(Math.abs(shares['view']! - 3 * shares['search']!)).toBeLessThan(5e-5);
      }),
      { seed: 1 },
    );
  });

  test('is none where all requests are of one kind', () => {
    expect(readPart({ view: {}, search: {} })).toBeUndefined();
  });

  test('keeps the order of requests when one is renamed', () => {
    expect(Object.keys(renamed(requests, 'search', 'find'))).toEqual(['view', 'find', 'order']);
  });
});

describe('faults', () => {
  test('strike the zone of what is selected, and a change of target leaves nothing of the one before', () => {
    const spread = {
      ...design,
      zones: { a: { region: 'r' }, b: { region: 'r' } },
      components: design.components.map((component) => ({
        ...component,
        ...(component.id === 'api' && { zone: 'a' }),
        ...(component.id === 'db' && { zone: ['b', 'a'] }),
      })),
    };
    const outage = faultOf('outage')!;
    const fault = freshFault(outage, spread, { at: 20, horizon: 60, selected: ['db'] });
    expect(fault['outage']).toEqual({ zone: 'b' });
    const partition = faultOf('partition')!;
    const values = targetsOf(partition, spread).map(({ value }) => value);
    expect(values.slice(3)).toEqual(['zone:a', 'zone:b', 'zone:a<>b']);
    for (const value of values) {
      const changed = { at: '1 s', partition: withTarget({ from: 'api', to: 'db', oneWay: true }, partition, value) };
      expect(targetOf(changed, partition)).toBe(value);
      expect(problems({ ...spread, faults: [changed] })).toEqual([]);
    }
  });

  test('of every kind are valid as they come from their button', () => {
    const placeable = faultCatalogue.filter((definition) => canPlace(definition, design));
    // The others want what this design has not: a deployment wants replicas, say.
    expect(placeable.length).toBeGreaterThan(faultCatalogue.length / 2);
    for (const definition of placeable) {
      const fault = freshFault(definition, design, { at: 20, horizon: 60, selected: [] });
      expect(problems({ ...design, faults: [fault] })).toEqual([]);
    }
  });

  test('strike what is selected where that makes sense', () => {
    const crash = faultOf('crash')!;
    const where = { at: 20, horizon: 60 };
    expect(freshFault(crash, design, { ...where, selected: ['api'] })).toMatchObject({ crash: { component: 'api' } });
    expect(freshFault(crash, design, { ...where, selected: ['users'] })).toMatchObject({ crash: { component: 'db' } });
    expect(freshFault(faultOf('latency')!, design, { ...where, selected: ['api->db'] })).toMatchObject({
      latency: { from: 'api', to: 'db' },
    });
  });

  test('offer only targets that they can strike', () => {
    expect(targetsOf(faultOf('flush')!, design).map(({ value }) => value)).toEqual(['cache']);
    expect(targetsOf(faultOf('crash')!, design).map(({ value }) => value)).not.toContain('users');
  });

  test('at the same time lie on rows of their own', () => {
    const at = (start: string, length: string) => ({ at: start, for: length, crash: { component: 'db' } });
    const placed = placedFaults([at('10 s', '20 s'), at('20 s', '10 s'), at('30 s', '5 s')], 60);
    expect(placed.map(({ lane }) => lane)).toEqual([0, 1, 0]);
  });

  test('snap to a grid of about a hundredth of the run', () => {
    expect([60, 600, 7, 86_400].map(gridOf)).toEqual([1, 10, 0.1, 1000]);
    expect(snap(20.4, 60)).toBe(20);
    expect(snap(0.1, 60)).toBe(1);
    expect(snap(0, 60)).toBe(0);
  });
});

test('the rate asked for follows the shape and the surges', () => {
  const shaped = {
    ...withStream({ shape: { spike: { at: '10 s', for: '10 s', factor: 3 } } }),
    faults: [{ at: '15 s', for: '10 s', surge: { factor: 2 } }],
  };
  const { topology } = parseDesign(shaped);
  const plan = ratePlan(topology!);
  expect([5, 12, 17, 22, 40].map(plan.at)).toEqual([100, 300, 600, 200, 100]);
  expect(plan.others).toBe(0);
});
