import { expect, test } from 'vitest';
import { caches } from './caches.ts';
import { networks } from './networks.ts';
import { stations } from './stations.ts';
import { judge, misses } from './truth.ts';

// The same truths as in the quick test, at lengths at which an error of a fraction of a per cent shows.
test.each([...stations, ...networks, ...caches])('$id $model agrees with $source, in a long run', (truth) => {
  expect(misses(judge(truth, truth.slow, 2))).toEqual([]);
});
