import { DOUBLE, HIGH, LOW, WORDS } from './bits.ts';

/**
 * A running hash of everything that must not change unawares: two lanes of 32 bits, mixed as MurmurHash3 x86 does
 * (Appleby, public domain), with the constants of its 32-bit and its 128-bit form. Not cryptographic.
 */
export class Fingerprint {
  // Lanes and length: words of 32 bits, which as class fields are slow where small integers have 31, as in Chromium.
  private readonly state: Int32Array = Int32Array.of(0, 0x9747b28c | 0, 0);

  /** Adds the 32 lowest bits of an integer. */
  int(n: number): this {
    const { state } = this;
    let k = Math.imul(n, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    const a = state[0] ^ k;
    state[0] = Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64;
    k = Math.imul(n, 0x239b961b);
    k = Math.imul((k << 16) | (k >>> 16), 0x38b34ae5);
    const b = state[1] ^ k;
    state[1] = Math.imul((b << 15) | (b >>> 17), 5) + 0x561ccd1b;
    state[2]++;
    return this;
  }

  /** Adds the 64 bits of a double. All NaN count as one, because engines differ in their payloads. */
  float(x: number): this {
    if (Number.isNaN(x)) return this.int(0x7ff80000).int(0);
    DOUBLE[0] = x;
    return this.int(WORDS[HIGH]).int(WORDS[LOW]);
  }

  /**
   * Adds an event of a trajectory: when and where. The low word of the time and the station go into one lane, its high
   * word into the other, with one multiplication each, since it is paid for every event.
   */
  event(time: number, station: number): void {
    const { state } = this;
    DOUBLE[0] = time;
    const a = state[0] ^ WORDS[LOW];
    state[0] = Math.imul((a << 13) | (a >>> 19), 0xcc9e2d51) + station;
    const b = state[1] ^ WORDS[HIGH] ^ a;
    state[1] = Math.imul((b << 15) | (b >>> 17), 0x239b961b);
  }

  /** Adds a text by its UTF-16 code units, after its length, so that ('ab', 'c') differs from ('a', 'bc'). */
  text(s: string): this {
    this.int(s.length);
    for (let i = 0; i < s.length; i++) this.int(s.charCodeAt(i));
    return this;
  }

  /** First half of the hash so far, an unsigned 32-bit integer. */
  get upper(): number {
    const { state } = this;
    return avalanche(state[0] ^ state[2] ^ avalanche(state[1])) >>> 0;
  }

  /** Second half of the hash so far, an unsigned 32-bit integer. */
  get lower(): number {
    const { state } = this;
    return avalanche(state[1] ^ state[2] ^ avalanche(state[0] + 0x5bd1e995)) >>> 0;
  }

  /** The hash so far as 16 hexadecimal digits; more can be added afterwards. */
  hex(): string {
    return this.upper.toString(16).padStart(8, '0') + this.lower.toString(16).padStart(8, '0');
  }
}

/** The finalizer of MurmurHash3: a bijection of 32-bit integers in which every input bit reaches every output bit. */
export function avalanche(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
