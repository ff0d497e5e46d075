import { Readable } from 'node:stream';
import type {
  ComponentResult,
  EstimateResult,
  JudgedResult,
  LatencySummary,
  RequestResult,
} from '../../simulator/index.ts';
import type { Host } from '../../src/cli/host.ts';
import { paintFor, type Style } from '../../src/cli/render/paint.ts';

/** Results and hosts made by hand: every number is chosen, so that a rendering can be compared to the letter. */

export const plainStyle: Style = { width: 96, paint: paintFor(false) };

/** A host that keeps what is written. */
export function memoryHost(input = '', signal = new AbortController().signal) {
  const written = { out: '', err: '' };
  const host: Host = {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    style: plainStyle,
    errorStyle: plainStyle,
    quiet: false,
    interactive: false,
    environment: { BROWSER: 'none' },
    input: Readable.from([Buffer.from(input)]),
    signal,
  };
  return { host, written };
}

export function latency(p50: number, count = 100_000): LatencySummary {
  return { count, mean: p50 * 1.2, p50, p90: p50 * 2, p95: p50 * 3, p99: p50 * 8, p999: p50 * 20, max: p50 * 60 };
}

const bell = [1, 4, 20, 90, 300, 700, 900, 700, 400, 220, 120, 60, 30, 14, 7, 3, 2, 1, 0, 1];

export function request(over: Partial<RequestResult> = {}): RequestResult {
  return {
    counts: { offered: 100_000, succeeded: 100_000, inFlight: 0, failed: {} },
    offered: 5000,
    throughput: 5000,
    goodput: 5000,
    errorRate: 0,
    errors: {},
    availability: 1,
    latency: latency(0.004),
    histogram: bell.map((count, k) => ({ from: 0.001 * 1.3 ** k, to: 0.001 * 1.3 ** (k + 1), count })),
    failures: [],
    ...over,
  };
}

export function component(over: Partial<ComponentResult> = {}): ComponentResult {
  const utilization = over.utilization ?? 0.42;
  return {
    type: 'service',
    title: 'Service',
    utilization,
    limiting: 'threads',
    instances: 1,
    arrivalRate: 5000,
    throughput: 5000,
    inSystem: { mean: 12, max: 80, distribution: [0.1, 0.9] },
    queue: { mean: 1.25, max: 40 },
    wait: { mean: 0.0002, probability: 0.12, p50: 0, p99: 0.003 },
    latency: latency(0.003),
    errorRate: 0,
    errors: {},
    resources: {
      threads: {
        title: 'Threads',
        servers: 32,
        utilization,
        wasted: 0,
        useful: utilization,
        busy: utilization * 32,
        queue: { mean: 1.25, max: 40 },
        wait: { mean: 0.0002, probability: 0.12, p50: 0, p95: 0.001, p99: 0.003 },
      },
    },
    availability: 1,
    ...over,
  };
}

const windows = Array.from({ length: 20 }, (_, k) => k);
const outage = (k: number) => k >= 8 && k < 12;

/** A shop whose database crashes for four seconds: everything that a report can show is in it. */
export const brokenShop: JudgedResult = {
  format: 'headroom/result@1',
  run: {
    seed: 7,
    duration: 20,
    warmup: 2,
    warmupRule: 'written',
    converged: true,
    replications: 3,
    requests: 300_000,
    events: 4_200_000,
    digest: 'a1b2c3d4e5f60718',
  },
  requests: {
    '*': request({
      blame: {
        p99: {
          api: { wait: 0.0005, work: 0.004 },
          db: { wait: 0.03, work: 0.0015 },
          network: 0.002,
          retry: 0.006,
          limit: 0.004,
        },
        all: { api: { wait: 0.0001, work: 0.0025 }, db: { wait: 0.0007, work: 0.0005 }, network: 0.001 },
        failures: { api: { wait: 0.0005, work: 0.003 }, db: { wait: 0.19, work: 0 }, network: 0.002, retry: 0.25 },
        connections: {
          p99: { 'users->api': { network: 0.002, retry: 0.001 }, 'api->db': { retry: 0.005, limit: 0.004 } },
          all: { 'users->api': { network: 0.001 } },
          failures: { 'users->api': { network: 0.002 }, 'api->db': { retry: 0.25 } },
        },
        counts: { p99: 1000, all: 100_000, failures: 23_880 },
      },
      counts: { offered: 300_000, succeeded: 276_000, inFlight: 120, failed: { refused: 20_000, timeout: 3880 } },
      goodput: 4600,
      errorRate: 0.0796,
      errors: { refused: 0.0667, timeout: 0.0129 },
      availability: 0.9204,
      failures: [
        { reason: 'refused', at: 'db', count: 20_000 },
        { reason: 'timeout', at: 'api->db', count: 3880 },
      ],
    }),
    browse: request({
      offered: 4500,
      goodput: 4180,
      errorRate: 0.071,
      latency: { ...latency(0.0038), ci95: { mean: [0.0045, 0.0047], p50: [0.0037, 0.0039], p99: [0.028, 0.033] } },
      ci95: { goodput: [4150, 4210], errorRate: [0.068, 0.074] },
    }),
    buy: request({ offered: 500, goodput: 420, errorRate: 0.16, latency: latency(0.009, 8400) }),
  },
  components: {
    users: component({ type: 'client' }),
    api: component({ instances: 4, utilization: 0.83 }),
    cache: component({ type: 'cache', utilization: 0.07, hitRatio: 0.934, entries: 50_000 }),
    db: component({
      type: 'sql-database',
      utilization: 0.985,
      availability: 0.8,
      errorRate: 0.19,
      resources: {
        threads: {
          title: 'Threads',
          servers: 16,
          utilization: 0.985,
          wasted: 0.31,
          useful: 0.675,
          busy: 15.76,
          queue: { mean: 214, max: 900 },
          wait: { mean: 0.21, probability: 0.97, p50: 0.1, p95: 0.8, p99: 1.2 },
        },
      },
      queue: { mean: 214, max: 900 },
      wait: { mean: 0.21, probability: 0.97, p50: 0.1, p99: 1.2 },
    }),
    orders: component({
      type: 'message-queue',
      utilization: 0,
      lag: { ...latency(0.05), backlog: 12 },
      deadLetters: 3,
      redeliveries: 40,
      resources: {},
    }),
  },
  connections: {
    'users->api': {
      from: 'users',
      to: 'api',
      calls: 5000,
      attempts: 5000,
      retries: 0,
      timeouts: 0,
      failures: 0,
      latency: latency(0.004),
    },
    'api->db': {
      from: 'api',
      to: 'db',
      calls: 400,
      attempts: 620,
      retries: 13_200,
      timeouts: 3880,
      failures: 23_880,
      latency: latency(0.01),
      breaker: { closedFraction: 0.86, openFraction: 0.12, halfOpenFraction: 0.02, opened: 4, rejected: 9000 },
      pool: { size: 20, utilization: 0.7, wait: { mean: 0.004, p99: 0.1 } },
    },
  },
  cost: {
    monthly: 2140.5,
    components: { db: 1630, api: 510.5 },
    lines: [
      { component: 'db', driver: 'hours', title: '16 vCPU', monthly: 1630 },
      { component: 'api', driver: 'hours', title: '4 instances', monthly: 510.5 },
    ],
    prices: { name: 'List prices', region: 'somewhere', date: '2026-11' },
  },
  timeline: {
    step: 1,
    requests: {
      '*': {
        offered: windows.map(() => 5000),
        ok: windows.map((k) => (outage(k) ? 3000 : 5000)),
        failed: windows.map((k) => (outage(k) ? 2000 : 0)),
        p50: windows.map(() => 0.004),
        p95: windows.map(() => 0.012),
        p99: windows.map((k) => (outage(k) ? 0.9 : 0.03)),
      },
    },
    components: {},
    faults: [{ label: 'db crash', kind: 'crash', from: 8, to: 12 }],
  },
  findings: [
    {
      code: 'retry-load',
      severity: 'warning',
      connection: 'api->db',
      says: 'Retries add 55 % to the calls from api to db while it is down.',
      evidence: { attempts: 620 },
    },
    {
      code: 'down',
      severity: 'critical',
      component: 'db',
      says: 'db was down for 4 s, and nothing else can answer what it answers.',
      evidence: { seconds: 4 },
    },
  ],
  bottleneck: { component: 'db', resource: 'threads', utilization: 0.985 },
  objectives: [
    {
      name: 'Browsing is fast',
      require: 'p99(browse) < 100 ms',
      met: true,
      value: 0.0304,
      limit: 0.1,
      unit: 's',
      confidence: 1,
    },
    {
      name: 'Orders get through',
      require: 'availability(buy) >= 99.9 %',
      met: false,
      value: 0.84,
      limit: 0.999,
      confidence: 0,
    },
  ],
};

export const estimated: EstimateResult = {
  format: 'headroom/estimate@1',
  stable: false,
  components: {
    api: {
      utilization: 0.4,
      limiting: 'threads',
      arrivalRate: 5000,
      wait: 0.0001,
      response: null,
      resources: { threads: { offeredLoad: 12.8, servers: 32, utilization: 0.4, wait: 0.0001 } },
    },
    cache: {
      utilization: 0.05,
      limiting: 'threads',
      arrivalRate: 4500,
      wait: 0.00001,
      response: 0.00002,
      hitRatio: 0.9,
      resources: { threads: { offeredLoad: 0.05, servers: 1, utilization: 0.05, wait: 0.00001 } },
    },
    db: {
      utilization: 1.6,
      limiting: 'threads',
      arrivalRate: 950,
      wait: null,
      response: null,
      resources: { threads: { offeredLoad: 25.6, servers: 16, utilization: 1.6, wait: null } },
    },
  },
  requests: {
    browse: { rate: 4500, mean: null, availability: 0.999 },
    buy: { rate: 500, mean: null, availability: 0.999 },
  },
  bottleneck: { component: 'db', resource: 'threads', utilization: 1.6 },
  capacity: 3125,
  cost: brokenShop.cost,
  caveats: ['Retries are not in these formulas: under failures the load is higher.'],
};
