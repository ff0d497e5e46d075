import type { CircuitBreakerSpec } from '../connection.ts';
import { SLACK } from './slack.ts';

const CLOSED = 0;
export const OPEN = 1;
export const HALF_OPEN = 2;

/** What one call was, in the window. */
const FAILED = 1;
const SLOW = 2;

/**
 * A circuit breaker after Resilience4j: judged after each result once the window holds the minimum of calls; half-open at
 * the first call after the wait (no timer); its own rejections are no failures, timeouts are. Results of calls that were
 * let through before the last change of state are ignored.
 */
export class CircuitBreaker {
  private readonly spec: CircuitBreakerSpec;
  private readonly window: Window;
  /** Closed, open or half-open. */
  state = CLOSED;
  private openedAt = 0;
  /** Grows with each change of state, so that a late result can be told from one of the present state. */
  private era = 0;
  private probes = 0;
  private probed = 0;
  private probesFailed = 0;
  private probesSlow = 0;

  constructor(spec: CircuitBreakerSpec) {
    this.spec = spec;
    this.window =
      spec.slidingWindowType === 'TIME_BASED'
        ? new TimeWindow(spec.slidingWindowSize)
        : new CountWindow(spec.slidingWindowSize);
  }

  get isOpen(): boolean {
    return this.state === OPEN;
  }

  /** Whether a call may pass now [s]; the number to hand back with its result, or -1. */
  permit(now: number): number {
    if (this.state === OPEN) {
      if (now - this.openedAt < this.spec.waitDurationInOpenState * (1 - SLACK)) return -1;
      this.change(HALF_OPEN);
    }
    if (this.state === HALF_OPEN) {
      if (this.probes >= this.spec.permittedNumberOfCallsInHalfOpenState) return -1;
      this.probes++;
    }
    return this.era;
  }

  /** The result of a call that was let through with `permit`, after `duration` [s]. */
  result(permit: number, now: number, isFailure: boolean, duration: number): void {
    if (permit !== this.era) return;
    const isSlow = duration > this.spec.slowCallDurationThreshold;
    if (this.state === HALF_OPEN) this.judgeProbe(now, isFailure, isSlow);
    else if (this.state === CLOSED) this.judge(now, isFailure, isSlow);
  }

  /** A call that was let through with `permit` has no result and will have none: another may take its place. */
  forget(permit: number): void {
    if (permit === this.era && this.state === HALF_OPEN) this.probes--;
  }

  /** Its caller has ended, and another begins with nothing that this one knew. */
  renew(): void {
    this.change(CLOSED);
  }

  private judge(now: number, isFailure: boolean, isSlow: boolean): void {
    const { window, spec } = this;
    window.add(now, (isFailure ? FAILED : 0) | (isSlow ? SLOW : 0));
    // Resilience4j never asks for more calls than a count-based window can hold.
    const least =
      spec.slidingWindowType === 'COUNT_BASED'
        ? Math.min(spec.minimumNumberOfCalls, spec.slidingWindowSize)
        : spec.minimumNumberOfCalls;
    if (window.calls < least) return;
    const isTooMuch =
      window.failed >= spec.failureRateThreshold * window.calls ||
      window.slow >= spec.slowCallRateThreshold * window.calls;
    if (isTooMuch) this.open(now);
  }

  private judgeProbe(now: number, isFailure: boolean, isSlow: boolean): void {
    const { spec } = this;
    this.probed++;
    if (isFailure) this.probesFailed++;
    if (isSlow) this.probesSlow++;
    if (this.probed < spec.permittedNumberOfCallsInHalfOpenState) return;
    const isTooMuch =
      this.probesFailed >= spec.failureRateThreshold * this.probed ||
      this.probesSlow >= spec.slowCallRateThreshold * this.probed;
    if (isTooMuch) this.open(now);
    else this.change(CLOSED);
  }

  private open(now: number): void {
    this.openedAt = now;
    this.change(OPEN);
  }

  private change(state: number): void {
    this.state = state;
    this.era++;
    this.probes = 0;
    this.probed = 0;
    this.probesFailed = 0;
    this.probesSlow = 0;
    this.window.clear();
  }
}

/** The calls that the shares are taken over. */
interface Window {
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
  add(now: number, what: number): void;
  clear(): void;
}

/** The last so many calls. */
class CountWindow implements Window {
  calls = 0;
  failed = 0;
  slow = 0;
  private readonly entries: Uint8Array;
  private next = 0;

  constructor(size: number) {
    this.entries = new Uint8Array(size);
  }

  add(_now: number, what: number): void {
    const { entries, next } = this;
    if (this.calls === entries.length) {
      const old = entries[next];
      if ((old & FAILED) !== 0) this.failed--;
      if ((old & SLOW) !== 0) this.slow--;
    } else {
      this.calls++;
    }
    entries[next] = what;
    if ((what & FAILED) !== 0) this.failed++;
    if ((what & SLOW) !== 0) this.slow++;
    this.next = next + 1 === entries.length ? 0 : next + 1;
  }

  clear(): void {
    this.calls = 0;
    this.failed = 0;
    this.slow = 0;
    this.next = 0;
  }
}

/** The calls of the last so many seconds, in buckets of a second as Resilience4j has them. */
class TimeWindow implements Window {
  calls = 0;
  failed = 0;
  slow = 0;
  private readonly size: number;
  private readonly perSecond: Float64Array;
  private second = Number.NEGATIVE_INFINITY;

  constructor(seconds: number) {
    this.size = seconds;
    this.perSecond = new Float64Array(seconds * 3);
  }

  add(now: number, what: number): void {
    this.passTo(Math.floor(now));
    const at = (this.second % this.size) * 3;
    this.perSecond[at]++;
    this.calls++;
    if ((what & FAILED) !== 0) {
      this.perSecond[at + 1]++;
      this.failed++;
    }
    if ((what & SLOW) !== 0) {
      this.perSecond[at + 2]++;
      this.slow++;
    }
  }

  clear(): void {
    this.calls = 0;
    this.failed = 0;
    this.slow = 0;
    this.perSecond.fill(0);
  }

  /** Empties the buckets of the seconds that have passed. */
  private passTo(second: number): void {
    const { size, perSecond } = this;
    if (second - this.second >= size) this.clear();
    else {
      for (let passed = this.second + 1; passed <= second; passed++) {
        const at = (passed % size) * 3;
        this.calls -= perSecond[at];
        this.failed -= perSecond[at + 1];
        this.slow -= perSecond[at + 2];
        perSecond.fill(0, at, at + 3);
      }
    }
    this.second = second;
  }
}
