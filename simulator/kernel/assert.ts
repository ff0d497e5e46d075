/** A statement about our own code was false: a bug of ours, never of the user's file. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * States what must hold. Kept on in production. The message is a constant sentence: a template would be built even when
 * the assertion holds; the run's boundary adds seed, time and station when it does not.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
