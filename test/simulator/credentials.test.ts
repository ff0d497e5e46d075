import { expect, test } from 'vitest';
import { poisson } from '../support/topology.ts';
import { chain, client, relay, servers } from './building-blocks.ts';
import { cold, run } from './support.ts';

/** A hundred calls a second, from 20 s to 80 s with credentials that are not good any more. */
function calls(credentials: object, callers = 1) {
  const result = run({
    components: [client, { ...relay('api'), replicas: callers }, servers('db', 100, '1 ms')],
    connections: chain('users', 'api', 'db'),
    workload: poisson(100),
    faults: [{ at: 20, for: 60, credentials: { component: 'db', ...credentials } }],
    run: cold(120),
  });
  const { failed } = result.requests['*'].counts;
  expect(Object.keys(failed).filter((reason) => reason !== 'refused')).toEqual([]);
  const { step, requests } = result.timeline;
  const per = requests['*'].failed;
  const within = (from: number, to: number) =>
    per.slice(Math.round(from / step), Math.round(to / step)).reduce((sum, n) => sum + n * step, 0);
  return { failed: failed['refused'] ?? 0, within };
}

/** Four standard errors of a count that is a Poisson number. */
const off = (mean: number) => 4 * Math.sqrt(mean);

test('connections renewed every 120 s hide it at first: 100/s × 60²/(2 × 120) s = 1,500 of 6,000 calls fail', () => {
  const { failed, within } = calls({ connectionLife: '120 s' });
  expect(Math.abs(failed - 1500)).toBeLessThan(off(1500));
  // Of the first ten seconds 1/24 of the calls, of the last 11/24.
  expect(Math.abs(within(20, 30) - 1000 / 24)).toBeLessThan(off(1000 / 24));
  expect(Math.abs(within(70, 80) - (1000 * 11) / 24)).toBeLessThan(off((1000 * 11) / 24));
  expect(within(80, 120)).toBe(0);
});

test('once all have been renewed all fail; without pools from the first moment on', () => {
  const renewed = calls({ connectionLife: '20 s' });
  expect(Math.abs(renewed.failed - 100 * (60 - 10))).toBeLessThan(off(5000));
  const each = calls({ connectionLife: 0 });
  expect(Math.abs(each.failed - 6000)).toBeLessThan(off(6000));
  expect(each.within(0, 20)).toBe(0);
});

test('callers that read a secret at their start get the new one by their restart: a quarter fewer of four every 10 s', () => {
  const { within } = calls({ connectionLife: 0, rollout: '40 s' }, 4);
  for (const [at, left] of [1, 0.75, 0.5, 0.25].entries()) {
    const mean = 1000 * left;
    expect(Math.abs(within(80 + 10 * at, 90 + 10 * at) - mean)).toBeLessThan(off(mean));
  }
});
