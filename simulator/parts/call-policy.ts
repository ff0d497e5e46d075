import { DeadlineQueue, NO_VISIT, type RandomStream, Rank, type Simulation, type Station } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { isFailure, Outcome } from '../outcome.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { RetryPolicy } from './retry-policy.ts';
import { SLACK } from './slack.ts';

const RETRY = 0;
const DEADLINE = 1;

/**
 * What a caller instance does about slowness and failure on one connection: retry around breaker around timeout, the
 * order in which Resilience4j decorates. A visit here is one call; each attempt is a visit of its own further down.
 *
 * Of a visit's columns: `stage` counts attempts, `step` is the breaker's permit, `pending` the visit of the attempt under
 * way, `grantedAt` when it was sent, `grantedAt2` the last backoff, `mark` its deadline.
 */
export class CallPolicy implements Station, Layer {
  readonly id: number;
  private readonly sim: Simulation;
  private readonly link: Link;
  /** Number under which the connection is blamed for its own failures. */
  private readonly origin: number;
  private readonly retry: RetryPolicy | undefined;
  private readonly breaker: CircuitBreaker | undefined;
  private readonly deadlines: DeadlineQueue | undefined;

  constructor(sim: Simulation, link: Link, origin: number, draws: RandomStream) {
    this.sim = sim;
    this.link = link;
    this.origin = origin;
    this.id = sim.add(this);
    const { retry, circuitBreaker, timeout } = link.connection.spec;
    this.retry = retry === undefined ? undefined : new RetryPolicy(retry, draws);
    this.breaker = circuitBreaker === undefined ? undefined : new CircuitBreaker(circuitBreaker);
    this.deadlines =
      timeout === undefined ? undefined : new DeadlineQueue(sim, this.id, DEADLINE, timeout * (1 + SLACK));
  }

  arrive(visit: number): void {
    this.retry?.tried();
    this.attempt(visit, this.sim.visits.target[visit]);
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    this.concluded(visit, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    if (timer === RETRY) {
      // Nobody waits for the answer any more: the retry would be for nothing.
      if (this.sim.hasCaller(visit)) this.attempt(visit, -1);
      else this.link.respondFromLayer(this, visit, Outcome.timeout, this.origin);
      return;
    }
    const { deadlines, sim } = this;
    if (deadlines === undefined) return;
    for (let late = deadlines.expired(); late !== NO_VISIT; late = deadlines.expired()) {
      sim.abandon(sim.visits.pending[late]);
      this.link.book.timeouts++;
      this.concluded(late, Outcome.timeout, this.origin);
    }
  }

  abandoned(): void {
    // The caller above gave up; this layer finds out when it would try again.
  }

  private attempt(visit: number, wish: number): void {
    const { sim, link, breaker } = this;
    const { visits } = sim;
    visits.stage[visit]++;
    if (breaker !== undefined) {
      const wasOpen = breaker.isOpen;
      const permit = breaker.permit(sim.now);
      this.noteChange(wasOpen);
      if (permit < 0) {
        link.book.breakerRejections++;
        this.failed(visit, Outcome.circuitOpen, this.origin);
        return;
      }
      visits.step[visit] = permit;
    }
    const kind = visits.kind[visit];
    const key = visits.key[visit];
    const op = visits.op[visit];
    const target = wish >= 0 ? wish : link.pick(kind, key, op);
    visits.grantedAt[visit] = sim.now;
    if (target < 0) {
      this.concluded(visit, Outcome.unavailable, this.origin);
      return;
    }
    // Opening it may let the table grow: only then is the column looked up.
    const attempt = link.attempt(visit, 0, kind, key, op, target);
    visits.pending[visit] = attempt;
    this.deadlines?.set(visit);
  }

  /** The attempt under way has an outcome. */
  private concluded(visit: number, outcome: number, origin: number): void {
    const { sim, breaker } = this;
    const { visits } = sim;
    visits.mark[visit] = 0; // its deadline is void
    if (breaker !== undefined) {
      const wasOpen = breaker.isOpen;
      breaker.result(visits.step[visit], sim.now, isFailure(outcome), sim.now - visits.grantedAt[visit]);
      this.noteChange(wasOpen);
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
    if (retry === undefined || made >= retry.attempts || !retry.covers(outcome) || !retry.afford()) {
      link.respondFromLayer(this, visit, outcome, origin);
      return;
    }
    link.book.retries++;
    const wait = retry.backoff(made, made === 1 ? 0 : visits.grantedAt2[visit]);
    visits.grantedAt2[visit] = wait;
    sim.wakeAfter(this.id, RETRY, visit, wait, Rank.timer);
  }

  private noteChange(wasOpen: boolean): void {
    const isOpen = this.breaker?.isOpen === true;
    if (isOpen === wasOpen) return;
    this.link.book.breakersOpen.add(this.sim.now, isOpen ? 1 : -1);
    if (isOpen) this.link.book.breakersOpened++;
  }
}
