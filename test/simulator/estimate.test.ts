import { expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { mmc } from '../../simulator/theory/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import {
  balancer,
  chain,
  client,
  closed,
  delay,
  exponential,
  poisson,
  relay,
  requests,
  servers,
} from './building-blocks.ts';

/** The closed-form twin and the run, on the same model. */
function both(sketch: Sketch) {
  const model = modelOf(sketch);
  return { twin: estimate(model), result: simulate(model) };
}

/** Relative distance. */
const apart = (a: number | null, b: number) => Math.abs((a ?? Number.NaN) / b - 1);

test.each([1, 2, 5, 20])('M/M/%i: the estimate is Erlang’s formula, and the run agrees', (count) => {
  const rate = 0.8 * count * 100;
  const { twin, result } = both({
    components: [client, servers('station', count, exponential(0.01))],
    connections: chain('users', 'station'),
    workload: poisson(rate),
    run: { duration: 100_000 / rate, warmup: 10_000 / rate },
  });
  const truth = mmc(rate, 0.01, count);
  expect(apart(twin.components['station'].wait, truth.meanWait)).toBeLessThan(1e-12);
  expect(apart(twin.requests['*'].mean, truth.meanResponse)).toBeLessThan(1e-12);
  expect(twin.components['station'].utilization).toBeCloseTo(0.8, 12);
  // 4 standard errors of the mean wait of M/M/1 at 80 % over 90,000 requests are 16 %; more servers are quicker to settle.
  expect(apart(result.components['station'].wait.mean, truth.meanWait)).toBeLessThan(0.16);
  expect(apart(result.components['station'].utilization, 0.8)).toBeLessThan(0.02);
});

test('a chain of stations: the means add up as Jackson says', () => {
  const { twin, result } = both({
    components: [
      client,
      servers('a', 1, exponential(0.01)),
      servers('b', 2, exponential(0.02)),
      servers('c', 1, exponential(0.008)),
    ],
    connections: [...chain('users', 'a', 'b'), { from: 'a', to: 'c', probability: 0.5, order: 50 }],
    workload: poisson(60),
    run: { duration: 1500, warmup: 50 },
  });
  const [a, b, c] = [mmc(60, 0.01, 1), mmc(60, 0.02, 2), mmc(30, 0.008, 1)];
  const mean = a.meanResponse + b.meanResponse + c.meanResponse / 2;
  expect(apart(twin.requests['*'].mean, mean)).toBeLessThan(1e-12);
  expect(apart(result.requests['*'].latency.mean, mean)).toBeLessThan(0.05);
  expect(twin.bottleneck).toEqual({ component: 'a', resource: 'cores', utilization: expect.closeTo(0.6, 12) });
  expect(twin.capacity).toBeCloseTo(100, 9);
});

test('a thread held through a call is busy for both: exact with one thread, within a tenth with several', () => {
  const design = (threads: number, rate: number) => ({
    components: [
      client,
      { id: 'api', type: 'service', threads, queue: 'unbounded', work: exponential(0.005) },
      delay('backend', exponential(0.01)),
    ],
    connections: chain('users', 'api', 'backend'),
    workload: poisson(rate),
    run: { duration: 200_000 / rate, warmup: 10_000 / rate },
  });
  const one = both(design(1, 40));
  expect(one.twin.requests['*'].mean).toBeCloseTo(0.0325, 12); // M/G/1 with the sum
  expect(apart(one.result.requests['*'].latency.mean, 0.0325)).toBeLessThan(0.05);
  const ten = both(design(10, 500));
  expect(ten.twin.components['api'].utilization).toBeCloseTo(0.75, 12);
  expect(apart(ten.result.components['api'].utilization, 0.75)).toBeLessThan(0.02);
  expect(apart(ten.twin.requests['*'].mean, ten.result.requests['*'].latency.mean)).toBeLessThan(0.1);
});

test('a cache sends on what Che says that it misses', () => {
  const { twin, result } = both({
    components: [
      client,
      relay('api'),
      { id: 'cache', type: 'cache', capacity: '500 entries', work: '0.1 ms', threads: 8, start: 'warm' },
      { id: 'db', type: 'sql-database', cores: 4, pool: 1000, work: exponential(0.004) },
    ],
    connections: [...chain('users', 'api', 'cache'), ...chain('api', 'db')],
    workload: poisson(1000, { keys: { count: 10_000, zipf: 0.9 } }),
    run: { duration: 220, warmup: 20 },
  });
  expect(twin.components['cache'].hitRatio).toBeCloseTo(0.455382, 3);
  expect(Math.abs(result.components['cache'].hitRatio! - 0.455382)).toBeLessThan(0.007);
  expect(apart(twin.components['db'].arrivalRate, result.components['db'].arrivalRate)).toBeLessThan(0.02);
  expect(apart(twin.components['db'].utilization, result.components['db'].utilization)).toBeLessThan(0.03);
  expect(apart(twin.requests['*'].mean, result.requests['*'].latency.mean)).toBeLessThan(0.05);
});

test('networks, repetitions and probabilities add up to the same mean as in a run', () => {
  const { twin, result } = both({
    components: [client, relay('api'), delay('a', '3 ms'), delay('b', '7 ms')],
    connections: [
      { from: 'users', to: 'api', network: { rtt: '20 ms', jitter: '4 ms', loss: 0.01, bandwidth: '10 MB/s' } },
      { from: 'api', to: 'a', calls: 5 },
      { from: 'api', to: 'b', probability: 0.25, order: 50 },
    ],
    workload: poisson(100, { payload: '1 KB', response: '9 KB' }),
    run: { duration: 1000 },
  });
  // Each way half of 20 ms, 2 ms of jitter, a loss of 200 ms in a hundred (doubling), and the bytes.
  const mean = 0.02 + 0.004 + (2 * 0.2 * 0.01) / (1 - 0.02) + 0.001 + 5 * 0.003 + 0.25 * 0.007;
  expect(apart(twin.requests['*'].mean, mean)).toBeLessThan(1e-9);
  expect(apart(result.requests['*'].latency.mean, mean)).toBeLessThan(0.02);
});

test('what is asked for more than it can do has no mean, and says so', () => {
  const saturated = estimate(
    modelOf({
      components: [client, servers('station', 2, exponential(0.01))],
      connections: chain('users', 'station'),
      workload: poisson(201),
    }),
  );
  expect(saturated.stable).toBe(false);
  expect([saturated.requests['*'].mean, saturated.components['station'].wait]).toEqual([null, null]);
  expect(saturated.components['station'].utilization).toBeCloseTo(1.005, 12);
  expect(saturated.capacity).toBeCloseTo(200, 9);
  expect(saturated.caveats[0]).toContain('Saturated: station');
});

test('a run below the estimated capacity keeps up, and one above it does not', () => {
  const design = (rate: number) => ({
    components: [
      client,
      balancer('lb', 'random'),
      { id: 'api', type: 'service', replicas: 3, threads: 4, queue: 'unbounded', work: exponential(0.004) },
      { id: 'db', type: 'sql-database', cores: 2, pool: 100, work: exponential(0.003) },
    ],
    connections: [...chain('users', 'lb', 'api'), { from: 'api', to: 'db', calls: 2 }],
    workload: poisson(rate),
    run: { duration: 200, warmup: 50 },
  });
  const { capacity } = estimate(modelOf(design(10)));
  expect(capacity).toBeCloseTo(2 / (2 * 0.003), 6);
  const goodput = (rate: number) => simulate(modelOf(design(rate))).components['db'].throughput / 2;
  expect(apart(goodput(0.9 * capacity!), 0.9 * capacity!)).toBeLessThan(0.02);
  expect(apart(goodput(1.3 * capacity!), capacity!)).toBeLessThan(0.05);
});

test('behind a shared queue all instances are one station, and at random each is one by itself', () => {
  const design = (policy: string) => ({
    components: [client, balancer('lb', policy), { ...servers('s', 1, exponential(0.01)), replicas: 4 }],
    connections: chain('users', 'lb', 's'),
    workload: poisson(320),
  });
  const mean = (policy: string) => estimate(modelOf(design(policy))).requests['*'].mean;
  expect(apart(mean('shared-queue'), mmc(320, 0.01, 4).meanResponse)).toBeLessThan(1e-12);
  expect(apart(mean('random'), mmc(80, 0.01, 1).meanResponse)).toBeLessThan(1e-12);
  expect(estimate(modelOf(design('random'))).caveats).toEqual([]);
});

const plain: Sketch = {
  components: [client, servers('api', 1, exponential(0.001))],
  connections: chain('users', 'api'),
  workload: poisson(100),
};
const caveats = (sketch: Sketch) => estimate(modelOf(sketch)).caveats;

test('where the formulas are exact there is no caveat', () => {
  expect(caveats(plain)).toEqual([]);
});

const told = (more: object) => ({ ...servers('api', 1, exponential(0.001)), ...more });

test('under priorities each kind has the mean response of Cobham’s formula', () => {
  const sketch: Sketch = {
    components: [client, { ...servers('api', 4, exponential(0.1)), discipline: 'priority' }],
    connections: chain('users', 'api'),
    workload: {
      streams: [12, 20].map((rate, i) => ({
        client: 'users',
        arrivals: { poisson: { rate } },
        requests: { [`class${i}`]: { priority: i } },
      })),
    },
  };
  const { components, requests: of, caveats: said } = estimate(modelOf(sketch));
  expect(of['class0'].mean).toBeCloseTo(0.1 + 21.30116e-3, 7);
  expect(of['class1'].mean).toBeCloseTo(0.1 + 106.5058e-3, 6);
  expect(components['api'].wait).toBeCloseTo((12 * 21.30116e-3 + 20 * 106.5058e-3) / 32, 6);
  expect(said).toEqual([]);
});

test('under processor sharing only the mean of the work matters', () => {
  const hyperexponential = [
    { weight: 0.9, mean: 1 / 18 },
    { weight: 0.1, mean: 11 / 18 },
  ];
  const station = { ...servers('api', 1, { hyperexponential }), discipline: 'processor-sharing' };
  const { requests: of } = estimate(
    modelOf({ components: [client, station], connections: chain('users', 'api'), workload: poisson(4) }),
  );
  expect(of['*'].mean).toBeCloseTo(0.2, 12);
});

test.each<{ about: string; sketch: Sketch }>([
  { about: 'Left out: timeout', sketch: { ...plain, connections: [{ from: 'users', to: 'api', timeout: '1 s' }] } },
  { about: 'Left out: retry', sketch: { ...plain, connections: [{ from: 'users', to: 'api', retry: {} }] } },
  {
    about: 'Left out: circuit breaker',
    sketch: { ...plain, connections: [{ from: 'users', to: 'api', circuitBreaker: {} }] },
  },
  {
    about: 'outages of zones',
    sketch: {
      ...plain,
      components: [client, { ...servers('api', 1, '1 ms'), zone: 'one' }],
      faults: [{ lifetimes: { zone: 'one' } }],
    },
  },
  {
    about: 'api: taken with as many replicas',
    sketch: { ...plain, components: [client, { ...servers('api', 1, exponential(0.001)), autoscale: { max: 1 } }] },
  },
  { about: 'Faults', sketch: { ...plain, faults: [{ at: 1, slow: { component: 'api' } }] } },
  {
    about: 'changes of the rate',
    sketch: { ...plain, workload: requests({ poisson: { rate: 100 } }, {}, { shape: { diurnal: {} } }) },
  },
  { about: 'Closed streams', sketch: { ...plain, workload: closed(10, '1 s') } },
  {
    about: 'Each instance of api',
    sketch: { ...plain, components: [client, { ...servers('api', 1, exponential(0.001)), replicas: 2 }] },
  },
  {
    about: 'Connection pools',
    sketch: {
      ...plain,
      components: [...plain.components, { id: 'db', type: 'sql-database' }],
      connections: chain('users', 'api', 'db'),
    },
  },
  { about: 'leave the queue', sketch: { ...plain, components: [client, told({ queueTimeout: '1 s' })] } },
  { about: 'to be shed', sketch: { ...plain, components: [client, told({ codel: {} })] } },
  { about: 'to be shed', sketch: { ...plain, components: [client, told({ concurrencyLimit: {} })] } },
  { about: 'Contention', sketch: { ...plain, components: [client, told({ usl: {} })] } },
  { about: 'shortest first', sketch: { ...plain, components: [client, told({ discipline: 'shortest-job' })] } },
  { about: 'interruptions', sketch: { ...plain, components: [client, told({ discipline: 'priority-preemptive' })] } },
  {
    about: 'no variance',
    sketch: { ...plain, components: [client, servers('api', 1, { pareto: { min: '1 ms', shape: 1.5 } })] },
  },
  {
    about: 'calls at the same time',
    sketch: {
      ...plain,
      components: [...plain.components, delay('a', '1 ms'), delay('b', '1 ms')],
      connections: [...chain('users', 'api', 'a'), ...chain('api', 'b')],
    },
  },
  {
    about: 'The queue of api is full now and then',
    sketch: { ...plain, components: [client, { ...servers('api', 1, exponential(0.006)), queue: 5 }] },
  },
  {
    about: 'a thread of api is held',
    sketch: {
      ...plain,
      components: [
        client,
        { id: 'api', type: 'service', threads: 2, queue: 'unbounded', work: '1 ms' },
        delay('origin', '10 ms'),
      ],
      connections: chain('users', 'api', 'origin'),
    },
  },
  {
    about: 'cache: a request that asks again',
    sketch: {
      ...plain,
      components: [...plain.components, { id: 'cache', type: 'cache' }, delay('origin', '10 ms')],
      connections: [...chain('users', 'api'), { from: 'api', to: 'cache', calls: 2 }, { from: 'cache', to: 'origin' }],
    },
  },
  {
    about: 'cache: shared fetches',
    sketch: {
      ...plain,
      components: [...plain.components, { id: 'cache', type: 'cache', coalesce: true }, delay('origin', '10 ms')],
      connections: chain('users', 'api', 'cache', 'origin'),
    },
  },
  {
    about: 'cache: what came first stays',
    sketch: {
      ...plain,
      components: [...plain.components, { id: 'cache', type: 'cache', eviction: 'none' }, delay('origin', '10 ms')],
      connections: chain('users', 'api', 'cache', 'origin'),
    },
  },
  {
    about: 'Availability of api is the share of time in which enough instances are up',
    sketch: {
      ...plain,
      components: [client, { ...servers('api', 1, exponential(0.01)), replicas: 2 }],
      faults: [{ lifetimes: { component: 'api' } }],
    },
  },
  {
    about: 'A write to db is taken to wait for its own lag alone',
    sketch: {
      ...plain,
      components: [
        ...plain.components,
        {
          ...{ id: 'db', type: 'sql-database', readReplicas: 2 },
          ...{ replication: 'semi-sync', replicationLag: exponential(0.02) },
        },
      ],
      connections: chain('users', 'api', 'db'),
    },
  },
  {
    about: 'Who waits at lb is counted at its targets',
    sketch: {
      ...plain,
      components: [...plain.components, balancer('lb', 'shared-queue')],
      connections: chain('users', 'lb', 'api'),
    },
  },
])('a caveat about “$about” appears where it should', ({ about, sketch }) => {
  expect(caveats(sketch).filter((caveat) => caveat.includes(about))).toHaveLength(1);
});

test('availability is that of the lifetimes that are written, with as many instances as are needed', () => {
  const nodes = { ...servers('api', 1, '1 ms'), replicas: 3, needs: 2 };
  const lifetimes = { component: 'api', mtbf: '9 h', mttr: '1 h' };
  const { requests: of, caveats: said } = estimate(
    modelOf({ ...plain, components: [client, nodes], faults: [{ lifetimes }] }),
  );
  expect(of['*'].availability).toBeCloseTo(0.972, 12);
  expect(said.join(' ')).not.toContain('Faults');
});

test.each([
  ['an external API', { id: 'api', type: 'external-api', rateLimit: { rate: 100, burst: 1 } }, 90, 110],
  ['a managed gateway, which has a quota', { id: 'api', type: 'api-gateway', hosting: 'managed' }, 9000, 11_000],
])(
  'what a rate limit refuses at %s is a caveat where the limit binds, and none where it does not',
  (_, api, below, above) => {
    const says = (rate: number) =>
      caveats({ components: [client, api], connections: chain('users', 'api'), workload: poisson(rate) }).filter(
        (caveat) => caveat.includes('rate limit'),
      );
    expect(says(below)).toEqual([]);
    expect(says(above)).toHaveLength(1);
  },
);

test('a queue that has no room for a message refuses all, and the estimate says that it leaves that out', () => {
  const sketch = {
    components: [
      client,
      relay('api'),
      { id: 'queue', type: 'message-queue', queue: 0 },
      { id: 'worker', type: 'worker' },
    ],
    connections: chain('users', 'api', 'queue', 'worker'),
    workload: poisson(40, { kind: 'write' }),
    run: { duration: 20 },
  };
  const { twin, result } = both(sketch);
  expect(result.requests['*'].counts.succeeded).toBe(0);
  expect(twin.caveats.join()).toContain('The queue of queue is full now and then');
});

test('a log is read a record at a time in each partition: four of them and 20 ms carry 200/s, whatever places its readers have', () => {
  const sketch = (rate: number): Sketch => ({
    components: [
      client,
      { id: 'log', type: 'event-log', partitions: 4 },
      { id: 'reader', type: 'worker', replicas: 4, threads: 50, cores: 50, work: '20 ms' },
    ],
    connections: chain('users', 'log', 'reader'),
    workload: poisson(rate, { kind: 'write', keys: { count: 100_000, zipf: 0 } }),
    run: { duration: 60, warmup: 10 },
  });
  const { twin, result } = both(sketch(100));
  expect(twin.capacity).toBeCloseTo(200, 6);
  expect(twin.bottleneck).toEqual({ component: 'log', resource: 'partitions', utilization: expect.closeTo(0.5, 9) });
  expect(twin.components['log'].wait).toBeCloseTo(0.01, 9); // M/D/1 in each: ρS / 2(1 − ρ)
  expect(result.components['log'].lag?.backlog).toBeLessThan(20);
  // Behind readers that are saturated it is their work that counts: 100/s × 20 ms on one core.
  const [users, log, reader] = sketch(100).components;
  const { components } = both({ ...sketch(100), components: [users, log, { ...reader, replicas: 1, cores: 1 }] }).twin;
  expect([components['log'].resources['partitions'].offeredLoad, components['reader'].utilization]).toEqual([2, 2]);
  const over = both(sketch(240));
  expect([over.twin.stable, over.twin.components['log'].wait]).toEqual([false, null]);
  const [finding] = over.result.findings.filter(({ code }) => code === 'backlog');
  // 40/s too many for a minute; and what the run says of the limit is what the estimate says.
  expect(over.result.components['log'].lag?.backlog).toBeGreaterThan(1500);
  expect(finding.says).toMatch(
    /Its 4 partitions are read one record after the other, each of which takes reader 20 ms: 200 a second/,
  );
});
