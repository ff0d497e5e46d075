import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintFor } from '../../src/cli/render/paint.ts';
import { cut, displayWidth, flow, hang, pad, plain, wrap } from '../../src/cli/render/text.ts';

describe('text from a file', () => {
  it('cannot send a code to the terminal, nor turn the direction of writing', () => {
    expect(plain('\u001b[2Jgone\r\n\u009b31m \u202eevil')).toBe('\\u001b[2Jgone\\u000d\\u000a\\u009b31m \\u202eevil');
  });

  it('is shown as it is where it is harmless, in any language', () => {
    for (const text of ['Zwei Bücher', '短縮 URL', 'עברית', '🚀 launch']) expect(plain(text)).toBe(text);
  });
});

describe('width', () => {
  it.each([
    ['abc', 3],
    ['短縮', 4],
    ['🚀', 2],
    ['e\u0301', 1],
    [paintFor(true).bad('red'), 3],
    ['', 0],
  ])('of %j is %i columns', (text, width) => expect(displayWidth(text)).toBe(width));

  it('is what padding and cutting make it, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 30 }).map(plain),
        fc.integer({ min: 2, max: 40 }),
        (text, width) => {
          const shown = pad(cut(text, width), width);
          // A character of two columns may leave the last one empty, which padding fills.
          expect(displayWidth(shown)).toBe(width);
        },
      ),
    );
  });
});

describe('wrapping', () => {
  const sentence = fc
    .array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 40 })
    .map((words) => words.join(' '));

  it('keeps every word in order and no line too wide', () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 8, max: 60 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join(' ')).toBe(text);
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('hangs the lines after the first below its text', () => {
    expect(hang('  → ', 'one two three', 11)).toEqual(['  → one two', '    three']);
  });

  it('breaks a flow of parts between parts only', () => {
    expect(flow(['one part', 'two', 'three parts'], 16)).toEqual(['one part · two ·', 'three parts']);
  });
});
