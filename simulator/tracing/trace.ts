import type { Reason } from './samples.ts';

/** What happened in one request, as plain data. Moments are of the simulated clock [s]. */
export interface RequestTrace {
  /** Its number in the replication, from 1. */
  readonly number: number;
  /** Name of the request. */
  readonly request: string;
  /** Why it was picked: one of the slowest, one that failed, or any. */
  readonly why: Reason;
  readonly from: number;
  readonly to: number;
  /** How it ended: `ok`, or the reason of its failure, and where that began. */
  readonly outcome: string;
  readonly failedAt?: string;
  /** Each after its parent; the first is the request itself, seen by its client. */
  readonly spans: readonly TraceSpan[];
  /** Spans beyond what is kept. */
  readonly dropped: number;
}

/**
 * `request`: the whole, at its client. `call`: what a caller sees, from sending to the answer or to giving up. `visit`: what a component
 * sees, from arrival to its answer. `policy`: what a layer between them spends on attempts, copies, waits.
 */
export type SpanKind = 'request' | 'call' | 'visit' | 'policy';

export interface TraceSpan {
  readonly kind: SpanKind;
  readonly name: string;
  /** Position of its parent among the spans; absent of the first. */
  readonly parent?: number;
  /** Where it happened: the caller's component for `call` and `policy`. */
  readonly component: string;
  readonly instance: number;
  readonly from: number;
  readonly to: number;
  readonly outcome: string;
  /** Which attempt, copy or branch of its policy it was, from 1. */
  readonly attempt?: number;
  /** Of a visit: its own time without the calls it made [s]. */
  readonly wait?: number;
  readonly work?: number;
  /** When it was worked on. */
  readonly works?: readonly (readonly [from: number, to: number])[];
  /** It had not ended when the last of the requests that are traced had. */
  readonly isOpen?: true;
}
