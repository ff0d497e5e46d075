import { expect, test } from 'vitest';
import { streamFor } from '../../simulator/kernel/index.ts';
import { Balancer, type BalancingPolicy } from '../../simulator/parts/balancing.ts';
import { Run } from '../../simulator/run.ts';
import { chiSquareP } from '../kernel/goodness-of-fit.ts';
import { modelOf } from '../support/topology.ts';
import { balancer, client, delay, poisson, servers } from './building-blocks.ts';
import { run, steady } from './support.ts';

const health = { interval: 10, unhealthyAfter: 2, healthyAfter: 3 };

/** A balancer before these services, each with so many replicas and a weight, outside of any clock. */
function standing(policy: BalancingPolicy, targets: { replicas: number; weight?: number }[]) {
  const model = modelOf({
    components: [
      client,
      balancer('lb', policy),
      ...targets.map(({ replicas }, i) => ({ ...servers(`s${i}`, 1, 1), replicas })),
    ],
    connections: [
      { from: 'users', to: 'lb' },
      ...targets.map(({ weight = 1 }, i) => ({ from: 'lb', to: `s${i}`, weight })),
    ],
    workload: poisson(1),
  });
  const { sites } = new Run(model, 1, 0);
  const links = sites.flat().find((site) => site.component.spec.id === 'lb')!.links;
  const chooser = new Balancer(links, policy, health, streamFor(1, 0, 'lb', 'balancing'));
  const candidates = links.flatMap((link) => link.targets.map((site, position) => ({ link, position, site })));
  return { chooser, candidates };
}

const picks = (chooser: Balancer, n: number, now = 0) =>
  Array.from({ length: n }, (_, i) => chooser.pick(now, i, undefined));

function countsOf(chosen: readonly number[], candidates: number): number[] {
  return Array.from({ length: candidates }, (_, at) => chosen.filter((pick) => pick === at).length);
}

test('round robin takes all targets of all connections in turn', () => {
  const { chooser } = standing('round-robin', [{ replicas: 2 }, { replicas: 3 }]);
  expect(picks(chooser, 10)).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
});

test('weights are exact over every cycle, and smooth within it', () => {
  const { chooser } = standing('weighted', [
    { replicas: 1, weight: 5 },
    { replicas: 1, weight: 1 },
    { replicas: 1, weight: 1 },
  ]);
  // The cycle that nginx documents for weights 5, 1, 1.
  expect(picks(chooser, 7)).toEqual([0, 0, 1, 0, 2, 0, 0]);
  expect(countsOf(picks(chooser, 7000), 3)).toEqual([5000, 1000, 1000]);
});

test('random choices are even', () => {
  const { chooser } = standing('random', [{ replicas: 7 }]);
  expect(chiSquareP(countsOf(picks(chooser, 70_000), 7), new Array(7).fill(10_000))).toBeGreaterThan(0.001);
});

test('least connections takes the one with the fewest unanswered, ties at random', () => {
  const { chooser, candidates } = standing('least-connections', [{ replicas: 2 }, { replicas: 2 }]);
  [3, 1, 2, 1].forEach((outstanding, at) => {
    const { link, position } = candidates[at];
    link.outstanding[position] = outstanding;
  });
  const counts = countsOf(picks(chooser, 10_000), 4);
  expect([counts[0], counts[2]]).toEqual([0, 0]);
  expect(chiSquareP([counts[1], counts[3]], [5000, 5000])).toBeGreaterThan(0.001);
});

test('two choices: the worst is never taken, the others in proportion to the pairs that they win', () => {
  const { chooser, candidates } = standing('power-of-two', [{ replicas: 4 }]);
  [0, 1, 2, 3].forEach((outstanding, at) => {
    const { link, position } = candidates[at];
    link.outstanding[position] = outstanding;
  });
  // Of six pairs of distinct targets the best wins three, the next two, the third one.
  const counts = countsOf(picks(chooser, 60_000), 4);
  expect(counts[3]).toBe(0);
  expect(chiSquareP(counts.slice(0, 3), [30_000, 20_000, 10_000])).toBeGreaterThan(0.001);
});

test('two choices of one target take it', () => {
  const { chooser } = standing('power-of-two', [{ replicas: 1 }]);
  expect(picks(chooser, 3)).toEqual([0, 0, 0]);
});

const policies = ['round-robin', 'random', 'least-connections', 'power-of-two', 'weighted', 'consistent-hash'] as const;

test.each(policies)(
  '%s keeps sending to a dead target until the checks have noticed, and returns likewise',
  (policy) => {
    const { chooser, candidates } = standing(policy, [{ replicas: 3 }]);
    const isAsked = (now: number) => picks(chooser, 300, now).includes(1);
    const { site } = candidates[1];
    expect(isAsked(0)).toBe(true);
    site.isDown = true;
    site.changedAt = 100;
    expect(isAsked(119.9)).toBe(true);
    expect(isAsked(120)).toBe(false);
    site.isDown = false;
    site.changedAt = 200;
    expect(isAsked(229.9)).toBe(false);
    expect(isAsked(230)).toBe(true);
  },
);

test.each(policies)('%s says so where no target is healthy', (policy) => {
  const { chooser, candidates } = standing(policy, [{ replicas: 3 }]);
  for (const { site } of candidates) {
    site.isDown = true;
    site.changedAt = 0;
  }
  expect(chooser.pick(1000, 1, undefined)).toBe(-1);
});

test.each(policies)('%s chooses for a retry among the targets of its own connection', (policy) => {
  const { chooser, candidates } = standing(policy, [{ replicas: 2 }, { replicas: 2 }]);
  const { link } = candidates[2];
  const chosen = Array.from({ length: 200 }, (_, key) => chooser.choose(link, 0, key));
  expect([...new Set(chosen)].sort()).toEqual([0, 1]);
});

test('consistent hashing sends a key always to the same target, and keys evenly but for the luck of the points', () => {
  const { chooser } = standing('consistent-hash', [{ replicas: 10 }]);
  const first = picks(chooser, 20_000);
  expect(picks(chooser, 20_000)).toEqual(first);
  // 160 points each: a standard deviation of 8 % among ten targets.
  for (const count of countsOf(first, 10)) expect(Math.abs(count / 2000 - 1)).toBeLessThan(4 * 0.08);
});

test('when a target of a ring dies only its keys move, to all others, and they come back with it', () => {
  const { chooser, candidates } = standing('consistent-hash', [{ replicas: 10 }]);
  const before = picks(chooser, 20_000);
  const { site } = candidates[4];
  site.isDown = true;
  site.changedAt = 0;
  const during = picks(chooser, 20_000, 20);
  const moved = during.filter((target, key) => target !== before[key]);
  expect(moved).toHaveLength(before.filter((target) => target === 4).length);
  expect(during).not.toContain(4);
  expect(new Set(moved).size).toBe(9);
  site.isDown = false;
  site.changedAt = 100;
  expect(picks(chooser, 20_000, 200)).toEqual(before);
});

test('a ring with one target more keeps nearly all keys where they were', () => {
  const [small, large] = [10, 11].map((replicas) => {
    const { chooser, candidates } = standing('consistent-hash', [{ replicas }]);
    return picks(chooser, 20_000).map((at) => candidates[at].site.instance);
  });
  const moved = large.filter((instance, key) => instance !== small[key]);
  expect(new Set(moved)).toEqual(new Set([10]));
  expect(Math.abs(moved.length / 20_000 - 1 / 11)).toBeLessThan(4 * 0.08 * (1 / 11) + 0.01);
});

test('weighted shares hold in a run, between components with different numbers of instances', () => {
  const result = run({
    components: [client, balancer('lb', 'weighted'), delay('a', '1 ms'), delay('b', '1 ms')],
    connections: [
      { from: 'users', to: 'lb' },
      { from: 'lb', to: 'a', weight: 3 },
      { from: 'lb', to: 'b', weight: 1 },
    ],
    workload: steady(40),
    run: { duration: 101, warmup: 1 },
  });
  const { a, b } = result.components;
  expect(a.arrivalRate / (a.arrivalRate + b.arrivalRate)).toBeCloseTo(0.75, 3);
});

test('requests that can go to different targets do not disturb one another’s turn', () => {
  const result = run({
    components: [client, balancer('lb', 'round-robin'), delay('a', '1 ms'), delay('b', '1 ms'), delay('c', '1 ms')],
    connections: [
      { from: 'users', to: 'lb' },
      { from: 'lb', to: 'a', for: 'x' },
      { from: 'lb', to: 'b', for: ['x', 'y'] },
      { from: 'lb', to: 'c', for: 'y' },
    ],
    workload: {
      streams: ['x', 'y'].map((name) => ({
        client: 'users',
        arrivals: { constant: { rate: 10 } },
        requests: { [name]: {} },
      })),
    },
    run: { duration: 100.05, warmup: 0.05 },
  });
  expect(['a', 'b', 'c'].map((id) => Math.round(result.components[id].arrivalRate * 10) / 10)).toEqual([5, 10, 5]);
});
