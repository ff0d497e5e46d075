import { expect, test } from 'vitest';
import {
  type Case,
  hasPassed,
  laboratory,
  misses,
  type Row,
  validate,
  validationPage,
  worst,
} from '../../src/validation/index.ts';

const lab = laboratory({ isQuick: true, seed: 1 });

/** A case of one row that measures a given number. */
function measuring(value: number, row: Row, sample: { length?: number; size?: number } = {}): Case {
  const { length, size } = sample;
  return {
    id: 'T00',
    title: 'Made up',
    model: 'None.',
    source: 'Nobody',
    trials: [
      {
        ...(length !== undefined && { length }),
        rows: [row],
        measure: async () => ({ values: [value], ...(size !== undefined && { size }) }),
      },
    ],
  };
}

const seen = async (value: number, row: Row, sample?: { length?: number; size?: number }) =>
  (await validate(measuring(value, row, sample), lab)).judgments[0]!;

const row = { metric: 'wait', unit: 'ms', value: 50 } as const;

test('a number may be off by four standard errors of the length that was run, and no more', async () => {
  // A fourth of the stated length doubles the standard error: 2 ms.
  const sample = { length: 400, size: 100 };
  const inside = await seen(0.0579, { ...row, se: 1 }, sample);
  expect(inside.passed).toBe(true);
  expect(inside.tolerance).toBeCloseTo(8, 9);
  expect(inside.deviation).toBeCloseTo(3.95, 9);
  expect((await seen(0.0581, { ...row, se: 1 }, sample)).passed).toBe(false);
  expect((await seen(0.0419, { ...row, se: 1 }, sample)).passed).toBe(false);
});

test('a number is not judged more finely than 0.2 % of it, or of the complement of a probability above one half', async () => {
  const fine = { length: 1, size: 1 };
  expect((await seen(0.0501, { ...row, se: 1e-9 }, fine)).tolerance).toBeCloseTo(0.1, 9);
  const share = { metric: 'hits', unit: 'share', value: 0.9, se: 1e-9 } as const;
  expect((await seen(0.9, share, fine)).tolerance).toBeCloseTo(0.0002, 9);
  expect((await seen(0.1, { ...share, value: 0.1 }, fine)).tolerance).toBeCloseTo(0.0002, 9);
});

test('a percentile may be off by the error of its histogram too', async () => {
  const { tolerance } = await seen(0.05, { ...row, se: 1, isPercentile: true }, { length: 1, size: 1 });
  expect(tolerance).toBeCloseTo(4 + 50 / 256, 9);
});

test('what is exact may be off by a thousandth; what has a tolerance of its own by that', async () => {
  expect((await seen(7, { metric: 'calls', unit: '', value: 7, exact: true })).passed).toBe(true);
  expect((await seen(8, { metric: 'calls', unit: '', value: 7, exact: true })).passed).toBe(false);
  expect((await seen(119, { metric: 'recovery', unit: 's', value: 118, within: 2 })).passed).toBe(true);
  expect((await seen(120.1, { metric: 'recovery', unit: 's', value: 118, within: 2 })).passed).toBe(false);
});

test('what could not be measured has not passed, and the reason is said', async () => {
  expect((await seen(Number.NaN, { ...row, se: 1 })).passed).toBe(false);
  const refused: Case = {
    ...measuring(0, row as never),
    trials: [
      {
        rows: [{ ...row, exact: true }],
        measure: async ({ simulate }) => {
          const design = { components: [{ id: 'users', type: 'klient' }], connections: [], workload: {} };
          await simulate(design, { duration: 1, warmup: 0 });
          return { values: [50] };
        },
      },
    ],
  };
  const verdict = await validate(refused, lab);
  expect(hasPassed(verdict)).toBe(false);
  expect(misses(verdict).join('\n')).toContain('klient');
});

test('the page names every case, its truth, its seed, and the numbers that are furthest off first', async () => {
  const verdicts = [
    await validate(measuring(0.052, { ...row, se: 1 }), lab),
    await validate({ ...measuring(0.053, { ...row, se: 1 }), id: 'T99' }, lab),
  ];
  expect(worst(verdicts, 1)[0]).toMatchObject({ case: 'T99', deviation: expect.closeTo(3, 9) });
  const page = validationPage({ verdicts, seed: 77, isQuick: false, appendix: '## Mutants\n' });
  expect(page).toContain('npx headroom validate --seed 77');
  expect(page).toContain('2 cases, 2 numbers: all agree.');
  expect(page.indexOf('| T99 |')).toBeLessThan(page.indexOf('| T00 |'));
  expect(page).toContain('### T99 Made up\n\nNone. *Truth:* Nobody.');
  expect(page.endsWith('## Mutants\n')).toBe(true);
});
