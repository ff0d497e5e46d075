import { expect, test } from 'vitest';
import { chain, client, delay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

test('a managed gateway lets 10,000 a second through after a bucket of 5,000, unless it has a limit of its own', () => {
  const refused = (gateway: object) => {
    const { failed } = run({
      components: [client, { id: 'gate', type: 'api-gateway', cores: 64, work: 0, ...gateway }, delay('api', '1 ms')],
      connections: chain('users', 'gate', 'api'),
      workload: steady(20_000),
      run: cold(2),
    }).requests['get'].counts;
    return failed['rate-limited'] ?? 0;
  };
  // 40,000 in two seconds, of which the quota lets 5,000 + 2 × 10,000 pass.
  expect(Math.abs(refused({ hosting: 'managed' }) - 15_000)).toBeLessThan(3);
  expect(refused({ hosting: 'managed', rateLimit: { rate: '15k/s', burst: 1 } })).toBeGreaterThan(9_000);
  expect(refused({ hosting: 'managed', rateLimit: { rate: '30k/s', burst: 10 } })).toBe(0);
  expect(refused({})).toBe(0);
});
