import { expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { machineRepair } from '../../simulator/theory/reliability.ts';
import { topologyOf } from '../support/topology.ts';
import { chain, client, delay, servers } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

const lives = (more: object) => ({ lifetimes: more });

test('instances fail and are repaired at random: the share of time up is MTBF over MTBF + MTTR', () => {
  const result = run({
    components: [client, { ...servers('api', 1, '1 ms'), replicas: 4 }],
    connections: chain('users', 'api'),
    workload: steady(1),
    faults: [lives({ component: 'api', mtbf: '9 s', mttr: '1 s' })],
    run: cold(20_000),
  });
  // 4 × 2000 cycles; the unavailability of 0.1 has a standard error of about 0.1 × √(2 / 8000).
  expect(Math.abs(result.components['api'].availability - 0.9)).toBeLessThan(4 * 0.1 * Math.sqrt(2 / 8000));
  expect(Math.abs(result.requests['*'].availability - 0.9)).toBeLessThan(4 * Math.sqrt((0.09 * 2) / 20_000));
  const [marked] = result.timeline.faults;
  expect(marked).toEqual({ label: 'api lifetimes', kind: 'lifetimes', from: 0, to: 20_000 });
});

test('with one crew for three, repairs wait for each other: the run has the availability of the machine-repair model', () => {
  const result = run({
    components: [client, { ...servers('api', 1, '1 ms'), replicas: 3 }],
    connections: chain('users', 'api'),
    workload: steady(0.1),
    faults: [lives({ component: 'api', mtbf: '4 s', mttr: '1 s', crews: 1 })],
    run: cold(20_000),
  });
  // Birth and death: 3, 2, 1, 0 up with weights 1, 3ρ, 6ρ², 6ρ³ at ρ = 1/4; with a crew for each it would be 0.8.
  const chances = machineRepair(3, 1, 0.25);
  expect(chances[0]).toBeCloseTo(1 / (1 + 0.75 + 0.375 + 0.09375), 12);
  const share = chances.reduce((up, chance, down) => up + (chance * (3 - down)) / 3, 0);
  expect(share).toBeCloseTo(4.875 / 2.21875 / 3, 12);
  // The variance of a mean over time of a birth-death chain is 2/t Σ (Σ_{i ≤ k} πᵢ (fᵢ − f))² / (πₖ λₖ).
  let [below, variance] = [0, 0];
  for (let down = 0; down < 3; down++) {
    below += chances[down] * ((3 - down) / 3 - share);
    variance += (2 / 20_000) * (below ** 2 / (chances[down] * ((3 - down) / 4)));
  }
  expect(Math.abs(result.components['api'].availability - share)).toBeLessThan(4 * Math.sqrt(variance));
});

test('a component that needs two of three answers nobody while one is left, and is up as long as it has two', () => {
  const design = (needs: number) =>
    run({
      components: [client, { ...servers('api', 1, '1 ms'), replicas: 3, needs }],
      connections: chain('users', 'api'),
      workload: steady(3),
      faults: [
        { at: 10, for: 30, crash: { component: 'api', replicas: 1 } },
        { at: 20.1, for: 10, crash: { component: 'api', replicas: 2 } },
      ],
      run: cold(100),
    });
  const quorum = design(2);
  expect(quorum.components['api'].availability).toBeCloseTo(1 - 10 / 100, 9);
  // A third of the calls goes to the first instance for thirty seconds, of the last ten none is answered.
  expect(quorum.requests['*'].counts.failed).toEqual({ refused: 30 + 10, unavailable: 10 });
  expect(design(1).requests['*'].counts.failed).toEqual({ refused: 40 });
});

test('lifetimes of a zone take all that stands in it at once', () => {
  const result = run({
    components: [client, { ...delay('a', '1 ms'), zone: 'one' }, { ...delay('b', '1 ms'), zone: 'one' }],
    connections: [...chain('users', 'a'), ...chain('users', 'b')],
    workload: steady(1),
    faults: [lives({ zone: 'one', mtbf: '9 s', mttr: '1 s' })],
    run: cold(2000),
  });
  expect(result.components['a'].availability).toBeLessThan(0.95);
  expect(result.components['b'].availability).toBe(result.components['a'].availability);
  expect(result.timeline.components['b'].up).toEqual(result.timeline.components['a'].up);
});

test('what fails at random changes nothing of what is drawn for others', () => {
  const requests = (faults: ReturnType<typeof lives>[]) =>
    run({
      components: [client, delay('a', { exponential: { mean: '1 ms' } }), delay('b', '1 ms')],
      connections: [...chain('users', 'a'), { from: 'users', to: 'b', optional: true }],
      workload: steady(5),
      faults,
      run: cold(100),
    });
  const calm = requests([]);
  const rough = requests([lives({ component: 'b', mtbf: '5 s', mttr: '1 s' })]);
  expect(rough.components['b'].availability).toBeLessThan(1);
  const draws = ({ components }: typeof calm) => {
    const { count, mean, max, p99 } = components['a'].latency;
    return { count, mean, max, p99 };
  };
  expect(draws(rough)).toEqual(draws(calm));
});

test('lifetimes name one thing, and each thing once; nobody needs more than there are', () => {
  const codes = (faults: ReturnType<typeof lives>[], more: object = {}) =>
    checkTopology(
      topologyOf({
        components: [client, { ...servers('api', 1, '1 ms'), replicas: 2, zone: 'one', ...more }],
        connections: chain('users', 'api'),
        workload: steady(1),
        faults,
      }),
    ).flatMap(({ code, severity }) => (severity === 'error' ? [code] : []));
  expect(codes([lives({ component: 'api' })])).toEqual([]);
  expect(codes([lives({ zone: 'one' }), lives({ component: 'api' })])).toEqual([]);
  expect(codes([lives({})])).toEqual(['fault-target']);
  expect(codes([lives({ component: 'api', zone: 'one' })])).toEqual(['fault-target']);
  expect(codes([lives({ zone: 'two' })])).toEqual(['dangling-fault']);
  expect(codes([lives({ component: 'users' })])).toEqual(['fault-target']);
  expect(codes([lives({ component: 'api' }), lives({ component: 'api' })])).toEqual(['duplicate-lifetimes']);
  expect(codes([], { needs: 3 })).toEqual(['needs-too-many']);
});
