import { expect, test } from 'vitest';
import { trySwarm } from './swarm.ts';

test('designs of everything that there is keep all laws', { timeout: 300_000 }, () => {
  const { wrong, tried } = trySwarm(1, 24);
  expect(wrong).toEqual([]);
  // And most of what is drawn is a design.
  expect(tried).toBeGreaterThan(15);
});
