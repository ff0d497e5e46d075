/** Text in a terminal: how wide it is, how it is cut, padded and wrapped, and what is not let through. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what these look for
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a color
const colorCodes = /\u001b\[\d+m/g;
const zeroWidth = /^[\p{M}\u200b-\u200d]$/u;
const doubleWidth =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation})$/u;

/**
 * A text from a file, made harmless: control characters, which move the cursor or recolor a terminal, and marks that
 * reverse the direction of writing are shown as their code.
 */
export function plain(text: string): string {
  return text.replace(controls, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function widthOf(char: string): number {
  if (zeroWidth.test(char)) return 0;
  return doubleWidth.test(char) ? 2 : 1;
}

/** Columns that a text takes; color codes take none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const char of text.replace(colorCodes, '')) width += widthOf(char);
  return width;
}

/** Pads to a number of columns; a longer text stays as it is. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + space : space + text;
}

/** Cuts an uncolored text to a number of columns, the cut shown by an ellipsis. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const char of text) {
    used += widthOf(char);
    if (used > width - 1) break;
    kept += char;
  }
  return `${kept.trimEnd()}…`;
}

/** Breaks a text at spaces so that no line is wider than asked, save one word that is itself wider. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Wraps, and indents: the first line by one text, the others by as many spaces. */
export function hang(first: string, text: string, width: number): string[] {
  const indent = displayWidth(first);
  return wrap(text, width - indent).map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + line);
}

/** Joins parts by a dot between them, and breaks lines only there. */
export function flow(parts: readonly string[], width: number): string[] {
  const whole = parts.map((part) => part.replaceAll(' ', '\u00a0')).join('\u00a0· ');
  return wrap(whole, width).map((line) => line.replaceAll('\u00a0', ' '));
}

/** `1 error`, `2 errors`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
