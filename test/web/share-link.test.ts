import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isShared, pack, unpack } from '../../web/editor/share-link.ts';

describe('a design in a link', () => {
  test('comes back as it was, whatever its letters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), async (text) => {
        const hash = await pack(text);
        expect(isShared(hash)).toBe(true);
        // Nothing that an address would have to escape.
        expect(hash).toMatch(/^#design=[\w-]*$/);
        expect(await unpack(hash)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  test('a link cut off anywhere is refused', async () => {
    const hash = await pack(JSON.stringify({ name: 'A design of some length, so that there is something to cut' }));
    for (let length = '#design='.length + 1; length < hash.length; length += 1)
      await expect(unpack(hash.slice(0, length))).rejects.toThrow();
  });

  test('a few bytes that unpack to more than any design has are refused', async () => {
    const hash = await pack('x'.repeat(5 * 1024 * 1024));
    expect(hash.length).toBeLessThan(10_000);
    await expect(unpack(hash)).rejects.toThrow('more than any design');
  });
});
