import { grown } from '../kernel/index.ts';

/** How many requests there were, and on what their time was spent in all, by some number; plain data for a worker to hand over. */
export interface PackedTallies {
  /** What the rows are about, in rising order. */
  readonly keys: Int32Array;
  /** A row for each: how many, then seconds by what they were spent on. */
  readonly rows: Float64Array;
}

/** What is counted of a group of requests: how many, then seconds by what they were spent on. */
export class Tallies {
  /** Numbers of a row. */
  readonly width: number;
  private readonly places: Int32Array;
  private rows: Float64Array;
  private used = 0;

  /** `keys` is how many groups there may be; a row is made when the first of a group comes. */
  constructor(sorts: number, keys: number) {
    this.width = 1 + sorts;
    this.places = new Int32Array(keys).fill(-1);
    this.rows = new Float64Array(8 * this.width);
  }

  /** Counts one; where to add its seconds is `place` in what this returns. */
  count(key: number): Float64Array {
    if (this.places[key] < 0) this.places[key] = this.make();
    this.rows[this.places[key]]++;
    return this.rows;
  }

  /** Where the seconds of a group are in the rows. */
  place(key: number): number {
    return this.places[key] + 1;
  }

  pack(): PackedTallies {
    const keys = [...this.places.keys()].filter((key) => this.places[key] >= 0);
    const rows = new Float64Array(keys.length * this.width);
    keys.forEach((key, i) => {
      rows.set(this.rows.subarray(this.places[key], this.places[key] + this.width), i * this.width);
    });
    return { keys: Int32Array.from(keys), rows };
  }

  private make(): number {
    const place = this.used;
    this.used += this.width;
    if (this.used > this.rows.length) this.rows = grown(this.rows, 2 * this.used);
    return place;
  }
}

/** Several as one: rows of the same key add up. */
export function joinedTallies(parts: readonly PackedTallies[]): PackedTallies {
  const full = parts.filter(({ keys }) => keys.length > 0);
  if (full.length <= 1) return full[0] ?? { keys: new Int32Array(0), rows: new Float64Array(0) };
  const width = full[0].rows.length / full[0].keys.length;
  const keys = Int32Array.from(new Set(full.flatMap((part) => [...part.keys]))).sort();
  const place = new Map([...keys].map((key, i) => [key, i * width]));
  const rows = new Float64Array(keys.length * width);
  for (const part of full) {
    part.keys.forEach((key, i) => {
      const at = place.get(key) as number;
      for (let k = 0; k < width; k++) rows[at + k] += part.rows[i * width + k];
    });
  }
  return { keys, rows };
}
