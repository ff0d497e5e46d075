import { expect, test } from 'vitest';
import { caches } from './caches.ts';
import { networks } from './networks.ts';
import { stations } from './stations.ts';
import { judge, misses, type Truth } from './truth.ts';

const truths: readonly Truth[] = [...stations, ...networks, ...caches].filter(({ quick }) => quick > 0);

test.each(truths)('$id $model agrees with $source', (truth) => {
  expect(misses(judge(truth, truth.quick, 1))).toEqual([]);
});
