import { describe, expect, test } from 'vitest';
import { cases, laboratory, misses, validate } from '../../src/validation/index.ts';

// Another seed than the quick runs have: the same requests again would say less.
const lab = laboratory({ isQuick: false, seed: 2 });

describe('in long runs, where an error of a fraction of a per cent shows, the simulator agrees with the literature', () => {
  for (const each of cases) {
    test(`${each.id} ${each.title} [${each.source}]`, async () => {
      expect(misses(await validate(each, lab))).toEqual([]);
    });
  }
});
