import { expect, test } from 'vitest';
import type { Sketch } from '../support/topology.ts';
import { chain, client, servers } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

const statesOf = (api: object, faults: NonNullable<Sketch['faults']> = [], until = 100) =>
  run({
    components: [client, { ...servers('api', 1, '10 ms'), replicas: 2, ...api }],
    connections: chain('users', 'api'),
    workload: steady(5),
    faults,
    run: cold(until),
  }).components['api'].states;

function expectShares(states: ReturnType<typeof statesOf>, shares: Readonly<Record<string, number>>): void {
  if (states === undefined) throw new Error('all were up all the time');
  const { up, ...others } = states;
  const all = { down: 0, frozen: 0, replaced: 0, starting: 0, draining: 0, ...shares };
  for (const [state, share] of Object.entries(all)) expect(others[state as 'down'], state).toBeCloseTo(share, 9);
  expect(Object.values(others).reduce((sum, share) => sum + share, up)).toBeCloseTo(1, 12);
}

test('instances that are up all the time have no states to tell of', () => {
  expect(statesOf({})).toBeUndefined();
});

test('of two instances one is down for 10 s, frozen for 5 s, and both are replaced for 4 s: shares of 200 s', () => {
  const faults = [
    { at: 10, for: 10, crash: { component: 'api', replicas: 1 } },
    // While it is down already a freeze is no state of its own: one second of two.
    { at: 19, for: 2, freeze: { component: 'api', replicas: 1 } },
    { at: 40, for: 4, freeze: { component: 'api', replicas: 1 } },
    { at: 60, deploy: { component: 'api', strategy: 'recreate', startUp: '4 s' } },
  ];
  expectShares(statesOf({}, faults), { down: 10 / 200, frozen: 5 / 200, replaced: 8 / 200 });
  // Where one of two is enough the component was there all the same, its instances were not.
  expectShares(statesOf({ needs: 1 }, faults.slice(0, 1)), { down: 10 / 200 });
});

test('what is scaled starts and drains: of the time of the instances that are paid', () => {
  // Two idle replicas; the second is taken away at the first look, after 10 s, has nothing to finish, and is gone at the next.
  const autoscale = { min: 1, max: 3, interval: '10 s', stabilization: '0 s' };
  expectShares(statesOf({ autoscale }), { draining: 10 / (2 * 20 + 80) });
  // A schedule starts two at 50 s, which serve from 70 s on.
  const scheduled = { ...autoscale, min: 2, startUp: '20 s', schedule: { min: [[50, 3]] } };
  expectShares(statesOf({ autoscale: scheduled }), { starting: 20 / (2 * 100 + 50) });
});
