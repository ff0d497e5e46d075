import type { MeasureSpec } from './component.ts';
import { EffectBook } from './effect-book.ts';
import { Gauge, Histogram, LevelGauge } from './kernel/index.ts';
import { isFailure, OUTCOMES, Outcome } from './outcome.ts';

/**
 * The books of a run: what is counted and timed while it goes on. One book per component, resource and connection, shared
 * by the instances; written by the hot loop, so plain fields and typed arrays only. At the end of each segment they are
 * read and reset; the levels of gauges stay.
 */

export class ResourceBook {
  readonly busy = new Gauge();
  readonly waiting = new Gauge();
  readonly wait = new Histogram();
  /** Grants that had to wait. */
  waited = 0;
  /** Server time spent for callers that had given up [s]. */
  wasted = 0;
  /** When counting began, at the end of a warm-up of known length [s]. */
  since = 0;

  reset(now: number): void {
    this.busy.reset(now);
    this.waiting.reset(now);
    this.wait.clear();
    this.waited = 0;
    this.wasted = 0;
  }
}

/** One measure that only components of a type have: a number of events, or durations [s]. */
export class OwnMeasure {
  count = 0;
  readonly times: Histogram | undefined;

  constructor(kind: 'count' | 'total' | 'time') {
    this.times = kind === 'time' ? new Histogram() : undefined;
  }

  /** Counts one event. */
  tick(): void {
    this.count++;
  }

  /** Records one duration [s]. */
  record(seconds: number): void {
    this.times?.record(seconds);
  }

  reset(): void {
    this.count = 0;
    this.times?.clear();
  }
}

export class ComponentBook {
  readonly inSystem = new LevelGauge();
  /** Instances that are up. */
  readonly up = new Gauge();
  /** Of those that are not: frozen, and off while they are exchanged for a new version. */
  readonly frozen = new Gauge();
  readonly replaced = new Gauge();
  readonly latency = new Histogram();
  readonly outcomes = new Float64Array(OUTCOMES);
  readonly resources: readonly ResourceBook[];
  arrivals = 0;
  /** Lookups in a cache: answered from what it holds (of which stale), after another's fetch, not at all. */
  hits = 0;
  staleHits = 0;
  delayedHits = 0;
  misses = 0;
  /** What was done twice, lost, seen too late or out of turn. */
  readonly effects = new EffectBook();
  /** Times that another copy took the primary's place. */
  failovers = 0;
  /** From published to processed, in a queue [s]. */
  readonly lag = new Histogram();
  deadLetters = 0;
  /** Messages that were kept too short or given up at the first failure. */
  lost = 0;
  redeliveries = 0;
  /** What only this type of component measures, in the order of its definition. */
  readonly own: readonly OwnMeasure[];

  constructor(resources: number, measures: readonly MeasureSpec[] = []) {
    this.resources = Array.from({ length: resources }, () => new ResourceBook());
    this.own = measures.map(({ kind }) => new OwnMeasure(kind));
  }

  arrived(now: number): void {
    this.arrivals++;
    this.inSystem.add(now, 1);
  }

  answered(now: number, arrivedAt: number, outcome: number): void {
    this.outcomes[outcome]++;
    this.inSystem.add(now, -1);
    if (!isFailure(outcome)) this.latency.record(now - arrivedAt);
  }

  get answers(): number {
    let sum = 0;
    for (let outcome = 0; outcome < OUTCOMES; outcome++) sum += this.outcomes[outcome];
    return sum;
  }

  get failures(): number {
    return this.answers - this.outcomes[Outcome.ok] - this.outcomes[Outcome.miss];
  }

  reset(now: number): void {
    this.inSystem.reset(now);
    this.up.reset(now);
    this.frozen.reset(now);
    this.replaced.reset(now);
    this.latency.clear();
    this.outcomes.fill(0);
    for (const resource of this.resources) resource.reset(now);
    this.arrivals = 0;
    this.hits = 0;
    this.staleHits = 0;
    this.delayedHits = 0;
    this.misses = 0;
    this.effects.reset();
    this.failovers = 0;
    this.lag.clear();
    this.deadLetters = 0;
    this.lost = 0;
    this.redeliveries = 0;
    for (const measure of this.own) measure.reset();
  }
}

/** How many, and how much of it in all. */
export class Tally {
  count = 0;
  sum = 0;

  record(amount: number): void {
    this.count++;
    this.sum += amount;
  }

  clear(): void {
    this.count = 0;
    this.sum = 0;
  }
}

export class ConnectionBook {
  calls = 0;
  attempts = 0;
  retries = 0;
  timeouts = 0;
  failures = 0;
  /** From the call to its final answer, for calls that succeeded [s]. */
  readonly latency = new Histogram();
  /** From published to processed over this connection, where each has a backlog of its own [s]. */
  lag: Histogram | undefined = undefined;
  /** Breakers that are open now. */
  readonly breakersOpen = new Gauge();
  readonly breakersHalfOpen = new Gauge();
  breakersOpened = 0;
  breakerRejections = 0;
  /** Attempts that the caller's own throttle, rate limit or bulkhead refused. */
  throttled = 0;
  rateLimited = 0;
  bulkheadRejections = 0;
  /** Waits of attempts that the rate limit delayed [s]. */
  readonly delayed = new Tally();
  /** Places taken in bulkheads. */
  readonly bulkheads = new Gauge();
  /** Copies sent beside the first. */
  hedges = 0;
  /** Calls whose deadline passed. */
  deadlines = 0;
  /** Calls that a fallback answered. */
  fallbacks = 0;
  /** Payloads and responses that have left a zone but not its region, and those that have left a region [B]. */
  crossZoneBytes = 0;
  crossRegionBytes = 0;
  readonly pool = new ResourceBook();

  finished(now: number, calledAt: number, outcome: number): void {
    if (isFailure(outcome)) this.failures++;
    else this.latency.record(now - calledAt);
  }

  reset(now: number): void {
    this.calls = 0;
    this.attempts = 0;
    this.retries = 0;
    this.timeouts = 0;
    this.failures = 0;
    this.latency.clear();
    this.lag?.clear();
    this.breakersOpen.reset(now);
    this.breakersHalfOpen.reset(now);
    this.breakersOpened = 0;
    this.breakerRejections = 0;
    this.throttled = 0;
    this.rateLimited = 0;
    this.bulkheadRejections = 0;
    this.delayed.clear();
    this.bulkheads.reset(now);
    this.hedges = 0;
    this.deadlines = 0;
    this.fallbacks = 0;
    this.crossZoneBytes = 0;
    this.crossRegionBytes = 0;
    this.pool.reset(now);
  }
}
