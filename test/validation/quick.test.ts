import { describe, expect, test } from 'vitest';
import { cases, laboratory, misses, validate } from '../../src/validation/index.ts';

const lab = laboratory({ isQuick: true, seed: 1 });

describe('in short runs the simulator agrees with the literature', () => {
  for (const each of cases) {
    test(`${each.id} ${each.title} [${each.source}]`, async () => {
      expect(misses(await validate(each, lab))).toEqual([]);
    });
  }
});
