import { expect, test } from 'vitest';
import { CircuitBreaker } from '../../../simulator/parts/circuit-breaker.ts';
import { TokenBucket } from '../../../simulator/parts/token-bucket.ts';
import { chain, client, closed, delay, poisson, relay, requests, servers } from '../building-blocks.ts';
import { run } from '../support.ts';

/** Truths about overload and failure: most are counting, without any randomness. */

const atOnce = { base: 0, cap: 0, jitter: 'none' };

test('T82 three callers, each retrying three times above a leaf that fails, make 64 attempts of one request [SRE book, ch. 22]', () => {
  const retry = { retry: { attempts: 4, backoff: atOnce } };
  const result = run({
    components: [client, relay('a'), relay('b'), relay('c'), { ...delay('leaf', '1 ms'), errorRate: 1 }],
    connections: [
      ...chain('users', 'a'),
      ...[
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'leaf'],
      ].map(([from, to]) => ({ from, to, ...retry })),
    ],
    // No more requests in the last second, so that all that were counted have ended.
    workload: requests({ constant: { rate: 10 } }, {}, { shape: { steps: [[9, 0]] } }),
    run: { duration: 10, warmup: 0 },
  });
  const { offered, failed } = result.requests['*'].counts;
  expect(failed).toEqual({ error: offered });
  expect(result.components['leaf'].arrivalRate * 10).toBeCloseTo(64 * offered, 6);
});

test('T86 a budget of a tenth of a token per request makes 1.1 calls of it, however many fail [Brooker 2022]', () => {
  const result = run({
    components: [client, { ...delay('leaf', '0 s'), errorRate: 0.5 }],
    connections: [
      {
        from: 'users',
        to: 'leaf',
        retry: { attempts: 20, backoff: atOnce, budget: { per: 'first-try', ratio: 0.1, bucket: 5 } },
      },
    ],
    workload: poisson(1000),
    run: { duration: 110, warmup: 10 },
  });
  const { calls, attempts } = result.connections['users->leaf'];
  expect(attempts / calls).toBeGreaterThan(1.1 - 0.0022);
  expect(attempts / calls).toBeLessThan(1.1 + 0.0022);
  expect(Math.abs(result.requests['*'].availability - 0.55)).toBeLessThan(4 * 0.0015);
});

test('T89 a bucket of 20 and 100/s admits 20 of 50 at once, and then one every 10 ms', () => {
  const bucket = new TokenBucket(100, 20);
  const burst = Array.from({ length: 50 }, () => bucket.take(0));
  const after = Array.from({ length: 30 }, (_, i) => bucket.take((i + 1) / 100));
  expect(burst.filter(Boolean)).toHaveLength(20);
  expect(after.filter(Boolean)).toHaveLength(30);
});

test('T91 a breaker that opens after five failures in a row: 7 calls fail, 297 are rejected, closed again at 40.4 s', () => {
  const breaker = {
    failureRateThreshold: 1,
    slidingWindowSize: 5,
    minimumNumberOfCalls: 5,
    waitDurationInOpenState: '10 s',
    permittedNumberOfCallsInHalfOpenState: 1,
  };
  const result = run({
    components: [client, delay('leaf', '0 s')],
    connections: [{ from: 'users', to: 'leaf', circuitBreaker: breaker }],
    workload: requests({ constant: { rate: 10 } }),
    // Half a gap before the calls at 10 s and 40 s.
    faults: [{ at: 9.95, for: 30, errors: { component: 'leaf', rate: 1 } }],
    run: { duration: 60, warmup: 0 },
  });
  const { failed } = result.requests['*'].counts;
  expect(failed).toEqual({ error: 7, 'circuit-open': 297 });
  const { opened, openFraction } = result.connections['users->leaf'].breaker!;
  expect(opened).toBe(3);
  expect(openFraction).toBeCloseTo(30 / 60, 9); // 10.4 to 40.4 s, but for two probes that took no time
  const { step, requests: series } = result.timeline;
  const lastFailure = series['*'].failed.findLastIndex((rate) => rate > 0);
  expect(lastFailure * step).toBeCloseTo(40.2, 9); // the window that holds the rejection at 40.3 s
});

test('T91 the same breaker by itself', () => {
  const breaker = new CircuitBreaker({
    failureRateThreshold: 1,
    slowCallRateThreshold: 1,
    slowCallDurationThreshold: 60,
    slidingWindowType: 'COUNT_BASED',
    slidingWindowSize: 5,
    minimumNumberOfCalls: 5,
    waitDurationInOpenState: 10,
    permittedNumberOfCallsInHalfOpenState: 1,
  });
  const made = { passed: 0, failed: 0, rejected: 0, lastRejection: 0 };
  for (let tick = 0; tick < 600; tick++) {
    const now = tick / 10;
    const permit = breaker.permit(now);
    if (permit < 0) {
      made.rejected++;
      made.lastRejection = tick;
      continue;
    }
    const isFailure = tick >= 100 && tick < 400;
    if (isFailure) made.failed++;
    else made.passed++;
    breaker.result(permit, now, isFailure, 0);
  }
  expect(made).toEqual({ passed: 600 - 7 - 297, failed: 7, rejected: 297, lastRejection: 403 });
});

/** One FIFO server of 300/s; clients give up after 1 s and resend once; the server does not know and stands for 10 s. */
function retryStorm(rate: number, measured: { duration: number; warmup: number }) {
  return run({
    components: [client, servers('db', 1, 1 / 300)],
    connections: [
      { from: 'users', to: 'db', timeout: '1 s', retry: { attempts: 2, on: ['timeout'], backoff: atOnce } },
    ],
    workload: requests({ constant: { rate } }),
    // So slow that it stands: ten seconds of it are worth ten microseconds.
    faults: [{ at: 100, for: 10, slow: { component: 'db', factor: 1e6 } }],
    run: measured,
  });
}

test('T93 a stall of 10 s at 280/s starts a retry storm that keeps itself alive: 560/s arrive, nothing is in time [Bronson et al. 2021]', () => {
  const result = retryStorm(280, { duration: 500, warmup: 440 });
  expect(result.requests['*'].goodput).toBeLessThan(1);
  expect(Math.abs(result.components['db'].arrivalRate - 560)).toBeLessThan(1);
  const cores = result.components['db'].resources['cores'];
  expect(cores.utilization).toBeCloseTo(1, 9);
  expect(cores.wasted).toBeGreaterThan(0.99);
});

test('T93 the same stall at 140/s is over 118 s after its end', () => {
  const { timeline } = retryStorm(140, { duration: 300, warmup: 0 });
  expect(timeline.step).toBe(1);
  const { ok } = timeline.requests['*'];
  const isGood = (second: number) => ok[second] >= 0.9 * 140;
  const recovered = ok.findIndex((_, second) => second >= 110 && isGood(second) && isGood(second + 1));
  expect(Math.abs(recovered - 110 - 118)).toBeLessThanOrEqual(2);
});

test('T101 a consumer of 1000/s that stops for 60 s at 800/s is 48,000 messages behind and needs 240 s to catch up', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'queue', type: 'message-queue', work: '0 s' },
      { id: 'worker', type: 'worker', threads: 1, work: '1 ms' },
    ],
    connections: chain('users', 'api', 'queue', 'worker'),
    workload: requests({ constant: { rate: 800 } }, { kind: 'write' }),
    // It stops between two messages: 1.1 ms after one has come and 0.1 ms after it was done.
    faults: [{ at: 100.0011, for: 60, crash: { component: 'worker' } }],
    run: { duration: 450, warmup: 0 },
  });
  const queue = result.components['queue'];
  expect(Math.abs(queue.queue.max - 48_000)).toBeLessThanOrEqual(1);
  expect(Math.abs(queue.lag!.max - 60)).toBeLessThan(0.06);
  const { step, components } = result.timeline;
  const waiting = components['queue'].queue;
  const lastBehind = waiting.findLastIndex((mean) => mean > 1);
  expect((lastBehind + 1) * step - 160).toBe(240);
  expect(result.requests['*'].availability).toBe(1); // producers notice nothing
});

test('T122 64 users without think time at a limit of 10 and 100 ms: 100/s and 640 ms', () => {
  const result = run({
    components: [client, { id: 'api', type: 'service', threads: 10, queue: 'unbounded', work: '100 ms' }],
    connections: chain('users', 'api'),
    workload: closed(64, '1 ns'),
    run: { duration: 64, warmup: 6.4 },
  });
  expect(Math.abs(result.requests['*'].throughput / 100 - 1)).toBeLessThan(0.001);
  expect(result.requests['*'].latency.mean).toBeCloseTo(0.64, 6);
});
