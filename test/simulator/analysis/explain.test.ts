import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { conduct, explain } from '../../../simulator/index.ts';
import { readDesign } from '../../../src/index.ts';
import { type Sketch, topologyOf } from '../../support/topology.ts';
import { chain, client, delay, exponential, poisson, relay, servers } from '../building-blocks.ts';

const explained = (sketch: Sketch) => {
  const report = conduct(explain(topologyOf(sketch)));
  if (report === undefined) throw new Error('the sketch does not run');
  return report;
};

const run = { duration: 60, warmup: 5 };

test('a saturated server is confirmed: with two of them all is served, and M/M/2 says how late', () => {
  const { findings, before } = explained({
    components: [client, { ...servers('api', 1, exponential(0.01)), queue: 50 }],
    connections: chain('users', 'api'),
    workload: poisson(150),
    run: { ...run, duration: 100 },
  });
  const found = findings.find(({ code }) => code === 'saturated');
  expect(found).toMatchObject({ component: 'api', verdict: 'confirmed' });
  const [trial] = found?.trials ?? [];
  expect(trial?.change).toEqual({
    says: 'api: cores 1 → 2',
    edits: [{ component: 'api', field: 'cores', value: 2 }],
  });
  // M/M/1/51 at 1.5 erlangs serves all that one server can, 100/s; M/M/2 nearly all of the 150/s.
  expect(Math.abs(before.goodput - 100)).toBeLessThan(4 * Math.sqrt(100 / 475));
  const { difference, ci95 } = trial!.goodput;
  // Four standard errors of five pairs; the interval is t(4) = 2.776 of them.
  expect(Math.abs(difference - 50)).toBeLessThan(((4 / 2.776) * (ci95![1] - ci95![0])) / 2);
  // After it the same server, with two cores, is busy 75 % of the time.
  expect(trial?.next?.utilization).toBeCloseTo(0.75, 1);
  expect(found?.trials).toHaveLength(1);
});

test('threads that wait for a slow callee are not the limit: twice as many only wait longer, a callee twice as fast serves all', () => {
  const { findings } = explained({
    components: [
      client,
      { id: 'api', type: 'service', threads: 20, queue: 20, work: '1 ms' },
      servers('db', 1, exponential(0.01)),
    ],
    connections: chain('users', 'api', 'db'),
    workload: poisson(150),
    run,
  });
  const held = findings.find(({ code }) => code === 'threads-held');
  expect(held?.verdict).toBe('confirmed');
  expect(held?.trials.map(({ change, verdict }) => [change.says, verdict])).toEqual([
    ['db: 2× as fast', 'helps'],
    ['api: threads 20 → 40', 'worse'],
  ]);
  const [faster, more] = held!.trials;
  expect(Math.abs(more!.goodput.difference)).toBeLessThan(1);
  // Closed behind 100/s, 40 in place of 20 wait twice as long: 0.4 in place of 0.2 s, and the 20 of the queue before.
  expect(more!.p99!.b / more!.p99!.a).toBeGreaterThan(1.3);
  // One server of 200/s in place of 100/s: all 150/s are served.
  // Four standard errors of a Poisson count in five times 55 s.
  expect(Math.abs(faster!.goodput.b - 150)).toBeLessThan(4 * Math.sqrt(150 / 275));
});

test('a breaker that opens because a callee is down protects: taken away, less is answered', () => {
  const { findings } = explained({
    components: [
      client,
      { id: 'api', type: 'service', threads: 50, queue: 0, work: '1 ms' },
      servers('slow', 4, '20 ms'),
      servers('quick', 4, '1 ms'),
    ],
    connections: [
      ...chain('users', 'api'),
      {
        from: 'api',
        to: 'slow',
        probability: 0.5,
        timeout: '1 s',
        optional: true,
        circuitBreaker: { slidingWindowSize: 20, minimumNumberOfCalls: 10, waitDurationInOpenState: '5 s' },
      },
      { from: 'api', to: 'quick' },
    ],
    workload: poisson(200),
    faults: [{ at: 20, for: 30, crash: { component: 'slow', calls: 'hang' } }],
    run: { duration: 60, warmup: 5 },
  });
  const found = findings.find(({ code }) => code === 'breaker-opened');
  expect(found?.verdict).toBe('protects');
  const without = found?.trials.find(({ change }) => change.says.endsWith('without the circuit breaker'));
  expect(without?.goodput.verdict).toBe('less');
});

test('a change that two findings ask for is run once, and the same design explains the same', () => {
  const sketch: Sketch = {
    components: [client, { ...servers('api', 1, exponential(0.01)), queue: 5 }],
    connections: chain('users', 'api'),
    workload: poisson(150),
    run: { duration: 20, warmup: 2 },
  };
  const [first, second] = [explained(sketch), explained(sketch)];
  const edits = first.findings.flatMap(({ trials }) => trials.map(({ change }) => JSON.stringify(change.edits)));
  // Both the full queue and the busy server suspect the cores.
  expect(edits.length).toBeGreaterThan(new Set(edits).size);
  expect(first.run.experiments).toBe(new Set(edits).size + 1);
  expect(second).toEqual(first);
});

test('canceled after its first experiment, a study shows its suspicions unchecked', () => {
  const study = explain(
    topologyOf({
      components: [client, { ...servers('api', 1, exponential(0.01)), queue: 5 }],
      connections: chain('users', 'api'),
      workload: poisson(150),
      run: { duration: 20, warmup: 2 },
    }),
  );
  let asked = 0;
  const report = conduct(study, () => {
    asked += 1;
    if (asked === 2) return 'cancel';
    return 'run';
  });
  expect(report?.partial).toMatch(/canceled/);
  expect(report?.findings.length).toBeGreaterThan(0);
  expect(report?.findings.every(({ verdict }) => verdict === 'unchecked')).toBe(true);
});

test('charges made again by retries are a finding of their own, and keys on the connection cure it: 0 of them are left', () => {
  const path = fileURLToPath(new URL('../../../docs/examples/payments.design.json', import.meta.url));
  const { topology } = readDesign(readFileSync(path, 'utf8'));
  const short = { ...topology!, run: { ...topology!.run, duration: 100, warmup: 10, replications: 1 } };
  const report = conduct(explain(short, { replications: 2 }));
  const found = report?.findings.find(({ code }) => code === 'wrong-effects');
  expect(found).toMatchObject({ component: 'provider', verdict: 'confirmed', evidence: { effect: 'duplicates' } });
  const keys = found?.trials.find(({ change }) => change.says.endsWith('idempotency keys'));
  expect(keys?.figure).toMatchObject({ name: 'duplicates', b: 0, verdict: 'less' });
  expect(keys?.figure?.a).toBe(found?.evidence['share']);
}, 30_000);

test('a pool that is empty because its database is slow is no cause: a larger one moves the line, the database as it is', () => {
  const { findings } = explained({
    components: [
      client,
      { id: 'api', type: 'service', model: 'event-loop', cores: 4, queue: 200, work: '1 ms' },
      { id: 'db', type: 'sql-database', cores: 1, pool: 10, commit: 0, work: exponential(0.01) },
    ],
    connections: [{ from: 'users', to: 'api', timeout: 1 }, ...chain('api', 'db')],
    workload: poisson(120),
    run: { duration: 40, warmup: 5 },
  });
  const pool = findings.find(({ code }) => code === 'pool-exhausted');
  expect(pool).toMatchObject({ connection: 'api->db', verdict: 'elsewhere' });
  expect(pool?.trials.map(({ change }) => change.edits)).toEqual([[{ component: 'db', field: 'pool', value: 20 }]]);
  const busy = findings.find(({ code, component }) => code === 'saturated' && component === 'db');
  expect(busy?.verdict).toBe('confirmed');
  // Of 100/s all of 120/s are served.
  expect(Math.abs(busy!.trials[0]!.goodput.b - 120)).toBeLessThan(4 * Math.sqrt(120 / 175));
});

test('two causes that need both cures are found by trying them together: 100/s in a row of 100/s become 150/s', () => {
  const report = conduct(
    explain(
      topologyOf({
        components: [client, { ...servers('a', 1, '10 ms'), queue: 50 }, { ...servers('b', 1, '10 ms'), queue: 50 }],
        connections: chain('users', 'a', 'b'),
        workload: poisson(150),
        run: { duration: 20, warmup: 2 },
      }),
      { replications: 3 },
    ),
  );
  const causes = report!.findings.filter(({ verdict }) => verdict === 'together');
  expect(causes.map(({ code, component }) => `${code} ${component}`)).toEqual([
    'saturated a',
    'saturated b',
    'failures a',
  ]);
  expect(report!.findings.slice(0, 3)).toEqual(causes);
  for (const { trials } of causes) {
    const [both, ...alone] = trials;
    expect(both!.change).toEqual({
      says: 'a: cores 1 → 2, and b: cores 1 → 2',
      edits: ['a', 'b'].map((component) => ({ component, field: 'cores', value: 2 })),
    });
    expect(Math.abs(both!.goodput.b - 150)).toBeLessThan(4 * Math.sqrt(150 / 54));
    for (const trial of alone) expect(Math.abs(trial.goodput.b - 100)).toBeLessThan(1);
  }
  // No more than four changes two by two.
  const single = new Set(report!.findings.flatMap(({ trials }) => trials.map(({ change }) => change.says))).size - 1;
  expect(report!.run.experiments).toBeLessThanOrEqual(1 + single + 6);
});

test('a shard that is hot because one item is popular is cured by even keys, and not by more shards', () => {
  const report = conduct(
    explain(
      topologyOf({
        components: [
          client,
          relay('api'),
          { id: 'db', type: 'sharded-sql', shards: 4, work: '2 ms', router: 0, cores: 1 },
        ],
        connections: chain('users', 'api', 'db'),
        workload: {
          streams: [
            {
              client: 'users',
              arrivals: { poisson: { rate: 460 } },
              requests: { get: { keys: { weights: [99, ...Array.from({ length: 25 }, () => 0.04)] } } },
            },
          ],
        },
        run: { duration: 20, warmup: 2 },
      }),
      { replications: 3 },
    ),
  );
  const hot = report!.findings.find(({ code }) => code === 'hot-shard');
  expect(hot).toMatchObject({ component: 'db', verdict: 'confirmed' });
  const [even, cores, shards] = hot!.trials;
  // 99 % of 460/s are for one item: at 2 ms each its shard is busy 91 %, and spread over four 23 %.
  expect(hot!.evidence['utilization']).toBeCloseTo(0.99 * 0.92, 1);
  expect(even?.change.says).toBe('all items asked for alike');
  expect(even?.verdict).toBe('helps');
  expect(even!.p99!.b).toBeLessThan(even!.p99!.a / 3);
  expect(cores?.verdict).toBe('helps');
  expect(shards?.change.says).toBe('db: shards 4 → 8');
  expect(shards!.p99!.b).toBeGreaterThan(0.9 * shards!.p99!.a);
});

test('messages out of order are blamed on a topic that keeps none: handed out in order 0 of them are late', () => {
  const report = conduct(
    explain(
      topologyOf({
        components: [client, { id: 'topic', type: 'pub-sub' }, delay('reader', exponential(0.02))],
        connections: chain('users', 'topic', 'reader'),
        workload: {
          streams: [
            {
              client: 'users',
              arrivals: { poisson: { rate: 100 } },
              requests: { put: { kind: 'write', keys: { count: 20, zipf: 0 } } },
            },
          ],
        },
        run: { duration: 30, warmup: 2 },
      }),
      { replications: 3 },
    ),
  );
  const late = report!.findings.find(({ evidence }) => evidence['effect'] === 'outOfOrder');
  expect(late).toMatchObject({ component: 'topic', verdict: 'confirmed' });
  const [ordered] = late!.trials;
  expect(ordered?.change.edits).toEqual([{ component: 'topic', field: 'ordered', value: true }]);
  expect(ordered?.figure).toMatchObject({ name: 'outOfOrder', b: 0, verdict: 'less' });
  // Of its item the next comes after Exp(5/s), and is done first with 5/(5 + 50) · 1/2; by one after that, a tenth of it more.
  const { a } = ordered!.figure!;
  const [next, error] = [1 / 22, Math.sqrt(1 / 22 / (3 * 28 * 100))];
  expect(a).toBeGreaterThan(next - 4 * error);
  expect(a).toBeLessThan(1.1 * next + 4 * error);
});

test('where nothing is busy nothing is tried, and nothing is said to be the limit', () => {
  const { findings, run: made } = explained({
    components: [client, servers('api', 4, exponential(0.01))],
    connections: chain('users', 'api'),
    workload: poisson(40),
    run: { duration: 10, warmup: 1 },
  });
  // 0.4 erlangs on four cores.
  expect(findings).toMatchObject([{ code: 'bottleneck', verdict: 'unchecked', trials: [] }]);
  expect(findings[0]?.evidence['utilization']).toBeCloseTo(0.1, 1);
  expect(made.experiments).toBe(1);
});

test('a fault is confirmed by the same design without it, also where it is there from the start', () => {
  const sketch = (at: number): Sketch => ({
    components: [client, servers('api', 4, exponential(0.01))],
    connections: chain('users', 'api'),
    workload: poisson(100),
    faults: [{ at, for: 10, errors: { component: 'api', rate: 0.5 } }],
    run: { duration: 20, warmup: 2 },
  });
  for (const at of [0, 8]) {
    const found = explained(sketch(at)).findings.find(({ code }) => code === 'fault');
    expect(found?.verdict).toBe('confirmed');
    // Half of the answers were good while it lasted; a share of some hundreds has a standard error of 1 to 2 %.
    expect(Math.abs(Number(found?.evidence['during']) - 0.5)).toBeLessThan(0.08);
    expect(found?.trials[0]?.errorRate.b).toBe(0);
  }
});
