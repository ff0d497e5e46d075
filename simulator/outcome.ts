/** How a visit ended. `ok` and `miss` are answers; everything from `rejected` on is a failure. */
export const Outcome = {
  ok: 0,
  /** A cache's answer: not here. */
  miss: 1,
  /** No waiting place was free. */
  rejected: 2,
  rateLimited: 3,
  /** The callee was down when the call came. */
  refused: 4,
  /** A balancer knew of no healthy target, or a quorum could not be met. */
  unavailable: 5,
  circuitOpen: 6,
  timeout: 7,
  /** The callee worked and then failed. */
  error: 8,
  /** The callee crashed with the request in it. */
  crashed: 9,
  /** It waited longer than it was ready to wait, and left the queue without having been served. */
  abandoned: 10,
  /** The caller's bulkhead had no room for the call. */
  bulkheadFull: 11,
  /** The caller throttled itself, because the callee had refused so many before. */
  throttled: 12,
  /** The deadline of the whole call passed. */
  deadlineExceeded: 13,
  /** Nobody waited for it any more, and it was stopped. */
  canceled: 14,
  /** It was dropped from the queue, late or for a more urgent one, without having been served. */
  shed: 15,
  /** Another try of the same request was under way, or somebody else had been let in meanwhile: it came too late. */
  conflict: 16,
  /** A rule has taken it for an attack. */
  blocked: 17,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Names of the outcomes in results, by number. */
export const outcomeNames = [
  'ok',
  'miss',
  'rejected',
  'rate-limited',
  'refused',
  'unavailable',
  'circuit-open',
  'timeout',
  'error',
  'crashed',
  'abandoned',
  'bulkhead-full',
  'throttled',
  'deadline-exceeded',
  'canceled',
  'shed',
  'conflict',
  'blocked',
] as const;
export const OUTCOMES = outcomeNames.length;

export function isFailure(outcome: number): boolean {
  return outcome >= Outcome.rejected;
}

/** What a call asks of its callee. */
export const Op = { read: 0, write: 1, fill: 2, invalidate: 3 } as const;
export type Op = (typeof Op)[keyof typeof Op];
export const OPS = 4;
