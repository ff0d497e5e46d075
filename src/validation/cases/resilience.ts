import type { RunResult } from '../../../simulator/index.ts';
import { balancer, chain, client, delay, exponential, poisson, relay, requests, servers } from '../blocks.ts';
import type { Case, Lab } from '../case.ts';
import { component, connection, goodput, requestsOf } from '../readings.ts';
import { steady } from '../steady.ts';

/** Overload and failure: most of it is counting, without any randomness. */

const atOnce = { base: 0, cap: 0, jitter: 'none' };

/** One FIFO server of 300/s; clients give up after 1 s and resend once; the server does not know and stands for 10 s. */
function retryStorm({ simulate }: Lab, rate: number, run: { duration: number; warmup: number }): Promise<RunResult> {
  const design = {
    components: [client, servers('db', 1, 1 / 300)],
    connections: [
      { from: 'users', to: 'db', timeout: '1 s', retry: { attempts: 2, on: ['timeout'], backoff: atOnce } },
    ],
    workload: requests({ constant: { rate } }),
    faults: [{ at: '100 s', for: '10 s', freeze: { component: 'db' } }],
  };
  return simulate(design, run);
}

/** First second after the stall that starts two in a row with nine tenths of the load answered; NaN where there is none. */
function recovery({ timeline }: RunResult, rate: number): number {
  const { step } = timeline;
  const ok = timeline.requests['*']?.ok ?? [];
  const perSecond = Math.round(1 / step);
  // Windows are a second or a whole part of it, or longer in a long run.
  const length = Math.max(1, perSecond);
  const isGood = (from: number) => {
    const windows = ok.slice(from, from + length);
    return windows.length === length && windows.reduce((sum, each) => sum + each, 0) >= 0.9 * rate * length;
  };
  const found = ok.findIndex((_, k) => k * step >= 110 && isGood(k) && isGood(k + length));
  return found < 0 ? Number.NaN : found * step - 110;
}

/** Share of one kind of request that a full pool turns away. */
const refused = (kind: string) => ({ of: (result: RunResult) => requestsOf(result, kind).errorRate });

const REPLICAS = ['first', 'second', 'third'];

export const resilience: readonly Case[] = [
  {
    id: 'T82',
    title: 'Retry amplification in a hard outage',
    model: 'A chain of 3 callers, each retrying 3 times, above a leaf that always fails.',
    source: 'Site Reliability Engineering, ch. 22: 4³ = 64 attempts',
    trials: [
      {
        rows: [{ metric: 'leaf calls per user request', value: 64, unit: '', exact: true }],
        measure: async ({ simulate }) => {
          const retry = { attempts: 4, backoff: atOnce };
          const result = await simulate(
            {
              components: [client, relay('a'), relay('b'), relay('c'), { ...delay('leaf', '1 ms'), errorRate: 1 }],
              connections: [
                ...chain('users', 'a'),
                ...chain('a', 'b', 'c', 'leaf').map((call) => ({ ...call, retry })),
              ],
              // No more requests in the last second, so that all that were counted have ended.
              workload: requests({ constant: { rate: 10 } }, {}, { shape: { steps: [['9 s', 0]] } }),
            },
            { duration: 10, warmup: 0 },
          );
          const { offered, succeeded } = requestsOf(result).counts;
          return { values: [succeeded > 0 ? Number.NaN : (component(result, 'leaf').arrivalRate * 10) / offered] };
        },
      },
    ],
  },
  {
    id: 'T86',
    title: 'Retry budget (token bucket)',
    model:
      'Calls fail with probability 0.5 independently; each first try earns 0.1 token (bucket 5), a retry costs 1; retries as long as tokens last.',
    source: 'Fluid limit; the scheme of Brooker 2022, the AWS SDKs and gRPC',
    trials: [
      steady({
        design: {
          components: [client, { ...delay('leaf', '0 s'), errorRate: 0.5 }],
          connections: [
            {
              from: 'users',
              to: 'leaf',
              retry: { attempts: 20, backoff: atOnce, budget: { per: 'first-try', ratio: 0.1, bucket: 5 } },
            },
          ],
          workload: poisson(1000),
        },
        rate: 1000,
        length: 100_000,
        quick: 100_000,
        whole: 1e6,
        rows: [
          {
            metric: 'calls per request',
            value: 1.1,
            unit: '',
            within: 0.0022,
            of: (result) => connection(result, 'users->leaf').attempts / connection(result, 'users->leaf').calls,
          },
          { metric: 'success', value: 0.55, unit: 'share', se: 0.0015, of: (r) => requestsOf(r).availability },
        ],
      }),
    ],
  },
  {
    id: 'T89',
    title: 'Token bucket: what conforms to its burst',
    model: '100/s, burst 20, full at t = 0; 50 requests at t = 0, then one every 10 ms for 300 ms.',
    source: 'Arithmetic',
    trials: [
      {
        rows: [
          { metric: 'accepted at t = 0', value: 20, unit: '', exact: true },
          { metric: 'accepted of the following 30', value: 30, unit: '', exact: true },
        ],
        measure: async ({ simulate }) => {
          const burst = Array.from({ length: 50 }, () => [0, 'burst']);
          const after = Array.from({ length: 30 }, (_, i) => [`${10 * (i + 1)} ms`, 'after']);
          const result = await simulate(
            {
              components: [client, { ...delay('api', '0 s'), rateLimit: { rate: '100/s', burst: 20 } }],
              connections: chain('users', 'api'),
              workload: {
                streams: [
                  {
                    client: 'users',
                    arrivals: { trace: { rows: [...burst, ...after] } },
                    requests: { burst: {}, after: {} },
                  },
                ],
              },
            },
            { duration: 1, warmup: 0 },
          );
          return { values: ['burst', 'after'].map((kind) => requestsOf(result, kind).counts.succeeded) };
        },
      },
    ],
  },
  {
    id: 'T91',
    title: 'Timeline of a circuit breaker',
    model:
      'Calls every 100 ms; the dependency fails every call in [10 s, 40 s); the breaker opens after 5 failures in a row, stays open for 10 s, then admits one probe; success closes it.',
    source: 'Counting',
    trials: [
      {
        rows: [
          { metric: 'failed calls that reach the dependency', value: 7, unit: '', exact: true },
          { metric: 'rejected by the breaker', value: 297, unit: '', exact: true },
          { metric: 'closes again at', value: 40.4, unit: 's', exact: true },
        ],
        measure: async ({ simulate }) => {
          const result = await simulate(
            {
              components: [client, delay('leaf', '0 s')],
              connections: [
                {
                  from: 'users',
                  to: 'leaf',
                  circuitBreaker: {
                    failureRateThreshold: 1,
                    slidingWindowSize: 5,
                    minimumNumberOfCalls: 5,
                    waitDurationInOpenState: '10 s',
                    permittedNumberOfCallsInHalfOpenState: 1,
                  },
                },
              ],
              workload: requests({ constant: { rate: 10 } }),
              // Half a gap before the calls at 10 s and 40 s.
              faults: [{ at: 9.95, for: 30, errors: { component: 'leaf', rate: 1 } }],
            },
            { duration: 60, warmup: 0 },
          );
          const { failed } = requestsOf(result).counts;
          const { step, requests: series } = result.timeline;
          // Windows of 0.2 s: the call after the one of the last rejection is the first of the next window.
          const lastRejection = series['*']?.failed.findLastIndex((rate) => rate > 0) ?? Number.NaN;
          return { values: [failed['error'] ?? 0, failed['circuit-open'] ?? 0, (lastRejection + 1) * step] };
        },
      },
    ],
  },
  {
    id: 'T93',
    title: 'Metastable retry storm',
    model:
      'Evenly spaced load; database: one FIFO server, 1/300 s; the client gives up after 1 s and resends once, at once; the server works on. It stands during [100, 110) s. Load (a) 280/s, (b) 140/s.',
    source: 'Bronson et al., HotOS 2021 (300, 280, 560, 150 per second); recovery time by fluid arithmetic',
    note: 'The highest load is bracketed: it recovers at 0.1 % below, and does not at 0.1 % above (1.3 % in short runs).',
    trials: [
      {
        name: '(a)',
        rows: [
          { metric: 'goodput in [440, 500) s', value: 0, unit: '/s', within: 1 },
          { metric: 'offered to the server in [440, 500) s', value: 560, unit: '/s', within: 1 },
        ],
        measure: async (lab) => {
          const result = await retryStorm(lab, 280, { duration: 500, warmup: 440 });
          return { values: [goodput.of(result), component(result, 'db').arrivalRate] };
        },
      },
      {
        name: '(b)',
        rows: [{ metric: 'recovery', value: 118, unit: 's', within: 2 }],
        measure: async (lab) => {
          const result = await retryStorm(lab, 140, { duration: 300, warmup: 0 });
          return { values: [recovery(result, 140)] };
        },
      },
      {
        rows: [{ metric: 'highest load that always recovers', value: 150, unit: '/s', exact: true }],
        measure: async (lab) => {
          // The backlog of the stall shrinks twice as fast as the load is below it, and grows so above: the closer, the longer.
          const [margin, duration] = lab.isQuick ? [2, 1000] : [0.15, 12_000];
          const at = async (rate: number) => recovery(await retryStorm(lab, rate, { duration, warmup: 0 }), rate);
          const isBetween = (await at(150 - margin)) > 0 && Number.isNaN(await at(150 + margin));
          return { values: [isBetween ? 150 : Number.NaN] };
        },
      },
    ],
  },
  {
    id: 'T99',
    title: 'Bulkheads',
    model:
      'Two dependencies, each called through a pool of 10 without a queue: fast 20/s × exponential 100 ms, slow 3/s × exponential 1 s.',
    source: 'Erlang B for each pool',
    trials: [
      steady({
        design: {
          components: [client, relay('api'), delay('fast', exponential('100 ms')), delay('slow', exponential('1 s'))],
          connections: [
            ...chain('users', 'api'),
            { from: 'api', to: 'fast', for: ['quick'], bulkhead: { maxConcurrentCalls: 10 } },
            { from: 'api', to: 'slow', for: ['long'], bulkhead: { maxConcurrentCalls: 10 } },
          ],
          workload: {
            streams: [
              { client: 'users', arrivals: { poisson: { rate: 20 } }, requests: { quick: {} } },
              { client: 'users', arrivals: { poisson: { rate: 3 } }, requests: { long: {} } },
            ],
          },
        },
        rate: 23,
        // Ten million of the slow ones.
        length: (10e6 * 23) / 3,
        quick: 600_000,
        whole: 10e6,
        rows: [
          { metric: 'slow pool: rejected', value: 8.1039e-4, unit: 'share', se: 1.25e-5, ...refused('long') },
          { metric: 'fast pool: rejected', value: 3.819e-5, unit: 'share', within: 3e-5, ...refused('quick') },
        ],
      }),
    ],
  },
  {
    id: 'T115',
    title: 'Client failover across replicas',
    model: 'Three independent replicas, each attempt succeeds with probability 0.9; they are tried in turn.',
    source: 'Geometric series; the standard errors are those of counting',
    trials: [
      steady({
        design: {
          components: [client, balancer('lb', 'round-robin'), ...REPLICAS.map((id) => delay(id, '0 s'))],
          connections: [
            { from: 'users', to: 'lb', retry: { attempts: 3, backoff: atOnce } },
            ...REPLICAS.flatMap((id) => chain('lb', id)),
          ],
          workload: poisson(100),
          faults: REPLICAS.map((component) => ({ at: 0, errors: { component, rate: 0.1 } })),
        },
        rate: 100,
        length: 1e6,
        quick: 200_000,
        warmup: 100,
        rows: [
          {
            metric: 'success',
            value: 0.999,
            unit: 'share',
            se: Math.sqrt(0.999 * 0.001 * 1e-6),
            of: (r) => requestsOf(r).availability,
          },
          {
            metric: 'mean attempts',
            value: 1.11,
            unit: '',
            se: Math.sqrt(0.1179 * 1e-6),
            of: (r) => connection(r, 'users->lb').attempts / connection(r, 'users->lb').calls,
          },
        ],
      }),
    ],
  },
];
