import { expect, test } from 'vitest';
import { trySwarm } from './swarm.ts';

// In parts that a busy machine has time for.
test.each([1000, 1500, 2000, 2500, 3000, 3500])(
  'five hundred designs of everything that there is keep all laws (from %i)',
  (first) => {
    expect(trySwarm(first, 500).wrong).toEqual([]);
  },
);
