import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fingerprint } from '../../simulator/kernel/index.ts';

const of = (...values: number[]): string => {
  const fingerprint = new Fingerprint();
  for (const value of values) fingerprint.float(value);
  return fingerprint.hex();
};

test('a fingerprint is sixteen hexadecimal digits, the same for the same values', () => {
  expect(of(1, 2, 3)).toMatch(/^[0-9a-f]{16}$/);
  expect(of(1, 2, 3)).toBe(of(1, 2, 3));
});

test('reading the digits does not end the fingerprint', () => {
  const fingerprint = new Fingerprint().int(1);
  const before = fingerprint.hex();
  expect(fingerprint.hex()).toBe(before);
  expect(fingerprint.int(2).hex()).toBe(new Fingerprint().int(1).int(2).hex());
});

test('one bit anywhere changes it, and so does the order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.nat(), fc.nat(31), (values, at, bit) => {
      const changed = values.slice();
      changed[at % values.length]! ^= 1 << bit;
      const a = new Fingerprint();
      const b = new Fingerprint();
      for (const value of values) a.int(value);
      for (const value of changed) b.int(value);
      return a.hex() !== b.hex();
    }),
    { seed: 1 },
  );
  expect(of(1, 2)).not.toBe(of(2, 1));
});

test('about half of the digits’ bits change with one bit of input', () => {
  let flips = 0;
  const base = BigInt(`0x${new Fingerprint().int(0).int(7).hex()}`);
  for (let bit = 0; bit < 32; bit++) {
    const other = BigInt(
      `0x${new Fingerprint()
        .int(1 << bit)
        .int(7)
        .hex()}`,
    );
    flips += (base ^ other).toString(2).replaceAll('0', '').length;
  }
  // 2048 fair coins: mean 1024, standard deviation 22.6.
  expect(Math.abs(flips - 1024)).toBeLessThan(4 * 22.6);
});

test('a hundred thousand short inputs do not collide', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 100_000; i++) seen.add(new Fingerprint().int(i).hex());
  expect(seen.size).toBe(100_000);
});

test('minus zero is not zero, and all NaN are one', () => {
  expect(of(-0)).not.toBe(of(0));
  const payload = new Float64Array(BigUint64Array.of(0x7ff8000000001234n).buffer)[0] as number;
  expect(of(payload)).toBe(of(NaN));
});

test('texts are told apart by where they end', () => {
  expect(new Fingerprint().text('ab').text('c').hex()).not.toBe(new Fingerprint().text('a').text('bc').hex());
  expect(new Fingerprint().text('').hex()).not.toBe(new Fingerprint().hex());
});

test('snapshot: known digits, so that a change of the algorithm is noticed', () => {
  expect(new Fingerprint().int(1).float(0.1).text('Zürich 🚀').hex()).toMatchInlineSnapshot(`"fb678ab722397c08"`);
});
