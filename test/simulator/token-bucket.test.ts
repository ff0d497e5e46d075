import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from '../../simulator/parts/token-bucket.ts';
import { client, delay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

test('it admits what a bucket filled without pause admits, counted in whole thousandths', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1000, max: 20_000 }),
      fc.array(fc.nat(50), { maxLength: 200 }),
      (perSecond, size, gaps) => {
        const bucket = new TokenBucket(perSecond, size / 1000);
        let tokens = size; // in thousandths: a millisecond earns `perSecond` of them
        let now = 0;
        const admitted: boolean[] = [];
        const expected: boolean[] = [];
        for (const gap of gaps) {
          now += gap;
          tokens = Math.min(size, tokens + gap * perSecond);
          expected.push(tokens >= 1000);
          if (tokens >= 1000) tokens -= 1000;
          admitted.push(bucket.take(now / 1000));
        }
        expect(admitted).toEqual(expected);
      },
    ),
    { seed: 31, numRuns: 500 },
  );
});

test('an idle bucket never holds more than its size', () => {
  const bucket = new TokenBucket(10, 3);
  expect([0, 1000, 1000, 1000, 1000].map((now) => bucket.take(now))).toEqual([true, true, true, true, false]);
});

test('a gateway refuses what exceeds its rate, and the service behind it never sees it', () => {
  const result = run({
    components: [
      client,
      { id: 'gateway', type: 'api-gateway', work: 0, rateLimit: { rate: 50, burst: 10 } },
      delay('api', '1 ms'),
    ],
    connections: [
      { from: 'users', to: 'gateway' },
      { from: 'gateway', to: 'api' },
    ],
    workload: steady(200),
    run: cold(100),
  });
  const { offered, succeeded, failed } = result.requests['*'].counts;
  expect(Math.abs(succeeded - (10 + 50 * 100))).toBeLessThanOrEqual(1);
  expect(failed).toEqual({ 'rate-limited': offered - succeeded });
  expect(result.components['api'].arrivalRate * 100).toBeCloseTo(succeeded, 6);
});
