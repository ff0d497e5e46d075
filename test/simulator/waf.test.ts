import { expect, test } from 'vitest';
import { estimate } from '../../simulator/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { chain, client, delay } from './building-blocks.ts';
import { cold, milliseconds, moments, run } from './support.ts';

function design(firewall: object, workload: unknown, duration: number): Sketch {
  return {
    components: [client, { id: 'waf', type: 'waf', work: '1 ms', ...firewall }, delay('site', '10 ms')],
    connections: chain('users', 'waf', 'site'),
    workload,
    run: cold(duration),
  };
}

/** People and bots, each evenly at a rate [1/s]. */
const both = (people: number, bots: number) => ({
  streams: [
    { client: 'users', arrivals: { constant: { rate: people } }, requests: { get: {} } },
    { client: 'users', arrivals: { constant: { rate: bots } }, requests: { scrape: {} } },
  ],
});

const bots = { bots: ['scrape'], falsePositives: 0 };

test('it adds its delay to what passes', () => {
  expect(milliseconds(run(design({ falsePositives: 0 }, moments({ get: 1 }), 5)))).toEqual({ get: 11 });
});

test('it blocks so many bots and so many good requests, and what it blocks reaches nobody', () => {
  const sketch = design({ bots: ['scrape'], detects: 0.9, falsePositives: 0.02 }, both(100, 100), 100);
  const { requests, components } = run(sketch);
  const blocked = (name: string) => (requests[name].counts.failed['blocked'] ?? 0) / requests[name].counts.offered;
  const within = (share: number) => 4 * Math.sqrt((share * (1 - share)) / 10_000);
  expect(Math.abs(blocked('scrape') - 0.9)).toBeLessThan(within(0.9));
  expect(Math.abs(blocked('get') - 0.02)).toBeLessThan(within(0.02));
  const passed = (1 - blocked('scrape') + 1 - blocked('get')) * 100;
  expect(components['site'].arrivalRate).toBeCloseTo(passed, 0);
  expect(estimate(modelOf(sketch)).components['site'].arrivalRate).toBeCloseTo(10 + 98, 9);
});

test('a limit by address stops one address at so many in a window, and a botnet not at all', () => {
  const attack = (botAddresses: number) => {
    const rateRule = { limit: 2000, window: '100 s', botAddresses };
    return run(design({ ...bots, detects: 0, rateRule }, both(1, 100), 395)).requests['scrape'].counts;
  };
  // One address: 2,000 of the 10,000 in each of four windows, the last of them cut short.
  const single = attack(1);
  expect(single.failed).toEqual({ 'rate-limited': single.offered - 8000 });
  // A hundred requests a second over a thousand addresses: ten of each in a window.
  expect(attack(1000).failed).toEqual({});
});

test('its bill has the firewall, its rules and the requests', () => {
  const { cost } = estimate(modelOf(design({ rules: 10 }, both(50, 50), 10)));
  // $5 + 10 × $1, and 100 requests a second in 730 hours at $0.60 a million.
  expect(cost.components['waf']).toBeCloseTo(15 + (100 * 730 * 3600 * 0.6) / 1e6, 6);
});
