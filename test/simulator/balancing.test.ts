import { describe, expect, test } from 'vitest';
import { estimate } from '../../simulator/index.ts';
import { Outcome } from '../../simulator/outcome.ts';
import {
  type Balancer,
  type BalancerOptions,
  type BalancingPolicy,
  policies as everyPolicy,
} from '../../simulator/parts/balancing/index.ts';
import { Spells } from '../../simulator/parts/spells.ts';
import { Run } from '../../simulator/run.ts';
import type { Site } from '../../simulator/site.ts';
import { mmc } from '../../simulator/theory/index.ts';
import { chiSquareP } from '../kernel/goodness-of-fit.ts';
import { modelOf } from '../support/topology.ts';
import { balancerOf } from './balancers.ts';
import { balancer, client, delay, exponential, poisson, requests, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

/** A balancer before these services, each with so many replicas and a weight, outside of any clock. */
function standing(
  policy: BalancingPolicy,
  targets: { replicas: number; weight?: number }[],
  more: Partial<BalancerOptions> & { staleness?: number } = {},
) {
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
  const chooser = balancerOf(links, policy, more);
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

const policies = everyPolicy.map(({ value }) => value);

/** A target is out from now on, or well again. */
function turn(site: Site, now: number): void {
  site.spells ??= new Spells();
  site.spells.change(now);
}

test.each(policies)(
  '%s keeps sending to a dead target until the checks have noticed, and returns likewise',
  (policy) => {
    const { chooser, candidates } = standing(policy, [{ replicas: 3 }]);
    const isAsked = (now: number) => picks(chooser, 300, now).includes(1);
    const { site } = candidates[1];
    expect(isAsked(0)).toBe(true);
    turn(site, 100);
    expect(isAsked(119.9)).toBe(true);
    expect(isAsked(120)).toBe(false);
    turn(site, 200);
    expect(isAsked(229.9)).toBe(false);
    expect(isAsked(230)).toBe(true);
  },
);

test.each(policies)('%s says so where no target is healthy', (policy) => {
  const { chooser, candidates } = standing(policy, [{ replicas: 3 }]);
  for (const { site } of candidates) turn(site, 0);
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
  turn(site, 0);
  const during = picks(chooser, 20_000, 20);
  const moved = during.filter((target, key) => target !== before[key]);
  expect(moved).toHaveLength(before.filter((target) => target === 4).length);
  expect(during).not.toContain(4);
  expect(new Set(moved).size).toBe(9);
  turn(site, 100);
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

function unanswered(candidates: ReturnType<typeof standing>['candidates'], counts: readonly number[]) {
  counts.forEach((count, at) => {
    const { link, position } = candidates[at];
    link.outstanding[position] = count;
  });
}

test('d choices: of all triples of five targets the best wins', () => {
  const { chooser, candidates } = standing('power-of-two', [{ replicas: 5 }], { choices: 3 });
  unanswered(candidates, [0, 1, 2, 3, 4]);
  // The best is in six of ten triples, the next wins three more, the third one.
  const counts = countsOf(picks(chooser, 60_000), 5);
  expect(counts.slice(3)).toEqual([0, 0]);
  expect(chiSquareP(counts.slice(0, 3), [36_000, 18_000, 6000])).toBeGreaterThan(0.001);
});

test('as many choices as targets are least connections', () => {
  const { chooser, candidates } = standing('power-of-two', [{ replicas: 4 }], { choices: 10 });
  unanswered(candidates, [3, 1, 2, 4]);
  expect(new Set(picks(chooser, 100))).toEqual(new Set([1]));
});

test('weighted random choices are in proportion to the weights', () => {
  const { chooser } = standing('weighted-random', [
    { replicas: 2, weight: 1 },
    { replicas: 1, weight: 6 },
  ]);
  expect(chiSquareP(countsOf(picks(chooser, 80_000), 3), [10_000, 10_000, 60_000])).toBeGreaterThan(0.001);
});

test('least work counts a request by how long its kind takes at the target, its servers sharing', () => {
  const { chooser } = standing('least-work', [{ replicas: 3 }]);
  const { policy } = chooser;
  policy.sent?.(0, 5);
  policy.sent?.(1, 1);
  policy.sent?.(1, 1);
  policy.sent?.(2, 3);
  expect(chooser.pick(0, 0, undefined)).toBe(1);
  policy.answered?.(2, 0, 3, 1);
  expect(chooser.pick(0, 0, undefined)).toBe(2);
  const { chooser: mixed } = standing('least-work', [{ replicas: 1 }]);
  expect(mixed.expected(0, 0)).toBe(1); // the mean service time of `servers`
});

test('bounded load: a key goes to its owner while that has room, and else to the next on the ring', () => {
  const { chooser, candidates } = standing('bounded-load', [{ replicas: 4 }], { loadFactor: 1.5 });
  const { chooser: ring } = standing('consistent-hash', [{ replicas: 4 }]);
  expect(picks(chooser, 2000)).toEqual(picks(ring, 2000));
  // With the one to be placed eight in flight: at most ⌈1.5 × 8 / 4⌉ = 3 for each.
  unanswered(candidates, [3, 3, 1, 0]);
  const bounded = picks(chooser, 2000);
  const free = picks(ring, 2000);
  expect(new Set(bounded)).toEqual(new Set([2, 3]));
  expect(bounded.filter((target, key) => free[key] >= 2 && target !== free[key])).toEqual([]);
});

test('bounded load never puts more on a target than its share, however hot one key is', () => {
  const { chooser, candidates } = standing('bounded-load', [{ replicas: 7 }], { loadFactor: 1.25 });
  const counts = new Array<number>(7).fill(0);
  for (let sent = 1; sent <= 500; sent++) {
    const target = chooser.pick(0, 42, undefined);
    counts[target]++;
    unanswered(candidates, counts);
    expect(Math.max(...counts)).toBeLessThanOrEqual(Math.ceil((1.25 * sent) / 7));
  }
});

test('peak EWMA rises with a slow answer at once, falls with the decay, and counts what is unanswered', () => {
  const { chooser, candidates } = standing('peak-ewma', [{ replicas: 2 }], { decay: 10 });
  const { policy } = chooser;
  policy.answered?.(0, 0, 0, 0.1);
  policy.answered?.(1, 0, 0, 0.3);
  expect(new Set(picks(chooser, 50))).toEqual(new Set([0]));
  unanswered(candidates, [3, 0]); // 0.1 × 4 against 0.3 × 1
  expect(new Set(picks(chooser, 50))).toEqual(new Set([1]));
  unanswered(candidates, [0, 0]);
  policy.answered?.(0, 0, 0, 2); // a peak
  expect(new Set(picks(chooser, 50))).toEqual(new Set([1]));
  // After 10 s of fast answers it is forgotten but for e^-1, after 100 s altogether.
  for (let second = 1; second <= 100; second++) policy.answered?.(0, second, 0, 0.01);
  policy.answered?.(1, 100, 0, 0.3);
  expect(new Set(picks(chooser, 50, 100))).toEqual(new Set([0]));
});

test('a target that has never answered is not asked a second time before it has', () => {
  const { chooser, candidates } = standing('peak-ewma', [{ replicas: 2 }]);
  chooser.policy.answered?.(0, 0, 0, 100);
  unanswered(candidates, [5, 0]);
  expect(new Set(picks(chooser, 50))).toEqual(new Set([1]));
  unanswered(candidates, [5, 1]);
  expect(new Set(picks(chooser, 50))).toEqual(new Set([0]));
});

test('stale knowledge: what was sent or answered less than so long ago is not known', () => {
  const { chooser, candidates } = standing('least-connections', [{ replicas: 2 }], { staleness: 5 });
  const { link } = candidates[0];
  const send = (now: number, position: number, delta: number) => {
    link.sim.now = now;
    link.watcher?.changed(link, position, delta, -1, Outcome.ok);
  };
  for (let n = 0; n < 100; n++) send(1, 0, 1);
  send(2, 1, 1);
  send(3, 0, -100);
  const chosen = (now: number) => [...new Set(picks(chooser, 50, now))].sort();
  expect(chosen(5.9)).toEqual([0, 1]);
  expect(chosen(6)).toEqual([1]);
  expect(chosen(7.9)).toEqual([1]);
  expect(chosen(8)).toEqual([0]);
});

test('stale knowledge makes a herd: least connections is then worse than choosing blindly', () => {
  const mean = (policy: string, more: object = {}) =>
    run({
      components: [
        client,
        { ...balancer('lb', policy), ...more },
        { ...servers('s', 1, exponential(0.01)), replicas: 10 },
      ],
      connections: [
        { from: 'users', to: 'lb' },
        { from: 'lb', to: 's' },
      ],
      workload: poisson(700),
      run: { duration: 60, warmup: 5 },
    }).requests['*'].latency.mean;
  const [blind, fresh, stale] = [
    mean('random'),
    mean('least-connections'),
    mean('least-connections', { staleness: '200 ms' }),
  ];
  expect(fresh).toBeLessThan(blind / 2);
  expect(stale).toBeGreaterThan(blind * 2);
});

describe('a shared queue', () => {
  const pool = (more: object = {}, extra: object = {}) => ({
    components: [client, balancer('lb', 'shared-queue'), { ...servers('s', 1, exponential(0.01)), replicas: 4 }],
    connections: [
      { from: 'users', to: 'lb' },
      { from: 'lb', to: 's' },
    ],
    workload: poisson(320),
    run: { duration: 1000, warmup: 20 },
    ...more,
    ...extra,
  });

  test('before four replicas is M/M/4: nobody waits while one is idle', () => {
    const result = run(pool());
    const truth = mmc(320, 0.01, 4);
    // 4 standard errors of the mean wait of M/M/4 at 80 % over 320,000 requests: its autocorrelation time is some 250.
    expect(Math.abs(result.components['lb'].wait.mean / truth.meanWait - 1)).toBeLessThan(0.08);
    expect(Math.abs(result.components['lb'].wait.probability - truth.waitProbability)).toBeLessThan(0.01);
    expect(result.components['s'].wait.mean).toBe(0);
    expect(Math.abs(result.requests['*'].latency.mean / truth.meanResponse - 1)).toBeLessThan(0.04);
  });

  test('is first in, first out, and the balancer has it in its books', () => {
    const result = run(
      pool({
        components: [client, balancer('lb', 'shared-queue'), servers('s', 1, '1 s')],
        workload: moments({ a: 1, b: 1.1, c: 1.2, d: 1.3 }),
        run: cold(10),
      }),
    );
    expect(milliseconds(result)).toEqual({ a: 1000, b: 1900, c: 2800, d: 3700 });
    expect(result.components['lb'].queue.max).toBe(3);
  });

  test('gives no target more than it has servers, whatever holds calls back between the two', () => {
    const held = (policy: object) =>
      run(
        pool({
          components: [client, balancer('lb', 'shared-queue'), { ...servers('s', 1, '1 s'), replicas: 2 }],
          connections: [
            { from: 'users', to: 'lb' },
            { from: 'lb', to: 's', ...policy },
          ],
          workload: requests({ constant: { rate: 1 }, batch: 6 }, {}, { shape: { steps: [[1.5, 0]] } }),
          run: cold(10),
        }),
      );
    const plain = held({}).components;
    expect([plain['s'].inSystem.max, plain['lb'].queue.max]).toEqual([2, 4]);
    const policies = [
      { timeout: '5 s' },
      { timeout: '5 s', retry: { attempts: 2 } },
      { deadline: '5 s' },
      { bulkhead: { maxConcurrentCalls: 10 } },
      { cancellation: true },
      { hedge: { after: '3 s' } },
    ];
    for (const policy of policies) {
      const { components, requests: asked } = held(policy);
      expect([policy, components['s'].inSystem.max, components['lb'].queue.max]).toEqual([policy, 2, 4]);
      expect(asked['*'].latency.max).toBeCloseTo(3, 9);
    }
    // Two tokens at once, then one a second: who waits for a token has its target's place already.
    const limited = held({ rateLimit: { rate: 1, burst: 2, excess: 'delay' } });
    expect(limited.components['s'].inSystem.max).toBe(2);
    expect(limited.connections['lb->s'].rateLimit?.wait).toBeLessThanOrEqual(1);
    // What is refused on the way gives the place back.
    const refused = held({ rateLimit: { rate: 0.1, burst: 1 } });
    expect(refused.requests['*'].counts.failed).toEqual({ 'rate-limited': 5 });
  });

  test('moves on when a target dies, and waits for one that returns', () => {
    const faults = [{ at: 1.5, for: 2, crash: { component: 's' } }];
    const result = run(
      pool({
        components: [
          client,
          { ...balancer('lb', 'shared-queue'), healthCheckInterval: '100 ms', healthyAfter: 1 },
          servers('s', 1, '1 s'),
        ],
        workload: moments({ a: 1, b: 1.1, c: 5 }),
        faults,
        run: cold(10),
      }),
    );
    expect(endings(result)).toEqual({ a: 'crashed', b: 'refused', c: 'ok' });
  });
});

test('a shared queue, least work and peak EWMA spread a mix of long and short requests better than turns do', () => {
  const p99 = (policy: string) =>
    run({
      components: [
        client,
        balancer('lb', policy),
        { ...servers('s', 1, { quick: '1 ms', slow: '40 ms' } as never), replicas: 6 },
      ],
      connections: [
        { from: 'users', to: 'lb' },
        { from: 'lb', to: 's' },
      ],
      workload: {
        streams: [
          {
            client: 'users',
            arrivals: { poisson: { rate: 800 } },
            requests: { quick: { share: 0.9 }, slow: { share: 0.1 } },
          },
        ],
      },
      run: { duration: 60, warmup: 5 },
    }).requests['quick'].latency.p99;
  const turns = p99('round-robin');
  for (const policy of ['shared-queue', 'least-work', 'peak-ewma'])
    expect([policy, p99(policy) < 0.75 * turns]).toEqual([policy, true]);
});

describe('long-lived connections', () => {
  const faults = [{ at: 100, for: 20, crash: { component: 's', replicas: 1 } }];
  const pinned = (more: object) => ({
    components: [
      client,
      { ...balancer('lb', 'round-robin'), layer: 'l4', connections: 100, healthCheckInterval: '1 s', ...more },
      { ...servers('s', 8, '1 ms'), replicas: 2 },
    ],
    connections: [
      { from: 'users', to: 'lb' },
      { from: 'lb', to: 's' },
    ],
    workload: poisson(100),
    faults,
    run: cold(400),
  });
  /** By instance: its share of the requests from 200 s on. */
  const shares = (more: object) => {
    const model = modelOf(pinned(more));
    const of = new Run(model, 1, 0);
    const counts = [0, 0];
    of.sim.advance(200, 1e9);
    of.sites.flat().forEach((site) => {
      if (site.component.spec.id !== 's') return;
      const arrive = site.arrive.bind(site);
      site.arrive = (visit) => {
        counts[site.instance]++;
        arrive(visit);
      };
    });
    of.sim.advance(400, 1e9);
    return counts.map((n) => n / (counts[0] + counts[1]));
  };

  test('leave a target that has come back idle: balanced are connections, not requests', () => {
    expect(shares({})).toEqual([0, 1]);
  });

  test('that are made anew for their age find it again', () => {
    const [back] = shares({ maxAge: '20 s' });
    expect(Math.abs(back - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 1000));
  });

  test('over which no more than one request goes spread at once', () => {
    const [back] = shares({ layer: 'l7', connections: undefined });
    expect(back).toBeCloseTo(0.5, 1);
  });

  test('pay for those that are made and not for requests', () => {
    const line = (more: object) =>
      estimate(modelOf(pinned(more))).cost.lines.find(
        ({ component, driver }) => component === 'lb' && driver === 'requests',
      );
    expect(line({})).toBeUndefined();
    // 5 connections a second, 800 for $0.006 an hour.
    expect(line({ maxAge: '20 s' })?.monthly).toBeCloseTo((5 / 800) * 0.006 * 730, 9);
  });
});

test('slow start: a target that comes back gets a quarter of the requests while its share grows to a half', () => {
  const sketch = (more: object) => ({
    components: [
      client,
      { ...balancer('lb', 'round-robin'), healthCheckInterval: '1 s', healthyAfter: 1, ...more },
      { ...servers('s', 8, '1 ms'), replicas: 2 },
    ],
    connections: [
      { from: 'users', to: 'lb' },
      { from: 'lb', to: 's' },
    ],
    workload: poisson(200),
    faults: [{ at: 5, for: 4, crash: { component: 's', replicas: 1 } }],
    run: cold(110),
  });
  const share = (more: object) => {
    const of = new Run(modelOf(sketch(more)), 1, 0);
    let counts = [0, 0];
    for (const site of of.sites.flat()) {
      if (site.component.spec.id !== 's') continue;
      const arrive = site.arrive.bind(site);
      site.arrive = (visit) => {
        counts[site.instance]++;
        arrive(visit);
      };
    }
    of.sim.advance(10, 1e9);
    counts = [0, 0];
    // It is back at 9 s, and seen to be at 10 s.
    of.sim.advance(110, 1e9);
    return counts[0] / (counts[0] + counts[1]);
  };
  expect(share({})).toBeCloseTo(0.5, 2);
  expect(Math.abs(share({ slowStart: '100 s' }) - 0.25)).toBeLessThan(4 * Math.sqrt(0.1875 / 20_000));
});
