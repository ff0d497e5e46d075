import { NO_VISIT, type Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { isFailure, Outcome } from '../outcome.ts';

/** In place of an outcome: the call goes out. */
export const ASK = -1;

/** What a caller instance has of a component in its own process: leased tokens, a block of numbers, a copy of settings. */
export interface NearSide {
  /** How a call that comes now [s] ends here, or ASK. */
  decide(now: number, key: number): number;
  /** The component has answered a call with something to keep; the outcome that the caller sees. */
  fetched(now: number, key: number, outcome: number): number;
  /** It could not be asked, or has failed; the outcome that the caller sees. */
  failed(now: number, key: number, outcome: number): number;
  /** The caller has crashed. */
  crashed(): void;
  /** What one call fetches is good for all: those that come meanwhile wait for it (single flight). */
  readonly sharesFetch?: boolean;
}

/** Nobody waits for a fetch that began longer ago [s]: nginx, proxy_cache_lock_age = 5 s. */
const LONGEST = 5;

/** Answers calls at the caller, in no time, as long as what it has there is enough; others go out. */
export class NearSideLayer implements Layer {
  readonly id: number;
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;
  private readonly origin: number;
  private readonly side: NearSide;
  /** The call that fetches for all; NO_VISIT where none does. */
  private fetching = NO_VISIT;
  private since = 0;
  /** Those that wait for it. */
  private readonly waiting: number[] = [];

  /** `origin` is the place that is blamed for failures of its own making. */
  constructor(link: Link, below: Layer | undefined, origin: number, side: NearSide) {
    this.sim = link.sim;
    this.link = link;
    this.below = below;
    this.origin = origin;
    this.side = side;
    this.id = link.enroll(this);
  }

  arrive(visit: number): void {
    const { sim, link } = this;
    const { visits } = sim;
    const outcome = this.side.decide(sim.now, visits.key[visit]);
    if (outcome !== ASK) {
      link.respondFromLayer(this, visit, outcome, this.origin);
      return;
    }
    if (this.side.sharesFetch === true && this.fetching !== NO_VISIT && sim.now < this.since + LONGEST) {
      this.waiting.push(visit);
      return;
    }
    this.ask(visit);
  }

  private ask(visit: number): void {
    const { sim, link } = this;
    const { visits } = sim;
    this.fetching = visit;
    this.since = sim.now;
    // Opening it may let the table grow: only then is the column looked up.
    const below = link.forward(this.below, visit, 0, visits.target[visit]);
    visits.pending[visit] = below;
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    if (visit === this.fetching) this.fetching = NO_VISIT;
    this.end(visit, outcome, origin);
    if (this.fetching !== NO_VISIT || this.waiting.length === 0) return;
    for (const waiter of this.waiting.splice(0)) this.end(waiter, outcome, origin);
  }

  private end(visit: number, outcome: number, origin: number): void {
    const { sim, link, side } = this;
    const key = sim.visits.key[visit];
    // What the component itself has refused is its answer.
    const isAnswer = !isFailure(outcome) || outcome === Outcome.rateLimited || outcome === Outcome.canceled;
    const result = isAnswer ? side.fetched(sim.now, key, outcome) : side.failed(sim.now, key, outcome);
    link.respondFromLayer(this, visit, result, result === outcome ? origin : this.origin);
  }

  wake(): void {
    // It sets no timers.
  }

  /** Who comes after the restart fetches anew; whoever waits still is told with whatever answer comes first. */
  crashed(): void {
    this.fetching = NO_VISIT;
    this.side.crashed();
  }

  abandoned(visit: number): void {
    const { waiting, link } = this;
    const place = waiting.indexOf(visit);
    if (place >= 0) waiting.splice(place, 1);
    else link.giveUp(visit, this.sim.visits.pending[visit]);
    link.respondFromLayer(this, visit, Outcome.canceled, this.origin);
    if (visit !== this.fetching) return;
    // Another one fetches in its place.
    this.fetching = NO_VISIT;
    const next = waiting.shift();
    if (next !== undefined) this.ask(next);
  }
}
