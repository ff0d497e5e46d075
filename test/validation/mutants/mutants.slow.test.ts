import { expect, test } from 'vitest';
import { mutants } from './mutants.ts';
import { redUnder } from './run.ts';

const seen = [...new Set(mutants.flatMap(({ seenBy }) => seenBy))];

test('the sound engine passes the cases that see the mutants', async () => {
  expect(await redUnder(undefined, seen)).toEqual([]);
});

test.each(mutants)('$kind: where $name, the validation turns red', async (mutant) => {
  expect(await redUnder(mutant, mutant.seenBy)).toEqual(mutant.seenBy);
});
