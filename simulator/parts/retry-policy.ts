import type { RetrySpec } from '../connection.ts';
import type { RandomStream } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import { Backoff } from './backoff.ts';
import { SLACK } from './slack.ts';

/** Which failures are tried again, when, and whether the budget allows it. */
export class RetryPolicy {
  readonly attempts: number;
  private readonly spec: RetrySpec;
  private readonly waits: Backoff;
  private readonly onTimeout: boolean;
  private readonly onRejected: boolean;
  private readonly onError: boolean;
  private tokens: number;

  /** 1 by request kind, 0 where it must not be done twice; all may where it is not said. */
  private readonly idempotent: Uint8Array | undefined;

  constructor(spec: RetrySpec, draws: RandomStream, idempotent?: Uint8Array) {
    this.idempotent = idempotent;
    this.spec = spec;
    this.waits = new Backoff(spec.backoff, draws);
    this.attempts = spec.attempts;
    this.onTimeout = spec.on.includes('timeout');
    this.onRejected = spec.on.includes('rejected');
    this.onError = spec.on.includes('error');
    this.tokens = spec.budget?.bucket ?? 0;
  }

  /**
   * Whether an outcome is one that is tried again. A request that must not be done twice is tried again only where it was
   * refused before any work: after a timeout or an error nobody knows whether it was done.
   */
  covers(outcome: number, kind: number): boolean {
    const mayRepeat = this.spec.nonIdempotent || this.idempotent?.[kind] !== 0;
    switch (outcome) {
      case Outcome.timeout:
      case Outcome.deadlineExceeded:
        return this.onTimeout && mayRepeat;
      case Outcome.error:
      case Outcome.crashed:
        return this.onError && mayRepeat;
      case Outcome.canceled:
        return false;
      default:
        return outcome >= Outcome.rejected && this.onRejected;
    }
  }

  /** A first try has been made. */
  tried(): void {
    if (this.spec.budget?.per === 'first-try') this.earn();
  }

  succeeded(): void {
    if (this.spec.budget?.per === 'success') this.earn();
  }

  /** Takes a whole token from the budget, where there is a budget. */
  afford(): boolean {
    if (this.spec.budget === undefined) return true;
    if (this.tokens < 1 - SLACK) return false;
    this.tokens -= 1;
    return true;
  }

  /** Wait before the k-th retry [s]; `previous` is the wait before the retry before. */
  backoff(k: number, previous: number): number {
    return this.waits.wait(k, previous);
  }

  private earn(): void {
    const { budget } = this.spec;
    if (budget !== undefined) this.tokens = Math.min(budget.bucket, this.tokens + budget.ratio);
  }
}
