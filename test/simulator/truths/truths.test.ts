import { expect, test } from 'vitest';
import { caches } from './caches.ts';
import { networks } from './networks.ts';
import { stations } from './stations.ts';
import { inFlightAfterStep, step } from './step.ts';
import { judge, misses, type Truth } from './truth.ts';

const truths: readonly Truth[] = [...stations, ...networks, ...caches].filter(({ quick }) => quick > 0);

for (const truth of truths) {
  test(`${truth.id} ${truth.model} [${truth.source}]`, () => {
    expect(misses(judge(truth, truth.quick, 1))).toEqual([]);
  });
}

test('T123 mean in flight 2 s and 5 s after a step in load is that of M_t/M/∞', () => {
  const runs = 100;
  const { after2, after5 } = inFlightAfterStep(runs);
  const scale = Math.sqrt(step.runs / runs);
  expect(Math.abs(after2 - step.after2.value)).toBeLessThan(4 * step.after2.error * scale);
  expect(Math.abs(after5 - step.after5.value)).toBeLessThan(4 * step.after5.error * scale);
});
