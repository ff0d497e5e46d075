/**
 * What a run says, as plain JSON (`headroom/result@1`). Times in seconds, rates per second, money in USD per month.
 * Random estimates carry 95 % intervals; where none can be given there is none.
 */

/** A 95 % confidence interval: low, high. */
export type Interval = readonly [number, number];

export interface LatencySummary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly ci95?: {
    readonly mean?: Interval;
    readonly p50?: Interval;
    readonly p90?: Interval;
    readonly p95?: Interval;
    readonly p99?: Interval;
    readonly p999?: Interval;
  };
}

/** Shape of a latency distribution for plots: buckets on a logarithmic scale. */
export interface HistogramBar {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Of one request: waiting at a component for a server, a lock, another's answer; and being worked on there [s]. */
export interface TimeAt {
  readonly wait: number;
  readonly work: number;
}

/**
 * Where the time of a group of requests went, as means over the group [s]; they sum to its mean response time. Keyed by
 * the ids of components, and `network`, `retry` (attempts that failed or were given up, and backoff), `limit` (held back
 * on the caller's own side: for a pooled connection, a bulkhead, a rate limit) and `hedge` (before the copy was sent that
 * won). What is zero is absent. A component with one of these names is `<id> (component)`. `blameParts` lists it.
 */
export type Blame = Readonly<Record<string, number | TimeAt>>;

/**
 * What lies between components, by connection [s]. Together they are the sums of the same names in `Blame`, but for what is on no
 * connection: before a user's reload, on the wires inside of a component.
 */
export type BetweenBlame = Readonly<Record<string, Readonly<Partial<Record<BetweenName, number>>>>>;
export type BetweenName = 'network' | 'retry' | 'limit' | 'hedge';

export interface RequestBlame {
  /** Of the slowest hundredth of those that succeeded, and of all that did. */
  readonly p99: Blame;
  readonly all: Blame;
  /** Of those that failed, until they did; absent where none failed. */
  readonly failures?: Blame;
  /** The same by connection, as far as they have a part in it; results of before do not have it. */
  readonly connections?: { readonly p99: BetweenBlame; readonly all: BetweenBlame; readonly failures?: BetweenBlame };
  /** How many each is of; a share of a request where the hundredth is not whole. */
  readonly counts: { readonly p99: number; readonly all: number; readonly failures: number };
}

export interface RequestResult {
  /** Counted requests by outcome over all replications; `succeeded` + failures by reason + `inFlight` = `offered`, exactly. */
  readonly counts: {
    readonly offered: number;
    readonly succeeded: number;
    readonly inFlight: number;
    readonly failed: Readonly<Record<string, number>>;
  };
  /** Requests per second that arrived. */
  readonly offered: number;
  /** Answers per second, of whatever outcome. */
  readonly throughput: number;
  /** Good answers per second. */
  readonly goodput: number;
  /** Failed share of the answered. */
  readonly errorRate: number;
  /** Share of the answered by reason of failure. */
  readonly errors: Readonly<Record<string, number>>;
  /** Good share of the answered. */
  readonly availability: number;
  /** Response times of successful requests, at the client. */
  readonly latency: LatencySummary;
  readonly histogram: readonly HistogramBar[];
  /** Where failures began, most frequent first. */
  readonly failures: readonly {
    readonly reason: string;
    readonly at: string;
    readonly count: number;
    readonly blame?: Blame;
  }[];
  /** Where the time went; of a run that was asked for it. */
  readonly blame?: RequestBlame;
  readonly ci95?: {
    readonly offered?: Interval;
    readonly throughput?: Interval;
    readonly goodput?: Interval;
    readonly errorRate?: Interval;
  };
}

export interface ResourceResult {
  readonly title: string;
  /** Servers over all instances; null where unlimited. */
  readonly servers: number | null;
  /** Mean share of servers busy; 0 where unlimited. */
  readonly utilization: number;
  /** Part of the utilization spent on work whose caller had given up. */
  readonly wasted: number;
  /** The other part: `useful` + `wasted` = `utilization`. */
  readonly useful: number;
  /** Mean servers busy. */
  readonly busy: number;
  readonly queue: { readonly mean: number; readonly max: number };
  readonly wait: {
    readonly mean: number;
    readonly probability: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
  };
  /** `wait` and `queue` are of the means. */
  readonly ci95?: { readonly utilization?: Interval; readonly wait?: Interval; readonly queue?: Interval };
}

/** Events of a kind that only one type of component knows; `share` is that of the arrivals. */
export interface CountMeasure {
  readonly title: string;
  readonly count: number;
  readonly share: number;
  readonly ci95?: { readonly share?: Interval };
}

/** The same where arrivals are no measure of them. */
export interface TotalMeasure {
  readonly title: string;
  readonly count: number;
}

/** Times of a kind that only one type of component knows. */
export interface TimeMeasure {
  readonly title: string;
  readonly times: LatencySummary;
}

/** What each kind of wrong effect has a value of. */
export interface ByEffect<T> {
  /** Effects carried out again that must not be: a retry, copy or redelivery of what had been done. */
  readonly duplicates?: T;
  /** Acknowledged writes that a crash, a full buffer or a dead consumer took. */
  readonly lostWrites?: T;
  /** Reads that missed a write which had returned before they began. */
  readonly staleReads?: T;
  /** Messages dealt with after a later one about the same item. */
  readonly outOfOrder?: T;
  /** Units sold that were not there. */
  readonly oversold?: T;
  /** Requests that wrote in some of several places that belong together, and not in the others. */
  readonly halfDone?: T;
}

/**
 * What became of data and effects, counted from events over all replications; a kind is absent where nothing could go
 * wrong in that way. At the top: counts, but for `staleReads`, which is a share.
 */
export interface OutcomesResult extends ByEffect<number> {
  /** Repetitions that were answered from the record of their idempotency key, and not carried out. */
  readonly deduplicated?: number;
  /** Recovery point: age of the oldest acknowledged write that a crash took, the greatest of all crashes [s]. */
  readonly rpo?: number;
  /** Who wanted a unit and was told that there is none. */
  readonly soldOut?: number;
  /** Requests that had failed and were undone, and how long after their failure that was on average [s]. */
  readonly undone?: number;
  readonly undoneAfter?: number;
  readonly counts: ByEffect<number>;
  /** How often it could have happened: effects carried out, writes acknowledged, reads, messages, units sold. */
  readonly outOf: ByEffect<number>;
  readonly shares: ByEffect<number>;
  /** Of the shares. */
  readonly ci95?: ByEffect<Interval>;
}

/** What instances do with their time: of what is scaled by itself those that are paid. */
export interface InstanceStates {
  readonly up: number;
  /** Crashed, until the repair or the failover. */
  readonly down: number;
  readonly frozen: number;
  /** Off while they are exchanged for a new version. */
  readonly replaced: number;
  /** Of what is scaled by itself: paid and not ready yet, and finishing what they have before they go. */
  readonly starting: number;
  readonly draining: number;
}

export interface ComponentResult {
  readonly type: string;
  readonly title: string;
  /** Of its most utilized resource. */
  readonly utilization: number;
  /** Name of that resource; absent where the component has none that is limited. */
  readonly limiting?: string;
  readonly instances: number;
  readonly arrivalRate: number;
  readonly throughput: number;
  /** `distribution` is the share of time with 0, 1, 2 … inside; the 65th and last holds all beyond. */
  readonly inSystem: { readonly mean: number; readonly max: number; readonly distribution: readonly number[] };
  readonly queue: { readonly mean: number; readonly max: number };
  readonly wait: { readonly mean: number; readonly probability: number; readonly p50: number; readonly p99: number };
  /** Time from arriving at the component to its answer, calls to others included. */
  readonly latency: LatencySummary;
  /** Share of the answers that are failures; what callers have taken back is none. */
  readonly errorRate: number;
  /** Answers by reason of failure that this component gave, failures passed on from callees and what was taken back included. */
  readonly errors: Readonly<Record<string, number>>;
  readonly resources: Readonly<Record<string, ResourceResult>>;
  /** Replicas that are paid; of what is scaled only. */
  readonly replicas?: { readonly mean: number; readonly max: number };
  /** Share of time up: of its instances, or where it `needs` several of them, of the time when so many were. */
  readonly availability: number;
  /** Shares of the instances' time in each state, which sum to 1; absent where all were up all the time. */
  readonly states?: InstanceStates;
  /** Share of lookups answered at once from what it holds; caches only. */
  readonly hitRatio?: number;
  /** Lookups by their outcome; caches only. Stale hits are among the hits, but for those of a CDN whose origin has failed: it was asked, a miss. A delayed hit waited for another's fetch. */
  readonly lookups?: {
    readonly hits: number;
    readonly staleHits: number;
    readonly delayedHits: number;
    readonly misses: number;
  };
  /** Writes that it had answered and lost before they were in the store; caches that write back only. */
  readonly lostWrites?: number;
  /** Share of reads that missed a write which had returned before they began; stores with copies only. */
  readonly staleReads?: number;
  /** The same reads by how many such writes they missed: none, one, two, …; the 17th and last holds all beyond. */
  readonly versionsBehind?: readonly number[];
  /** Times that another copy took the primary's place; only with `failover` or `election`. */
  readonly failovers?: number;
  /** What became of data and effects here; absent where nothing could go wrong. */
  readonly outcomes?: OutcomesResult;
  /** Entries held at the end; caches only. */
  readonly entries?: number;
  /** From published to processed; queues only. `backlog` is what waits at the end. */
  readonly lag?: LatencySummary & { readonly backlog: number };
  readonly deadLetters?: number;
  /** Messages that no consumer has worked on: past their retention, or failed where each is delivered once. */
  readonly lost?: number;
  readonly redeliveries?: number;
  /** What only components of its type measure, by name. */
  readonly measures?: Readonly<Record<string, CountMeasure | TotalMeasure | TimeMeasure>>;
  /** `wait` and `inSystem` are of the means. */
  readonly ci95?: {
    readonly utilization?: Interval;
    readonly wait?: Interval;
    readonly arrivalRate?: Interval;
    readonly throughput?: Interval;
    readonly inSystem?: Interval;
    readonly errorRate?: Interval;
    readonly hitRatio?: Interval;
    readonly staleReads?: Interval;
  };
}

export interface ConnectionResult {
  readonly from: string;
  readonly to: string;
  /** Calls per second as the caller's plan makes them, and attempts per second as the callee sees them. */
  readonly calls: number;
  readonly attempts: number;
  readonly retries: number;
  readonly timeouts: number;
  readonly failures: number;
  /** As the caller sees it: from the call to its final answer. */
  readonly latency: LatencySummary;
  /** From published to processed by this subscriber; of what has a backlog for each connection only. */
  readonly lag?: LatencySummary;
  /** Shares of time of the callers' breakers in each state, which sum to 1, times that they opened, and calls per second refused. */
  readonly breaker?: {
    readonly closedFraction: number;
    readonly openFraction: number;
    readonly halfOpenFraction: number;
    readonly opened: number;
    readonly rejected: number;
  };
  /** Copies per second sent beside the first: the extra load of hedging. */
  readonly hedges?: number;
  /** Calls per second whose deadline passed. */
  readonly deadlines?: number;
  /** Calls per second that the caller's own throttle refused. */
  readonly throttle?: { readonly rejected: number };
  /** Calls per second that the caller's own rate limit refused or delayed, and the mean wait of the delayed [s]. */
  readonly rateLimit?: { readonly rejected: number; readonly delayed: number; readonly wait: number };
  /** Places at all caller instances, the share of them taken, and calls per second that found none. */
  readonly bulkhead?: { readonly size: number; readonly utilization: number; readonly rejected: number };
  /** Calls per second that a fallback answered: degraded, and no failures. */
  readonly fallbacks?: number;
  /** Between zones: bytes per second, both ways together, that left a zone but not its region, and that left a region. */
  readonly transfer?: { readonly crossZone: number; readonly crossRegion: number };
  readonly pool?: {
    readonly size: number;
    readonly utilization: number;
    readonly wait: { readonly mean: number; readonly p99: number };
    readonly ci95?: { readonly utilization?: Interval; readonly wait?: Interval; readonly queue?: Interval };
  };
  readonly ci95?: {
    readonly calls?: Interval;
    readonly attempts?: Interval;
    readonly retries?: Interval;
    readonly timeouts?: Interval;
    readonly failures?: Interval;
  };
}

/** Series of one kind of request, a value for each window. Null where nothing was measured in a window. */
export interface RequestSeries {
  readonly offered: readonly number[];
  readonly ok: readonly number[];
  readonly failed: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
}

export interface ComponentSeries {
  /** Of the resource that was busiest in the window. */
  readonly utilization: readonly number[];
  /** Of each limited resource, by its name. */
  readonly resources: Readonly<Record<string, readonly number[]>>;
  readonly queue: readonly number[];
  readonly inSystem: readonly number[];
  readonly up: readonly number[];
  /** Replicas that are paid; of what is scaled only. */
  readonly replicas?: readonly number[];
  readonly hitRatio?: readonly (number | null)[];
}

export interface Timeline {
  /** Length of a window [s]; window k covers [k, k+1) × step, from the very start, warm-up included. */
  readonly step: number;
  readonly requests: Readonly<Record<string, RequestSeries>>;
  readonly components: Readonly<Record<string, ComponentSeries>>;
  readonly faults: readonly {
    readonly label: string;
    readonly kind: string;
    readonly from: number;
    readonly to: number;
  }[];
}

/** A reason why a longer run might say something else, in words. */
export interface Doubt {
  readonly code: 'one-run' | 'few-requests' | 'too-short' | 'autocorrelated' | 'trend' | 'no-variance';
  readonly says: string;
}

/** Why a run ended before its time, or before it was as precise as asked. */
export interface GuardTrip {
  readonly guard: 'events' | 'memory' | 'time' | 'canceled' | 'precision';
  /** Simulated time reached [s]. */
  readonly at: number;
  readonly says: string;
}

export interface CostResult {
  readonly monthly: number;
  readonly components: Readonly<Record<string, number>>;
  readonly lines: readonly {
    readonly component: string;
    readonly driver: string;
    readonly title: string;
    readonly monthly: number;
  }[];
  /** The price list; `missing` are items that it lacks, priced from the one that comes with the product. */
  readonly prices: {
    readonly name: string;
    readonly region: string;
    readonly date: string;
    readonly missing?: readonly string[];
  };
}

/** What the run shows, in words, with the numbers it rests on. */
export interface ResultFinding {
  readonly code: string;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly component?: string;
  readonly connection?: string;
  readonly says: string;
  readonly evidence: Readonly<Record<string, number | string>>;
}

export interface ObjectiveResult {
  readonly name: string;
  readonly require: string;
  readonly met: boolean;
  /** Measured and required value in base units, where the requirement compares two numbers. */
  readonly value?: number;
  readonly limit?: number;
  readonly unit?: string;
  /** Probability that it holds, from the interval of what was measured; absent where there is none. */
  readonly confidence?: number;
  /** Why it could not be judged; then it is not met. */
  readonly problem?: string;
}

export interface RunResult {
  readonly format: 'headroom/result@1';
  readonly run: {
    readonly seed: number;
    /** Of the replications, one each, where the design lists them. */
    readonly seeds?: readonly number[];
    readonly duration: number;
    /** Requests that arrived before this are not counted [s]. */
    readonly warmup: number;
    /**
     * How it was chosen: `written` in the design; `detected` by MSER-5; a `tenth` of the duration, or up to the first
     * `change`, where faults or a changing load leave no steady state to be detected.
     */
    readonly warmupRule: 'written' | 'detected' | 'tenth' | 'change';
    readonly replications: number;
    readonly requests: number;
    readonly events: number;
    readonly digest: string;
    /** Whether the run was long enough for its numbers and intervals to be relied on; `doubts` say why not. */
    readonly converged: boolean;
    readonly doubts?: readonly Doubt[];
    /** Asked for, and reached for all requests: half-widths of the intervals as shares of the values. */
    readonly precision?: { readonly asked: number; readonly mean?: number; readonly p99?: number };
    readonly partial?: GuardTrip;
  };
  /** `*` is all requests together. */
  readonly requests: Readonly<Record<string, RequestResult>>;
  readonly components: Readonly<Record<string, ComponentResult>>;
  /** Keyed `from->to`. */
  readonly connections: Readonly<Record<string, ConnectionResult>>;
  /** What became of the data, over all components; absent where the design has nothing that could go wrong. */
  readonly outcomes?: OutcomesResult;
  readonly cost: CostResult;
  readonly timeline: Timeline;
  readonly findings: readonly ResultFinding[];
  /** The resource that limits, where anything is limited at all; `saturated` is the longest time for which it was full [s]. */
  readonly bottleneck?: {
    readonly component: string;
    readonly resource: string;
    readonly utilization: number;
    readonly saturated?: { readonly from: number; readonly to: number };
  };
}

/** A result judged against a design's or scenario's objectives: what the command line prints and the studio shows. */
export interface JudgedResult extends RunResult {
  readonly objectives: readonly ObjectiveResult[];
}

/** One number of two designs. */
export interface Compared {
  /** Where it stands in a result: `requests.*.latency.p99`. */
  readonly metric: string;
  readonly unit: 'time' | 'rate' | 'fraction' | 'money';
  readonly a: number;
  readonly b: number;
  /** b − a. */
  readonly difference: number;
  /** Of the difference, from pairs of replications on the same random numbers. */
  readonly ci95?: Interval;
  /** What b has of it; `unclear` where the interval holds zero or none can be given, `same` where no pair differs. */
  readonly verdict: 'less' | 'more' | 'same' | 'unclear';
}

interface ComparedSide {
  readonly name: string;
  readonly digest: string;
  readonly converged: boolean;
  readonly doubts?: readonly Doubt[];
  readonly partial?: GuardTrip;
}

export interface ComparisonResult {
  readonly format: 'headroom/comparison@1';
  readonly run: {
    readonly seed: number;
    readonly duration: number;
    readonly warmup: number;
    readonly replications: number;
  };
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly metrics: readonly Compared[];
}

/** The closed-form twin's answer for one component. */
export interface StationEstimate {
  readonly utilization: number;
  readonly limiting?: string;
  readonly arrivalRate: number;
  /** Mean wait for its limiting resource [s]; null where saturated. */
  readonly wait: number | null;
  /** Mean time at the component, calls included [s]; null where saturated. */
  readonly response: number | null;
  readonly hitRatio?: number;
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly offeredLoad: number;
        readonly servers: number | null;
        readonly utilization: number;
        readonly wait: number | null;
      }
    >
  >;
}

export interface EstimateResult {
  readonly format: 'headroom/estimate@1';
  /** False where a resource is asked for more than it has: then waits grow without bound and means are null. */
  readonly stable: boolean;
  readonly components: Readonly<Record<string, StationEstimate>>;
  readonly requests: Readonly<
    Record<string, { readonly rate: number; readonly mean: number | null; readonly availability: number }>
  >;
  readonly bottleneck?: { readonly component: string; readonly resource: string; readonly utilization: number };
  /** The greatest total request rate at which nothing is saturated [1/s]; null where nothing is limited. */
  readonly capacity: number | null;
  readonly cost: CostResult;
  /** Where the formulas do not apply or are only approximate here, in sentences. */
  readonly caveats: readonly string[];
}
