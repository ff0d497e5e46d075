import { describe, expect, test } from 'vitest';
import { chain, client, relay } from './building-blocks.ts';
import { cold, run } from './support.ts';

/** 100,000 things on 10,000 km², five times as dense in the center: 50 per km². Nine cells of 1 km² hold 450 of them. */
const index = { id: 'geo', type: 'geo-index', cores: 1024, perCall: '15 us', perThing: '0.5 us' };

/** 20,000 searches or updates, one after the other. */
function work(parameters: object, kind = 'read') {
  const { latency } = run({
    components: [client, relay('api'), { ...index, ...parameters }],
    connections: chain('users', 'api', 'geo'),
    workload: { streams: [{ client: 'users', arrivals: { constant: { rate: 100 } }, requests: { get: { kind } } }] },
    run: cold(200),
  }).components['geo'];
  return latency;
}

describe('a geospatial index', () => {
  test('measures the distance to all in nine cells, so that twice the radius is four times the work', () => {
    for (const [radius, things] of [
      [1, 450],
      [2, 1800],
    ]) {
      const expected = 15e-6 + things * 0.5e-6;
      const { mean, count } = work({ radius });
      // Exponential: the standard error is the mean over the root of the count.
      expect(Math.abs(mean - expected), `${radius} km`).toBeLessThan((4 * expected) / Math.sqrt(count));
    }
  });

  test('has no more to measure than there is', () => {
    const { mean, count } = work({ radius: 1000, things: 200 });
    const expected = 15e-6 + 200 * 0.5e-6;
    expect(Math.abs(mean - expected)).toBeLessThan((4 * expected) / Math.sqrt(count));
  });

  test('moves a thing at the same cost wherever it is', () => {
    expect(work({ radius: 50, crowding: 1000 }, 'write').max).toBeCloseTo(15e-6, 12);
  });
});
