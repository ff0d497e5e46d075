import { expect, test } from 'vitest';
import { streamFor } from '../../simulator/kernel/index.ts';
import { AdaptiveThrottle } from '../../simulator/parts/adaptive-throttle.ts';
import { client, delay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

const draws = () => streamFor(1, 0, 'test', 'throttle');

test('nobody is refused while the callee accepts one in K', () => {
  const throttle = new AdaptiveThrottle({ window: 60, k: 2 }, draws());
  for (let i = 0; i < 1000; i++) {
    expect(throttle.admits(i / 100)).toBe(true);
    if (i % 2 === 0) throttle.accepted(i / 100);
  }
});

test('when nothing is accepted any more, calls are refused with probability (requests − K × accepts) / (requests + 1)', () => {
  const throttle = new AdaptiveThrottle({ window: 1e6, k: 2 }, draws());
  for (let i = 0; i < 100; i++) {
    throttle.admits(0);
    throttle.accepted(0);
  }
  let expected = 0;
  let variance = 0;
  let refused = 0;
  // From 200 requests on; what is refused counts as a request too.
  for (let requests = 100; requests < 2000; requests++) {
    const p = Math.max(0, (requests - 200) / (requests + 1));
    expected += p;
    variance += p * (1 - p);
    if (!throttle.admits(0)) refused++;
  }
  expect(Math.abs(refused - expected)).toBeLessThan(4 * Math.sqrt(variance));
});

test('what is older than the window is forgotten', () => {
  const throttle = new AdaptiveThrottle({ window: 60, k: 2 }, draws());
  for (let i = 0; i < 1000; i++) throttle.admits(i / 100);
  expect(throttle.admits(75)).toBe(true);
});

test('a callee that refuses three quarters of what it can be asked is asked K times as often as it accepts', () => {
  const result = run({
    components: [client, { ...delay('leaf', '0 s'), rateLimit: { rate: 100, burst: 1 } }],
    connections: [{ from: 'users', to: 'leaf', adaptiveThrottle: { window: '10 s', k: 2 } }],
    workload: steady(1000),
    run: { duration: 120, warmup: 60 },
  });
  // The SRE book: for each request accepted, the callee rejects one: K = 2.
  const { attempts } = result.connections['users->leaf'];
  expect(attempts / result.requests['*'].goodput).toBeGreaterThan(1.9);
  expect(attempts / result.requests['*'].goodput).toBeLessThan(2.1);
  const { throttled } = result.requests['*'].counts.failed;
  expect(throttled).toBeGreaterThan(0);
});

test('a callee that is well is never throttled', () => {
  const result = run({
    components: [client, { ...delay('leaf', '1 ms'), errorRate: 0.5 }],
    connections: [{ from: 'users', to: 'leaf', adaptiveThrottle: {} }],
    workload: steady(100),
    run: cold(20),
  });
  // Errors are answers: it took the request on.
  expect(result.connections['users->leaf'].throttle!.rejected).toBe(0);
});
