/** A text as a file has it: a number where it is one. */
export function numberOrText(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** Pairs of a quantity and a number as one line: `30 %: -1, 70 %: 1`. */
export function pairsText(raw: unknown): string {
  return Array.isArray(raw) ? raw.map((pair) => [pair].flat().join(': ')).join(', ') : String(raw ?? '');
}

/** Pairs read from that line, as a file has them; the field's schema says what is wrong with them. */
export function pairsOf(text: string): unknown {
  return text.split(',').map((part) => {
    const [from = '', number = ''] = part.split(':');
    return [numberOrText(from.trim()), number.trim() === '' ? undefined : Number(number)];
  });
}
