import { expect, test } from 'vitest';
import { caches } from './caches.ts';
import { networks } from './networks.ts';
import { stations } from './stations.ts';
import { inFlightAfterStep, step } from './step.ts';
import { judge, misses } from './truth.ts';

// The same truths as in the quick test, at lengths at which an error of a fraction of a per cent shows.
for (const truth of [...stations, ...networks, ...caches]) {
  test(`${truth.id} ${truth.model}, in a long run [${truth.source}]`, () => {
    expect(misses(judge(truth, truth.slow, 2))).toEqual([]);
  });
}

test('T123 mean in flight 2 s and 5 s after a step in load is that of M_t/M/∞, over many runs', () => {
  const { after2, after5 } = inFlightAfterStep(4 * step.runs);
  expect(Math.abs(after2 - step.after2.value)).toBeLessThan((4 * step.after2.error) / 2);
  expect(Math.abs(after5 - step.after5.value)).toBeLessThan((4 * step.after5.error) / 2);
});
