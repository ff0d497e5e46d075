import { expect, test } from 'vitest';
import { Spells } from '../../../simulator/parts/spells.ts';
import { client } from '../building-blocks.ts';
import { cold, run, steady } from '../support.ts';

/** What watchers who need 20 s to notice an outage, and 30 s to trust again, believe at some moments [s]. */
function believed(changes: readonly number[], moments: readonly number[]): boolean[] {
  return moments.map((now) => {
    const spells = new Spells();
    for (const at of changes) if (at <= now) spells.change(at);
    expect(Number.isNaN(spells.wellSince(now, 20, 30))).toBe(!spells.seemsWell(now, 20, 30));
    return spells.seemsWell(now, 20, 30);
  });
}

test('an outage is noticed when it has lasted, and so is its end', () => {
  expect(believed([100, 150], [99, 119, 120, 149, 179, 180])).toEqual([true, true, false, false, false, true]);
});

test('what is over before it is noticed has no effect at all', () => {
  expect(believed([100, 119], [100, 118, 119, 120, 140])).toEqual([true, true, true, true, true]);
});

test('who is well for a moment only stays out, and who is gone for a moment only stays in', () => {
  // Out from 100 on, well for 20 s at 150, out for 5 s at 170, and then for good: trusted 30 s later.
  expect(believed([100, 150, 170, 175], [160, 172, 190, 204, 205, 300])).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
  // Out for 5 s in every 15 s, for ever: never noticed.
  const flapping = Array.from({ length: 60 }, (_, i) => 100 + Math.floor(i / 2) * 15 + (i % 2) * 5);
  expect(believed(flapping, [101, 108, 300, 500])).toEqual([true, true, true, true]);
});

test('a target that is gone for less than it takes to notice keeps its share', () => {
  const shares = (seconds: number) => {
    const { components } = run({
      components: [
        client,
        { id: 'lb', type: 'load-balancer', healthCheckInterval: '10 s', unhealthyAfter: 2, healthyAfter: 5, work: 0 },
        ...['a', 'b'].map((id) => ({ id, type: 'service', work: '1 ms' })),
      ],
      connections: ['a', 'b'].map((to) => ({ from: 'lb', to })).concat({ from: 'users', to: 'lb' }),
      workload: steady(10),
      faults: [{ at: 20, for: seconds, crash: { component: 'a' } }],
      run: cold(200),
    });
    return components['a'].arrivalRate * 200;
  };
  // Half of 2,000, though it refuses some for 19 s.
  expect(Math.abs(shares(19) - 1000)).toBeLessThan(2);
  // Out from 40 s on, and from 50 s until 100 s not yet trusted: 60 s of five a second are missing.
  expect(Math.abs(shares(30) - 700)).toBeLessThan(2);
});
