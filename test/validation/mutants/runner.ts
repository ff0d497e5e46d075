import { cases, laboratory, misses, validate } from '../../../src/validation/index.ts';

/**
 * A program: quick validation of the cases it is given, a line of JSON for each as it ends. It is bundled with a broken engine, which may
 * run without end: then the case is ended, and has missed.
 */

/** Of a million events each; the longest quick case takes a tenth of them. */
const MOST_SLICES = 100;

for (const each of cases.filter(({ id }) => process.argv.includes(id))) {
  let slices = 0;
  const lab = laboratory({
    isQuick: true,
    seed: 1,
    breathe: async () => {
      if (++slices > MOST_SLICES) throw new Error('It does not come to an end.');
    },
  });
  console.log(JSON.stringify({ id: each.id, missed: misses(await validate(each, lab)).length }));
}
