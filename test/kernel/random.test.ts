import { expect, test } from 'vitest';
import { exp, gammaP, normalCdf, RandomStream, streamFor } from '../../simulator/kernel/index.ts';
import { chiSquareP, kolmogorovRatio, meanDeviation } from './goodness-of-fit.ts';

const N = 100_000;
const draw = (f: (i: number) => number): Float64Array => Float64Array.from({ length: N }, (_, i) => f(i));

test('the generator is xoshiro128**: the outputs of the reference C code for the state 1, 2, 3, 4', () => {
  const stream = new RandomStream(1, 2, 3, 4);
  const reference = [
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804, 337829053,
    2142557243, 3576906021, 2006103318, 3870238204, 1001584594,
  ];
  for (const expected of reference) expect(stream.next() >>> 0).toBe(expected);
});

test('a million outputs from a state with all bits in use agree with the reference C code', () => {
  const stream = new RandomStream(0x01234567, 0x89abcdef, 0xfedcba98, 0x76543210);
  let mixed = 0;
  for (let i = 0; i < 1_000_000; i++) mixed = stream.next() ^ ((mixed << 1) | (mixed >>> 31));
  expect(mixed >>> 0).toBe(1106336847);
});

test('a state of zeros, from which the generator would never leave, is not accepted as it is', () => {
  const stream = new RandomStream(0, 0, 0, 0);
  expect(Array.from({ length: 8 }, () => stream.next()).some((word) => word !== 0)).toBe(true);
});

test('uniform draws fill (0, 1) evenly and use their lowest bits', () => {
  const stream = streamFor(1, 0, 'test', 'uniform');
  const draws = draw(() => stream.uniform());
  expect(draws.every((u) => u > 0 && u < 1)).toBe(true);
  expect(kolmogorovRatio(draws, (x) => x)).toBeLessThan(1);
  const odd = draws.filter((u) => (u * 2 ** 53) % 2 === 1).length;
  expect(Math.abs(odd - N / 2)).toBeLessThan(4 * Math.sqrt(N / 4));
});

test('where the generator gives only zero bits, the uniform draw is small and not zero', () => {
  // This state gives two outputs whose upper bits are all zero: rotl(5 b, 7) · 9 with b = 0, twice.
  const stream = new RandomStream(0, 0, 0, 1);
  expect(stream.uniform()).toBe(2 ** -54);
});

test('consecutive draws are independent: pairs fill the square evenly', () => {
  const stream = streamFor(2, 0, 'test', 'pairs');
  const cells = new Float64Array(32 * 32);
  for (let i = 0; i < N; i++) {
    const cell = Math.floor(stream.uniform() * 32) * 32 + Math.floor(stream.uniform() * 32);
    cells[cell] = (cells[cell] as number) + 1;
  }
  expect(chiSquareP(cells, new Float64Array(1024).fill(N / 1024))).toBeGreaterThan(0.001);
});

test('integers below n come out alike often', () => {
  const stream = streamFor(3, 0, 'test', 'integer');
  const counts = new Float64Array(7);
  for (let i = 0; i < N; i++) counts[stream.integer(7)]! += 1;
  expect(chiSquareP(counts, new Float64Array(7).fill(N / 7))).toBeGreaterThan(0.001);
  expect(stream.integer(1)).toBe(0);
});

test('an event of probability p happens in a share p of the draws, never for 0, always for 1', () => {
  const stream = streamFor(4, 0, 'test', 'chance');
  const hits = draw(() => (stream.chance(0.3) ? 1 : 0));
  expect(meanDeviation(hits, 0.3)).toBeLessThan(4);
  expect(draw(() => (stream.chance(0) ? 1 : 0)).includes(1)).toBe(false);
  expect(draw(() => (stream.chance(1) ? 1 : 0)).includes(0)).toBe(false);
});

test('exponential draws follow their law in the body and beyond the tail of the ziggurat', () => {
  const stream = streamFor(5, 0, 'test', 'exponential');
  const draws = draw(() => stream.exponential());
  expect(kolmogorovRatio(draws, (x) => 1 - Math.exp(-x))).toBeLessThan(1);
  expect(meanDeviation(draws, 1)).toBeLessThan(4);
  expect(
    meanDeviation(
      draws.map((x) => x * x),
      2,
    ),
  ).toBeLessThan(4);
  // Two million draws reach the tail, which begins at 7.697, some 900 times.
  const tail: number[] = [];
  for (let i = 0; i < 2_000_000; i++) {
    const x = stream.exponential();
    if (x > 7.8) tail.push(x - 7.8);
  }
  const expected = 2_000_000 * exp(-7.8);
  expect(Math.abs(tail.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
  expect(kolmogorovRatio(Float64Array.from(tail), (x) => 1 - Math.exp(-x))).toBeLessThan(1);
});

test('small exponential draws are as fine as large ones: no layer repeats values or leaves gaps', () => {
  const stream = streamFor(6, 0, 'test', 'small');
  const small: number[] = [];
  for (let i = 0; i < 1_000_000; i++) {
    const x = stream.exponential();
    if (x < 0.005) small.push(x);
  }
  expect(kolmogorovRatio(Float64Array.from(small), (x) => Math.expm1(-x) / Math.expm1(-0.005))).toBeLessThan(1);
  expect(new Set(small).size).toBe(small.length);
});

test('normal draws follow their law in the body and beyond the tail of the ziggurat', () => {
  const stream = streamFor(7, 0, 'test', 'normal');
  const draws = draw(() => stream.normal());
  expect(kolmogorovRatio(draws, normalCdf)).toBeLessThan(1);
  expect(meanDeviation(draws, 0)).toBeLessThan(4);
  expect(
    meanDeviation(
      draws.map((x) => x ** 2),
      1,
    ),
  ).toBeLessThan(4);
  expect(
    meanDeviation(
      draws.map((x) => x ** 4),
      3,
    ),
  ).toBeLessThan(4);
  let beyond = 0;
  for (let i = 0; i < 3_000_000; i++) if (Math.abs(stream.normal()) > 3.7) beyond += 1;
  const expected = 3_000_000 * 2 * normalCdf(-3.7);
  expect(Math.abs(beyond - expected)).toBeLessThan(4 * Math.sqrt(expected));
});

test.each([0.05, 0.4, 1, 2.5, 40])('gamma draws of shape %d follow their law', (shape) => {
  const stream = streamFor(8, 0, 'test', `gamma ${shape}`);
  const draws = draw(() => stream.gamma(shape));
  expect(kolmogorovRatio(draws, (x) => gammaP(shape, x))).toBeLessThan(1);
  expect(meanDeviation(draws, shape)).toBeLessThan(4);
});

test('a stream belongs to its name: the same name always gives the same numbers', () => {
  const first = streamFor(42, 3, 'api', 'service');
  const again = streamFor(42, 3, 'api', 'service');
  for (let i = 0; i < 1000; i++) expect(again.next()).toBe(first.next());
});

test('every part of the name counts, also where the letters stay the same', () => {
  const names: [number, number, string, string][] = [
    [42, 3, 'api', 'service'],
    [43, 3, 'api', 'service'],
    [42.5, 3, 'api', 'service'],
    [42 + 2 ** 40, 3, 'api', 'service'],
    [-42, 3, 'api', 'service'],
    [42, 4, 'api', 'service'],
    [3, 42, 'api', 'service'],
    [42, 3, 'apis', 'ervice'],
    [42, 3, 'service', 'api'],
    [42, 3, 'apiservice', ''],
    [42, 3, 'Api', 'service'],
    [42, 3, 'api\u0000', 'service'],
  ];
  const starts = names.map((name) => {
    const stream = streamFor(...name);
    return `${stream.next()} ${stream.next()}`;
  });
  expect(new Set(starts).size).toBe(names.length);
});

test('streams of neighboring names are uncorrelated', () => {
  const streams = Array.from({ length: 40 }, (_, i) => streamFor(1, i % 4, `replica-${Math.floor(i / 4)}`, 'service'));
  const n = 10_000;
  const columns = streams.map((stream) => Float64Array.from({ length: n }, () => stream.uniform() - 0.5));
  // Products of independent uniforms have mean 0 and standard deviation 1/12; 780 pairs reach about 3.2 of them.
  for (let a = 0; a < columns.length; a++) {
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (columns[a] as Float64Array)[i]! * (columns[b] as Float64Array)[i]!;
      expect(Math.abs(sum / n) * 12 * Math.sqrt(n)).toBeLessThan(4.5);
    }
  }
});

test('the first draws of many streams are themselves uniform', () => {
  const draws = Float64Array.from({ length: 20_000 }, (_, i) => streamFor(i, 0, 'users', 'arrivals').uniform());
  expect(kolmogorovRatio(draws, (x) => x)).toBeLessThan(1);
});
