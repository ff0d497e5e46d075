import { DeadlineQueue, NO_VISIT, Rank, type Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { isFailure, Outcome } from '../outcome.ts';
import { Spent } from '../tracing/spent.ts';
import type { AdaptiveThrottle } from './adaptive-throttle.ts';
import { type CircuitBreaker, HALF_OPEN, OPEN } from './circuit-breaker.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { RetryPolicy } from './retry-policy.ts';
import { SLACK } from './slack.ts';

const RETRY = 0;
const DEADLINE = 1;
const ADMITTED = 2;

/** What a call policy is made of; what is absent is not applied. */
export interface CallPolicyParts {
  readonly retry?: RetryPolicy | undefined;
  readonly throttle?: AdaptiveThrottle | undefined;
  readonly breaker?: CircuitBreaker | undefined;
  readonly limiter?: RateLimiter | undefined;
  /** [s] */
  readonly timeout?: number | undefined;
  /** Whether it chooses the target of an attempt; false where a layer below does. */
  readonly chooses: boolean;
}

/**
 * What a caller instance does about slowness and failure on one connection: retry around throttle around breaker around
 * rate limit around timeout, the order in which Resilience4j decorates. A visit here is one call; each attempt is a visit
 * of its own further down.
 *
 * The breaker judges what the callee did: what the caller's own throttle, limiter or bulkhead refuses is no evidence.
 *
 * Of a visit's columns: `stage` counts attempts, `step` is the breaker's permit, `pending` the visit of the attempt under
 * way, `target` the target wished for, `grantedAt` when it was sent, `grantedAt2` the last backoff, `mark` its deadline.
 */
export class CallPolicy implements Layer {
  readonly id: number;
  readonly name = 'attempts';
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;
  /** Number under which the connection is blamed for its own failures. */
  private readonly origin: number;
  private readonly retry: RetryPolicy | undefined;
  private readonly throttle: AdaptiveThrottle | undefined;
  private readonly breaker: CircuitBreaker | undefined;
  private readonly limiter: RateLimiter | undefined;
  private readonly deadlines: DeadlineQueue | undefined = undefined;
  private readonly chooses: boolean;

  constructor(link: Link, below: Layer | undefined, origin: number, parts: CallPolicyParts) {
    const { sim } = link;
    this.sim = sim;
    this.link = link;
    this.below = below;
    this.origin = origin;
    this.id = link.enroll(this);
    this.retry = parts.retry;
    this.throttle = parts.throttle;
    this.breaker = parts.breaker;
    this.limiter = parts.limiter;
    this.chooses = parts.chooses;
    const { breaker } = parts;
    if (breaker !== undefined && link.connection.spec.circuitBreaker?.shared !== true)
      link.onCallerEnded = () => this.renewBreaker(breaker);
    this.deadlines =
      parts.timeout === undefined ? undefined : new DeadlineQueue(sim, this.id, DEADLINE, parts.timeout * (1 + SLACK));
  }

  arrive(visit: number): void {
    this.retry?.tried();
    this.attempt(visit);
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    this.concluded(visit, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    const { deadlines, sim } = this;
    if (timer !== DEADLINE) {
      // Nobody waits for the answer any more: the attempt would be for nothing.
      if (!sim.hasCaller(visit)) this.abandoned(visit);
      else if (timer === RETRY) this.attempt(visit);
      else this.launch(visit);
      return;
    }
    if (deadlines === undefined) return;
    for (let late = deadlines.expired(); late !== NO_VISIT; late = deadlines.expired()) {
      sim.abandon(sim.visits.pending[late]);
      this.link.book.timeouts++;
      this.concluded(late, Outcome.timeout, this.origin);
    }
  }

  /** The caller above has stopped waiting: what is under way is given up, and nobody learns how it would have ended. */
  abandoned(visit: number): void {
    const { visits } = this.sim;
    if (this.breaker !== undefined) this.breaker.forget(visits.step[visit]);
    visits.mark[visit] = 0;
    this.link.giveUp(visit, visits.pending[visit]);
    this.link.respondFromLayer(this, visit, Outcome.canceled, this.origin);
  }

  /** Asks those who may refuse it at the caller's own side, and then sends it. */
  private attempt(visit: number): void {
    const { sim, link, throttle, breaker, limiter } = this;
    const { visits } = sim;
    visits.stage[visit]++;
    visits.step[visit] = -1;
    visits.pending[visit] = NO_VISIT;
    if (throttle !== undefined && !throttle.admits(sim.now)) {
      link.book.throttled++;
      this.failed(visit, Outcome.throttled, this.origin);
      return;
    }
    if (breaker !== undefined) {
      const before = breaker.state;
      const permit = breaker.permit(sim.now);
      if (breaker.state !== before) this.noteChange(before, breaker.state);
      if (permit < 0) {
        link.book.breakerRejections++;
        this.failed(visit, Outcome.circuitOpen, this.origin);
        return;
      }
      visits.step[visit] = permit;
    }
    const wait = limiter === undefined ? 0 : limiter.reserve(sim.now);
    if (wait === 0) {
      this.launch(visit);
    } else if (wait > 0) {
      link.book.delayed.record(wait);
      sim.wakeAfter(this.id, ADMITTED, visit, wait, Rank.timer);
    } else {
      link.book.rateLimited++;
      this.concluded(visit, Outcome.rateLimited, this.origin);
    }
  }

  private launch(visit: number): void {
    const { sim, link } = this;
    const { visits } = sim;
    const kind = visits.kind[visit];
    const key = visits.key[visit];
    const op = visits.op[visit];
    const wish = visits.target[visit];
    const target = wish >= 0 || !this.chooses ? wish : link.pick(kind, key, op);
    visits.grantedAt[visit] = sim.now;
    if (target < 0 && this.chooses) {
      this.concluded(visit, Outcome.unavailable, this.origin);
      return;
    }
    // Opening it may let the table grow: only then is the column looked up.
    const attempt = link.pass(this.below, visit, 0, kind, key, op, target);
    visits.pending[visit] = attempt;
    this.deadlines?.set(visit);
  }

  /** The attempt under way has an outcome. */
  private concluded(visit: number, outcome: number, origin: number): void {
    const { sim, breaker, throttle } = this;
    const { visits } = sim;
    visits.mark[visit] = 0; // its deadline is void
    if (throttle !== undefined && isAccepted(outcome)) throttle.accepted(sim.now);
    if (breaker !== undefined) {
      const before = breaker.state;
      if (this.isOwnRefusal(outcome, origin)) breaker.forget(visits.step[visit]);
      else breaker.result(visits.step[visit], sim.now, isFailure(outcome), sim.now - visits.grantedAt[visit]);
      visits.step[visit] = -1;
      if (breaker.state !== before) this.noteChange(before, breaker.state);
    }
    if (isFailure(outcome)) {
      this.failed(visit, outcome, origin);
    } else {
      this.retry?.succeeded();
      this.link.respondFromLayer(this, visit, outcome, origin);
    }
  }

  private failed(visit: number, outcome: number, origin: number): void {
    const { sim, retry, link } = this;
    const { visits } = sim;
    const made = visits.stage[visit];
    if (
      retry === undefined ||
      made >= retry.attempts ||
      !retry.covers(outcome, visits.kind[visit]) ||
      !retry.afford()
    ) {
      link.respondFromLayer(this, visit, outcome, origin);
      return;
    }
    link.book.retries++;
    const wait = retry.backoff(made, made === 1 ? 0 : visits.grantedAt2[visit]);
    visits.grantedAt2[visit] = wait;
    visits.target[visit] = -1; // it may go anywhere
    visits.pending[visit] = NO_VISIT;
    sim.spentOn(visit, Spent.retry);
    sim.wakeAfter(this.id, RETRY, visit, wait, Rank.timer);
  }

  /** Whether it was the caller's own side that refused: the callee has had no part in it. */
  private isOwnRefusal(outcome: number, origin: number): boolean {
    if (outcome === Outcome.canceled) return true;
    return origin === this.origin && (outcome === Outcome.rateLimited || outcome === Outcome.bulkheadFull);
  }

  private renewBreaker(breaker: CircuitBreaker): void {
    const before = breaker.state;
    breaker.renew();
    if (before !== breaker.state) this.noteChange(before, breaker.state);
  }

  private noteChange(before: number, after: number): void {
    const { book } = this.link;
    const { now } = this.sim;
    book.breakersOpen.add(now, Number(after === OPEN) - Number(before === OPEN));
    book.breakersHalfOpen.add(now, Number(after === HALF_OPEN) - Number(before === HALF_OPEN));
    if (after === OPEN) book.breakersOpened++;
  }
}

/** Whether an outcome shows that the callee took the request on, as the SRE book's client counts it. */
function isAccepted(outcome: number): boolean {
  return !isFailure(outcome) || outcome === Outcome.error;
}
