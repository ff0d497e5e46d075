import type { ResourceBook } from './books.ts';
import type { EffectCounts } from './effect-book.ts';
import type { Gauge, PackedHistogram } from './kernel/index.ts';
import { OUTCOMES } from './outcome.ts';
import type { KindBook } from './request-book.ts';
import type { Timeline } from './result.ts';
import type { Run } from './run.ts';
import type { Site } from './site.ts';
import type { Candidates } from './tracing/samples.ts';
import type { BlameSegment } from './tracing/traced-book.ts';

/** What one replication measured, as plain data that a worker can hand over. */
export interface Snapshot {
  readonly events: number;
  readonly requests: number;
  readonly fingerprint: string;
  /** Of the time that is counted, or may be where the warm-up is still to be detected. */
  readonly segments: readonly Segment[];
  /** Mean number of visits in progress, in slices of equal length, some to each segment. */
  readonly inSystem: readonly number[];
  readonly timeline: Timeline;
  /** Requests worth a closer look, where they were followed. */
  readonly candidates?: Candidates;
}

/**
 * What happened in one segment of time; of requests, what became of those that arrived in it. Numbers are totals, which
 * add up over segments: averages over time are integrals here, to be divided by `span`. Exceptions are told by their
 * names: the greatest counts where it ends in `Max`, and what stands in `end` holds at the end of a segment, so that the
 * last one's counts.
 */
export interface Segment {
  /** [s] */
  readonly span: number;
  /** By request kind. */
  readonly kinds: readonly KindSegment[];
  /** The same, where their time was followed. */
  readonly blame?: readonly BlameSegment[];
  readonly components: readonly ComponentSegment[];
  readonly connections: readonly ConnectionSegment[];
}

export interface KindSegment {
  readonly offered: number;
  readonly outcomes: Float64Array;
  /** Of successes. */
  readonly latency: PackedHistogram;
  /** By outcome × place; empty where nothing failed. */
  readonly failures: Float64Array;
}

export interface ResourceSegment {
  readonly busy: number;
  readonly waiting: number;
  readonly waitingMax: number;
  readonly wasted: number;
  readonly waited: number;
  readonly wait: PackedHistogram;
}

export interface ComponentSegment {
  readonly arrivals: number;
  readonly outcomes: Float64Array;
  readonly inSystem: number;
  readonly inSystemMax: number;
  /** Time with so many inside [s]. */
  readonly inSystemTimes: Float64Array;
  /** Instances up × s; where several are needed, all of them while enough are up. */
  readonly up: number;
  /** Instances × s that were up themselves, frozen, and off for an exchange. */
  readonly states: { readonly up: number; readonly frozen: number; readonly replaced: number };
  readonly latency: PackedHistogram;
  readonly resources: readonly ResourceSegment[];
  readonly hits: number;
  readonly staleHits: number;
  readonly delayedHits: number;
  readonly misses: number;
  readonly effects: EffectCounts;
  readonly failovers: number;
  /** Of what is scaled: replicas × s that were paid, worked and took requests, and the most that were paid. */
  readonly scaled?: {
    readonly paid: number;
    readonly working: number;
    readonly serving: number;
    readonly paidMax: number;
  };
  readonly lag: PackedHistogram;
  readonly behind: Float64Array;
  readonly deadLetters: number;
  readonly lost: number;
  readonly redeliveries: number;
  /** What only its type measures; of counts the histogram is empty. */
  readonly own: readonly { readonly count: number; readonly times: PackedHistogram }[];
  readonly end: { readonly entries: number; readonly backlog: number };
}

export interface ConnectionSegment {
  readonly calls: number;
  readonly attempts: number;
  readonly retries: number;
  readonly timeouts: number;
  readonly failures: number;
  readonly latency: PackedHistogram;
  readonly lag: PackedHistogram;
  /** Breakers open × s, and half-open × s. */
  readonly breakersOpen: number;
  readonly breakersHalfOpen: number;
  readonly opened: number;
  readonly breakerRejections: number;
  readonly throttled: number;
  readonly rateLimited: number;
  readonly delays: number;
  readonly delayed: number;
  readonly bulkheadRejections: number;
  /** Places taken in bulkheads × s. */
  readonly bulkheads: number;
  readonly hedges: number;
  readonly deadlines: number;
  readonly fallbacks: number;
  /** [B] */
  readonly crossZone: number;
  readonly crossRegion: number;
  readonly pool: ResourceSegment;
}

type Closed = Omit<Segment, 'kinds' | 'blame'>;

/** Reads the books at the end of each segment; requests are read later, when those still inside have ended. */
export class Snapshots {
  private readonly run: Run;
  private readonly closed: Closed[] = [];
  private readonly inSystem: number[] = [];
  private sliceFrom = 0;
  private sliceArea = 0;

  constructor(run: Run) {
    this.run = run;
  }

  /** Ends a slice of the segment under way. To be called before the books are reset. */
  slice(): void {
    const { now } = this.run.sim;
    let area = 0;
    for (const book of this.run.books) area += book.inSystem.areaAt(now);
    this.inSystem.push((area - this.sliceArea) / (now - this.sliceFrom));
    this.sliceFrom = now;
    this.sliceArea = area;
  }

  /** The books have been reset. */
  begin(): void {
    this.sliceFrom = this.run.sim.now;
    this.sliceArea = 0;
  }

  /** Keeps what the books say of the segment that began at `from` [s] and ends now. */
  close(from: number): void {
    const { run } = this;
    const { now } = run.sim;
    const components = run.books.map(
      (book, index): ComponentSegment => ({
        arrivals: book.arrivals,
        outcomes: book.outcomes.slice(0, OUTCOMES),
        inSystem: book.inSystem.areaAt(now),
        inSystemMax: book.inSystem.max,
        inSystemTimes: book.inSystem.timesAt(now),
        up: upArea(run.sites[index], book.up, now),
        states: {
          up: book.up.areaAt(now),
          frozen: book.frozen.areaAt(now),
          replaced: book.replaced.areaAt(now),
        },
        latency: book.latency.pack(),
        resources: book.resources.map((resource) => resourceSegment(resource, now)),
        hits: book.hits,
        staleHits: book.staleHits,
        delayedHits: book.delayedHits,
        misses: book.misses,
        effects: book.effects.counts,
        failovers: book.failovers,
        ...scaledSegment(run.sites[index], now),
        lag: book.lag.pack(),
        behind: book.effects.behind.slice(),
        deadLetters: book.deadLetters,
        lost: book.lost,
        redeliveries: book.redeliveries,
        own: book.own.map(({ count, times }) => ({ count, times: times?.pack() ?? NOTHING })),
        end: { entries: run.sites[index][0].entries ?? 0, backlog: book.resources[0]?.waiting.value ?? 0 },
      }),
    );
    const connections = run.connectionBooks.map(
      (book): ConnectionSegment => ({
        calls: book.calls,
        attempts: book.attempts,
        retries: book.retries,
        timeouts: book.timeouts,
        failures: book.failures,
        latency: book.latency.pack(),
        lag: book.lag?.pack() ?? NOTHING,
        breakersOpen: book.breakersOpen.areaAt(now),
        breakersHalfOpen: book.breakersHalfOpen.areaAt(now),
        opened: book.breakersOpened,
        breakerRejections: book.breakerRejections,
        throttled: book.throttled,
        rateLimited: book.rateLimited,
        delays: book.delayed.count,
        delayed: book.delayed.sum,
        bulkheadRejections: book.bulkheadRejections,
        bulkheads: book.bulkheads.areaAt(now),
        hedges: book.hedges,
        deadlines: book.deadlines,
        fallbacks: book.fallbacks,
        crossZone: book.crossZoneBytes,
        crossRegion: book.crossRegionBytes,
        pool: resourceSegment(book.pool, now),
      }),
    );
    this.closed.push({ span: now - from, components, connections });
  }

  finish(timeline: Timeline): Snapshot {
    const { run } = this;
    const candidates = run.requests.candidates();
    return {
      events: run.sim.events,
      requests: run.requests.requests,
      fingerprint: run.sim.fingerprint.hex(),
      segments: this.closed.map((closed, number) => ({
        ...closed,
        kinds: run.requests.books.map((book) => kindSegment(book, number)),
        ...blameOf(run, number),
      })),
      inSystem: this.inSystem,
      timeline,
      ...(candidates !== undefined && { candidates }),
    };
  }
}

const NOTHING: PackedHistogram = {
  count: 0,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  first: 0,
  counts: new Uint32Array(0),
};

function scaledSegment([{ autoscaler }]: readonly Site[], now: number): Pick<ComponentSegment, 'scaled'> {
  if (autoscaler === undefined) return {};
  const { paid, working, serving } = autoscaler;
  return {
    scaled: {
      paid: paid.areaAt(now),
      working: working.areaAt(now),
      serving: serving.areaAt(now),
      paidMax: paid.max,
    },
  };
}

/** Instances × time up; where several are needed, all of them while enough are up and none while they are not. */
function upArea(sites: readonly Site[], up: Gauge, now: number): number {
  const [{ quorum }] = sites;
  return quorum === undefined ? up.areaAt(now) : quorum.serving.areaAt(now) * sites.length;
}

function blameOf({ requests }: Run, number: number): Pick<Segment, 'blame'> {
  const blame = requests.blame(number);
  return blame === undefined ? {} : { blame };
}

function kindSegment(book: KindBook, number: number): KindSegment {
  return {
    offered: book.offered[number],
    outcomes: book.outcomes.slice(number * OUTCOMES, (number + 1) * OUTCOMES),
    latency: book.latency[number]?.pack() ?? NOTHING,
    failures: book.failures[number] ?? new Float64Array(0),
  };
}

function resourceSegment(book: ResourceBook, now: number): ResourceSegment {
  return {
    busy: book.busy.areaAt(now),
    waiting: book.waiting.areaAt(now),
    waitingMax: book.waiting.max,
    wasted: book.wasted,
    waited: book.waited,
    wait: book.wait.pack(),
  };
}
