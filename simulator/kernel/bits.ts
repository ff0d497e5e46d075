/**
 * One double seen as two 32-bit words, shared by all who read or make bits: store into `DOUBLE[0]`, read `WORDS`, or
 * the other way round, and let nothing come between.
 */
export const DOUBLE: Float64Array = new Float64Array(1);
export const WORDS: Int32Array = new Int32Array(DOUBLE.buffer);

/** Index of the word with sign, exponent and the first 20 bits of the mantissa; which it is depends on the byte order. */
export const HIGH: 0 | 1 = new Uint8Array(Int32Array.of(1).buffer)[0] === 1 ? 1 : 0;
/** Index of the word with the last 32 bits of the mantissa. */
export const LOW: 0 | 1 = HIGH === 1 ? 0 : 1;
