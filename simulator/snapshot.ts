import { Histogram } from './kernel/index.ts';
import { OUTCOMES } from './outcome.ts';
import type { KindBook } from './request-book.ts';
import type { Timeline } from './result.ts';
import type { Run } from './run.ts';

/** What one replication measured, as numbers and histograms that can be averaged and merged with those of others. */
export interface Snapshot {
  /** Counted simulated time [s]. */
  readonly measured: number;
  readonly events: number;
  readonly requests: number;
  readonly fingerprint: string;
  readonly kinds: readonly KindBook[];
  readonly components: readonly ComponentSnapshot[];
  readonly connections: readonly ConnectionSnapshot[];
  readonly timeline: Timeline;
}

export interface ResourceSnapshot {
  readonly busy: number;
  readonly waiting: number;
  readonly waitingMax: number;
  readonly wasted: number;
  readonly waited: number;
  readonly wait: Histogram;
}

export interface ComponentSnapshot {
  readonly arrivals: number;
  readonly outcomes: Float64Array;
  readonly inSystem: number;
  readonly inSystemMax: number;
  readonly up: number;
  readonly latency: Histogram;
  readonly resources: readonly ResourceSnapshot[];
  readonly hits: number;
  readonly staleHits: number;
  readonly delayedHits: number;
  readonly misses: number;
  readonly lostWrites: number;
  readonly entries: number;
  readonly lag: Histogram;
  readonly backlog: number;
  readonly deadLetters: number;
  readonly lost: number;
  readonly redeliveries: number;
}

export interface ConnectionSnapshot {
  readonly calls: number;
  readonly attempts: number;
  readonly retries: number;
  readonly timeouts: number;
  readonly failures: number;
  readonly latency: Histogram;
  /** Mean share of breakers open. */
  readonly openFraction: number;
  readonly opened: number;
  readonly breakerRejections: number;
  readonly throttled: number;
  readonly rateLimited: number;
  readonly delays: number;
  readonly delayed: number;
  readonly bulkheadRejections: number;
  /** Mean places taken in bulkheads. */
  readonly bulkheads: number;
  readonly fallbacks: number;
  readonly pool: ResourceSnapshot;
  readonly callers: number;
}

function copyOf(histogram: Histogram): Histogram {
  const copy = new Histogram();
  copy.merge(histogram);
  return copy;
}

/** Reads the books at the end of the counted time; requests are read later, when those still inside have ended. */
export class Snapshots {
  private readonly run: Run;
  private measured = 0;
  private components: readonly ComponentSnapshot[] = [];
  private connections: readonly ConnectionSnapshot[] = [];

  constructor(run: Run) {
    this.run = run;
  }

  /** `from` is when counting began [s]. */
  measure(from: number): void {
    const { run } = this;
    const { now } = run.sim;
    const span = Math.max(now - from, Number.MIN_VALUE);
    this.measured = now - from;
    this.components = run.books.map((book, index): ComponentSnapshot => {
      const [site] = run.sites[index];
      return {
        arrivals: book.arrivals,
        outcomes: book.outcomes.slice(0, OUTCOMES),
        inSystem: book.inSystem.areaAt(now) / span,
        inSystemMax: book.inSystem.max,
        up: book.up.areaAt(now) / span / run.sites[index].length,
        latency: copyOf(book.latency),
        resources: book.resources.map((resource) => resourceSnapshot(resource, now, span)),
        hits: book.hits,
        staleHits: book.staleHits,
        delayedHits: book.delayedHits,
        misses: book.misses,
        lostWrites: book.lostWrites,
        entries: site.entries ?? 0,
        lag: copyOf(book.lag),
        backlog: book.resources[0]?.waiting.value ?? 0,
        deadLetters: book.deadLetters,
        lost: book.lost,
        redeliveries: book.redeliveries,
      };
    });
    this.connections = run.connectionBooks.map((book, index): ConnectionSnapshot => {
      const callers = Math.max(1, run.linksOf[index].length);
      return {
        calls: book.calls,
        attempts: book.attempts,
        retries: book.retries,
        timeouts: book.timeouts,
        failures: book.failures,
        latency: copyOf(book.latency),
        openFraction: book.breakersOpen.areaAt(now) / span / callers,
        opened: book.breakersOpened,
        breakerRejections: book.breakerRejections,
        throttled: book.throttled,
        rateLimited: book.rateLimited,
        delays: book.delayed.count,
        delayed: book.delayed.sum,
        bulkheadRejections: book.bulkheadRejections,
        bulkheads: book.bulkheads.areaAt(now) / span,
        fallbacks: book.fallbacks,
        pool: resourceSnapshot(book.pool, now, span),
        callers,
      };
    });
  }

  finish(timeline: Timeline): Snapshot {
    const { run } = this;
    return {
      measured: this.measured,
      events: run.sim.events,
      requests: run.requests.requests,
      fingerprint: run.sim.fingerprint.hex(),
      kinds: run.requests.books,
      components: this.components,
      connections: this.connections,
      timeline,
    };
  }
}

function resourceSnapshot(
  book: Run['books'][number]['resources'][number],
  now: number,
  span: number,
): ResourceSnapshot {
  return {
    busy: book.busy.areaAt(now) / span,
    waiting: book.waiting.areaAt(now) / span,
    waitingMax: book.waiting.max,
    wasted: book.wasted / span,
    waited: book.waited,
    wait: copyOf(book.wait),
  };
}
