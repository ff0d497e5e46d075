/** Colors by meaning. Each function wraps a text in the terminal's codes, or leaves it alone where colors are off. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly accent: (text: string) => string;
}

export type Tone = keyof Paint;

const codes: Readonly<Record<Tone, readonly [on: number, off: number]>> = {
  strong: [1, 22],
  faint: [2, 22],
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39],
  accent: [36, 39],
};

/** The palette of a terminal with colors, or of one without. */
export function paintFor(colors: boolean): Paint {
  const wrap =
    (tone: Tone) =>
    (text: string): string =>
      colors && text !== '' ? `\u001b[${codes[tone][0]}m${text}\u001b[${codes[tone][1]}m` : text;
  return {
    strong: wrap('strong'),
    faint: wrap('faint'),
    good: wrap('good'),
    warn: wrap('warn'),
    bad: wrap('bad'),
    accent: wrap('accent'),
  };
}

/** What a renderer knows of the place it writes to. */
export interface Style {
  /** Columns. */
  readonly width: number;
  readonly paint: Paint;
}
