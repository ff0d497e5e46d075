import fc from 'fast-check';
import { policies } from '../../simulator/parts/balancing/index.ts';
import type { Sketch } from '../support/topology.ts';

/** Random designs that are legal, small, and use everything there is. */

const law = fc.oneof(
  fc.constantFrom('0 s', '1 ms', '5 ms', '20 ms'),
  fc.constantFrom(2, 8, 20).map((ms) => ({ exponential: { mean: `${ms} ms` } })),
  fc.constantFrom(
    { lognormal: { mean: '6 ms', cv: 2 } },
    { uniform: { min: '1 ms', max: '9 ms' } },
    { pareto: { min: '1 ms', shape: 1.4 } },
  ),
);
const constantLaw = fc.constantFrom('1 ms', '5 ms', '20 ms');

const network = fc.constantFrom(
  { rtt: '2 ms' },
  { rtt: { exponential: { mean: '4 ms' } }, jitter: '1 ms' },
  { rtt: '1 ms', loss: 0.02 },
  { rtt: '1 ms', bandwidth: '1 MB/s' },
);
const retry = fc.record({
  attempts: fc.integer({ min: 1, max: 4 }),
  backoff: fc.record({
    base: fc.constantFrom('0 s', '5 ms', '50 ms'),
    cap: fc.constant('200 ms'),
    jitter: fc.constantFrom('none', 'full', 'equal', 'decorrelated'),
  }),
});
const budget = fc.record({ per: fc.constantFrom('first-try', 'success'), ratio: fc.constant(0.2) });
const breaker = fc.record({
  slidingWindowSize: fc.constantFrom(5, 20),
  minimumNumberOfCalls: fc.constant(5),
  waitDurationInOpenState: fc.constantFrom('200 ms', '2 s'),
  permittedNumberOfCallsInHalfOpenState: fc.constantFrom(1, 3),
});

/** Something, in one case out of `n`. */
function sometimes<T>(n: number, of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(of, { freq: n - 1, nil: undefined }).chain((value) => fc.constant(value));
}

const hedge = fc.record({
  after: fc.constantFrom('0 s', '3 ms', '20 ms'),
  max: fc.constantFrom(1, 2),
  cancel: fc.constantFrom('never', 'queued', 'running', 'on-start'),
});
const bulkhead = fc.record({ maxConcurrentCalls: fc.constantFrom(1, 5), maxWaitDuration: fc.constantFrom(0, '30 ms') });
const rateLimit = fc.record({
  rate: fc.constantFrom(50, 150),
  burst: fc.constantFrom(1, 20),
  algorithm: fc.constantFrom('token-bucket', 'leaky-bucket', 'fixed-window', 'sliding-window'),
  excess: fc.constantFrom('reject', 'delay'),
});

/** Policies that a design without failures and impatience does not have. */
const impatience = ['timeout', 'retry', 'circuitBreaker', 'hedge', 'deadline', 'bulkhead', 'rateLimit', 'cancellation'];

/** Something, in one case out of four. */
function seldom<T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc
    .option(of, { freq: 1, nil: undefined })
    .chain((value) => fc.option(fc.constant(value), { freq: 1, nil: undefined }));
}

const policy = fc.record(
  {
    network: sometimes(3, network),
    timeout: sometimes(3, fc.constantFrom('10 ms', '50 ms', '1 s')),
    hedge: seldom(hedge),
    deadline: seldom(fc.constantFrom('15 ms', '200 ms')),
    propagateDeadline: seldom(fc.constant(true)),
    cancellation: sometimes(3, fc.constant(true)),
    bulkhead: seldom(bulkhead),
    rateLimit: seldom(rateLimit),
    adaptiveThrottle: seldom(fc.constant({ window: '2 s', k: 1.5 })),
    fallback: seldom(fc.constantFrom({}, { delay: '2 ms' })),
    retry: sometimes(
      4,
      fc.tuple(retry, sometimes(2, budget)).map(([of, b]) => (b === undefined ? of : { ...of, budget: b })),
    ),
    circuitBreaker: sometimes(5, breaker),
  },
  { requiredKeys: [] },
);
const call = fc
  .tuple(
    policy,
    fc.record({
      calls: fc.constantFrom(1, 1, 1, 3),
      fanOut: fc.constantFrom(
        undefined,
        undefined,
        { parallel: true, withReplacement: true },
        { parallel: true, withReplacement: true, need: 1 },
      ),
      probability: fc.constantFrom(1, 1, 0.4),
      order: fc.constantFrom(undefined, undefined, 1, 2),
      mode: fc.constantFrom('sync', 'sync', 'sync', 'async'),
      optional: fc.constantFrom(undefined, undefined, true),
      for: fc.constantFrom(undefined, undefined, 'read', ['look']),
    }),
  )
  .map(([policies, { fanOut, ...plan }]) => ({ policies, plan: { ...plan, ...(plan.calls > 1 ? fanOut : {}) } }));

const disciplines = [
  ...['fifo', 'lifo', 'adaptive-lifo', 'priority', 'shortest-job'],
  ...['processor-sharing', 'priority-preemptive', 'shortest-remaining'],
];
/** From here on work is divided or interrupted: where no thread is held nobody waits in a line. */
const FIRST_DIVIDING = 5;

/** What a line of these disciplines may be told. */
const queueing = fc
  .record({
    discipline: fc.constantFrom('fifo', 'fifo', 'fifo', ...disciplines),
    queueTimeout: sometimes(4, fc.constantFrom<unknown>('8 ms', { exponential: { mean: '30 ms' } })),
    shedLate: sometimes(6, fc.constant('20 ms')),
    codel: sometimes(6, fc.constant({ target: '2 ms', interval: '30 ms' })),
    displaces: fc.boolean(),
    usl: sometimes(
      6,
      fc.record({
        contention: fc.constant(0.1),
        coherency: fc.constant(0.01),
        applies: fc.constantFrom('running', 'at-start'),
      }),
    ),
    limit: sometimes(
      5,
      fc.record({
        algorithm: fc.constantFrom('fixed', 'aimd', 'gradient'),
        limit: fc.constantFrom(1, 5),
        min: fc.constant(1),
        excess: fc.constantFrom('reject', 'wait'),
      }),
    ),
  })
  .map(({ displaces, limit, ...of }) => ({
    ...of,
    concurrencyLimit: limit,
    whenFull: displaces && of.discipline.startsWith('priority') ? 'displace' : 'reject',
  }));

const service = fc
  .record({
    model: fc.constantFrom('thread-per-request', 'event-loop'),
    replicas: fc.constantFrom(1, 1, 2, 3),
    fleet: fc.constantFrom<'fixed' | 'quorum' | 'scaled'>('fixed', 'fixed', 'quorum', 'scaled'),
    threads: fc.constantFrom(undefined, 1, 4, 50),
    cores: fc.constantFrom(undefined, 1, 4),
    queue: fc.constantFrom(0, 3, 100, 'unbounded'),
    isBlocking: fc.boolean(),
    queueing,
  })
  .map(({ queueing: { queueTimeout, shedLate, codel, ...rest }, fleet, isBlocking, ...of }) => {
    const hasLine =
      of.model === 'thread-per-request' ||
      rest.concurrencyLimit !== undefined ||
      disciplines.indexOf(rest.discipline) < FIRST_DIVIDING;
    const scaled = { autoscale: { max: 4, interval: '500 ms', startUp: '200 ms', stabilization: '1 s' } };
    const instances = { fixed: {}, quorum: { needs: Math.min(of.replicas, 2) }, scaled }[fleet];
    const blocks = isBlocking && hasLine && rest.whenFull === 'reject' && rest.concurrencyLimit?.excess !== 'reject';
    return {
      ...of,
      ...rest,
      ...instances,
      ...(hasLine ? { queueTimeout, shedLate, codel } : {}),
      ...(blocks ? { whenFull: 'block' } : {}),
    };
  });

const arrivals: fc.Arbitrary<object> = fc.constantFrom(
  { poisson: { rate: 200 } },
  { constant: { rate: 200 } },
  { renewal: { interarrival: { lognormal: { mean: '5 ms', cv: 3 } } } },
  { closed: { users: 20, think: { exponential: { mean: '90 ms' } } } },
  { poisson: { rate: 70 }, batch: 3 },
  { mmpp: { rate: 100, stay: '2 s', burstRate: 500, burstStay: '500 ms' } },
  { crowd: { users: 40, each: 5, every: '1 s' } },
  { trace: { rows: Array.from({ length: 1000 }, (_, i) => [i * 0.009, i % 7 === 0 ? 'change' : 'look', i % 50]) } },
);
const shape = fc.constantFrom(
  undefined,
  undefined,
  {
    steps: [
      [2, 3],
      [4, 0.5],
    ],
  },
  { ramp: { at: 1, for: 5, to: 2 } },
  { spike: { at: 3, for: 1, factor: 5 } },
  { diurnal: { period: 5 } },
);

/** What each part of a design is drawn from; the builder below leaves out what a part does not use. */
const parts = (work: fc.Arbitrary<unknown>) =>
  fc.record({
    front: fc.constantFrom('none', 'lb', 'gateway', 'both'),
    balancing: fc.record({
      policy: fc.constantFrom(...policies.map(({ value }) => value)),
      choices: fc.constantFrom(2, 3),
      staleness: fc.constantFrom(undefined, undefined, '20 ms', '1 s'),
      decay: fc.constantFrom('100 ms', '10 s'),
      points: fc.constantFrom(3, 50),
    }),
    gatewayLimit: fc.constantFrom(undefined, { rate: 150, burst: 20 }),
    services: fc.array(fc.tuple(service, work), { minLength: 1, maxLength: 3 }),
    works: fc.array(work, { minLength: 8, maxLength: 8 }),
    calls: fc.array(call, { minLength: 12, maxLength: 12 }),
    has: fc.record({
      cache: fc.boolean(),
      db: fc.boolean(),
      kv: fc.boolean(),
      external: fc.boolean(),
      queue: fc.boolean(),
      through: fc.boolean(),
    }),
    cache: fc.record({
      eviction: fc.constantFrom('lru', 'lru', 'fifo', 'lfu', 'random', 'none'),
      start: fc.constantFrom('cold', 'warm'),
      ttl: fc.constantFrom(undefined, '500 ms'),
      ttlRenewedByHit: fc.constantFrom(undefined, undefined, true),
      ttlJitter: fc.constantFrom(undefined, undefined, 0.3),
      staleWhileRevalidate: fc.constantFrom(undefined, undefined, '300 ms'),
      coalesce: fc.constantFrom(undefined, undefined, true),
      coalesceWait: fc.constantFrom('20 ms', '5 s'),
      write: fc.constantFrom('aside', 'aside', 'through', 'back'),
      writeBackDelay: fc.constantFrom('50 ms', '1 s'),
    }),
    readReplicas: fc.constantFrom(0, 1, 2),
    replication: fc.record({
      replicationLag: fc.constantFrom(undefined, '3 ms', { exponential: { mean: '10 ms' } }),
      replication: fc.constantFrom('async', 'semi-sync', 'sync'),
      readYourWrites: fc.constantFrom(undefined, '50 ms'),
    }),
    quorum: fc.record({
      n: fc.constantFrom(3, 5),
      r: fc.integer({ min: 1, max: 3 }),
      w: fc.integer({ min: 1, max: 3 }),
      sendsTo: fc.constantFrom('all', 'quorum'),
      readRepair: fc.boolean(),
      queue: fc.constantFrom(20, 'unbounded'),
    }),
    pool: fc.constantFrom(1, 5, 50),
    visibility: fc.constantFrom('50 ms', '10 s'),
    messages: fc.record({
      delivery: fc.constantFrom('at-least-once', 'at-most-once'),
      ordered: fc.boolean(),
    }),
    arrivals,
    shape,
    seed: fc.nat(1_000_000),
  });

type Parts = ReturnType<typeof parts> extends fc.Arbitrary<infer T> ? T : never;

const without = (record: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/** Users → front door → services in a row, each with the stores, caches and queues that there are. */
function build(of: Parts): Sketch {
  const components: Sketch['components'] = [{ id: 'users', type: 'client' }];
  const connections: Sketch['connections'] = [];
  let calls = 0;
  const link = (from: string, to: string, isPlanned = true) => {
    const { policies, plan } = of.calls[calls++ % of.calls.length];
    const { cancellation, ...others } = policies;
    const isMessaging = from === 'queue' || to === 'queue';
    const fields = { ...others, ...(isMessaging ? {} : { cancellation }), ...(isPlanned ? plan : {}) };
    connections.push({ from, to, ...without(fields) });
  };
  let door = 'users';
  if (of.front === 'gateway' || of.front === 'both') {
    components.push({
      id: 'gateway',
      type: 'api-gateway',
      cores: 2,
      work: of.works[0],
      ...without({ rateLimit: of.gatewayLimit }),
    });
    link(door, 'gateway', false);
    door = 'gateway';
  }
  if (of.front === 'lb' || of.front === 'both') {
    const health = { healthCheckInterval: '300 ms', work: '1 ms' };
    components.push({ id: 'lb', type: 'load-balancer', ...without(of.balancing), ...health });
    link(door, 'lb', false);
    door = 'lb';
  }
  of.services.forEach(([fields, work], i) => {
    components.push({ id: `s${i}`, type: 'service', ...without(fields), work });
    if (i === 0) link(door, 's0', false);
    else link(`s${i - 1}`, `s${i}`);
  });
  const last = `s${of.services.length - 1}`;
  const { has } = of;
  if (has.cache) {
    // Only a cache that something lies behind can write back.
    const write = of.cache.write === 'back' && !(has.external && has.through) ? 'through' : of.cache.write;
    const fields = { ...of.cache, write, work: of.works[1], queue: 50 };
    components.push({ id: 'cache', type: 'cache', capacity: '30 entries', ...without(fields) });
    link(last, 'cache');
  }
  if (has.db) {
    const fields = {
      ...without(of.replication),
      ...{ readReplicas: of.readReplicas, pool: of.pool, cores: 2, work: of.works[2], commit: of.works[3] },
      discipline: of.services[0]?.[0].discipline,
      ...(of.readReplicas > 0 && { failover: { detection: '200 ms', promotion: '100 ms' } }),
    };
    components.push({ id: 'db', type: 'sql-database', ...fields });
    link(last, 'db');
  }
  if (has.kv) {
    const messages = { write: of.works[6], read: of.works[7] };
    components.push({ id: 'kv', type: 'key-value-store', ...of.quorum, work: of.works[2], messages });
    link(last, 'kv');
  }
  if (has.external) {
    components.push({ id: 'external', type: 'external-api', work: of.works[4], errorRate: 0.05 });
    if (has.cache && has.through) link('cache', 'external');
    else link('s0', 'external');
  }
  if (has.queue) {
    components.push(
      {
        id: 'queue',
        type: 'message-queue',
        work: of.works[5],
        visibilityTimeout: of.visibility,
        queue: 200,
        maxDeliveries: 2,
        ...of.messages,
      },
      { id: 'worker', type: 'worker', threads: 3, replicas: 2, work: of.works[6] },
    );
    link(last, 'queue');
    link('queue', 'worker', false);
  }
  return {
    components,
    connections,
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: of.arrivals,
          ...without({ shape: of.shape }),
          requests: {
            look: { share: 0.7, priority: 1, keys: { count: 100, zipf: 1 } },
            change: { share: 0.2, priority: 0, kind: 'write', keys: { count: 100, zipf: 1 } },
            create: { share: 0.1, kind: 'write' },
          },
        },
      ],
    },
    run: { duration: 9, warmup: 1, seed: of.seed },
  };
}

const fault = fc.record({
  at: fc.constantFrom(0.5, 2, 2.05, 4.25),
  lasts: fc.constantFrom(undefined, 0.1, 1, 3),
  pick: fc.nat(1000),
  kind: fc.nat(11),
});

/** A fault that the design can suffer. */
function faultOf(
  sketch: Sketch,
  { at, lasts, pick, kind }: { at: number; lasts: number | undefined; pick: number; kind: number },
) {
  const able = sketch.components.filter(({ type }) => type !== 'client');
  const component = able[pick % able.length].id;
  const { from, to } = sketch.connections[pick % sketch.connections.length];
  const time = { at, ...without({ for: lasts }) };
  switch (kind) {
    case 0:
      return { ...time, crash: { component } };
    case 1:
      return { ...time, slow: { component, factor: 7 } };
    case 2:
      return { ...time, errors: { component, rate: 0.5 } };
    case 3:
      return { ...time, latency: { from, to, add: '30 ms' } };
    case 5:
      return { ...time, freeze: { component } };
    case 6:
      return { ...time, partition: { from, to } };
    case 7:
      return { ...time, crash: { component, calls: 'hang' } };
    case 8:
      return { ...time, outage: { zone: 'zone-a' } };
    case 9:
      return { lifetimes: { component, mtbf: '3 s', mttr: '500 ms' } };
    case 10:
      return { lifetimes: { zone: 'zone-a', mtbf: '5 s', mttr: '300 ms' } };
    case 4:
      return able.some(({ id }) => id === 'cache')
        ? { at, flush: { component: 'cache' } }
        : { ...time, surge: { factor: 2 } };
    default:
      return { ...time, surge: { factor: 4 } };
  }
}

/** Lifetimes can be written once for each thing. */
function onceEach<T extends object>(faults: readonly T[]): T[] {
  const seen = new Set<string>();
  return faults.filter((fault) => {
    const key = JSON.stringify(fault);
    return !('lifetimes' in fault) || (!seen.has(key) && seen.add(key));
  });
}

/** About 2000 requests through anything, with up to six faults. */
export const designs: fc.Arbitrary<Sketch> = fc
  .tuple(parts(law), fc.array(fault, { maxLength: 6 }))
  .map(([of, faults]) => {
    const sketch = build(of);
    // Every second component stands in the zone that may fail.
    const components = sketch.components.map((component, i) =>
      i % 2 === 1 ? { ...component, zone: 'zone-a' } : component,
    );
    return { ...sketch, components, faults: onceEach(faults.map((each) => faultOf(sketch, each))) };
  });

/** The same without faults, all work of constant time, nobody losing patience, and arrivals that end early enough. */
export const calmDesigns: fc.Arbitrary<Sketch> = parts(constantLaw).map((of) => {
  const sketch = build({
    ...of,
    calls: of.calls.map(({ policies, plan }) => ({
      policies: Object.fromEntries(Object.entries(policies).filter(([name]) => !impatience.includes(name))),
      plan,
    })),
    visibility: '10 s',
    arrivals: { poisson: { rate: 100 } },
    shape: undefined,
  });
  const [stream] = (sketch.workload as { streams: object[] }).streams;
  return {
    ...sketch,
    components: sketch.components.map((component) => ({
      ...component,
      ...('errorRate' in component ? { errorRate: 0 } : {}),
      ...('usl' in component ? { usl: undefined } : {}),
      // Where nobody fills the cache, each miss of an item waits this long for the one before.
      ...('coalesceWait' in component ? { coalesceWait: '5 ms' } : {}),
    })),
    workload: { streams: [{ ...stream, shape: { steps: [[10, 0]] } }] },
    run: { duration: 200, warmup: 0, seed: of.seed },
  };
});
