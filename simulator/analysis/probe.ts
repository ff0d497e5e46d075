import { spreadOf } from '../interval.ts';
import { isScalable } from '../load.ts';
import type { RunResult } from '../result.ts';
import { meanTimeline } from '../timeline.ts';
import type { Topology } from '../topology.ts';
import type { Between, ProbeReport, ProbeVerdict } from './probe-report.ts';
import { type Level, levelOf, mean, type Phases, phasesOf, returnOf } from './return.ts';
import { between, beyond, threeDigits } from './search.ts';
import { CANCELED, isCanceled, prepared, type Study, USUAL_REPLICATIONS } from './study.ts';
import { labelOf, resized, sizeOf, steadied, type Trigger, triggersOf } from './trigger.ts';

export interface ProbeOptions {
  /** The first of `triggersOf` unless given. */
  readonly trigger?: Trigger | undefined;
  readonly replications?: number | undefined;
  /** [s] */
  readonly baseline?: number | undefined;
  readonly watch?: number | undefined;
  /** Whether to look for the smallest trigger and the loads at which it sticks. */
  readonly search?: boolean | undefined;
}

/** Replications of a step of a search: whether most of them stick is what counts. */
const SEARCH_REPLICATIONS = 3;
/** Good share of what arrives before a trigger, below which a design is overloaded by itself. */
const HEALTHY = 0.95;
/** Standard deviations of a number of Poisson arrivals by which answers may fall behind what is asked meanwhile. */
const CHANCE = 2;
/** From one third of the time watched to the next: still coming back. */
const GROWING = 1.03;

interface Times {
  readonly settle: number;
  readonly baseline: number;
  readonly watch: number;
}

/** What one experiment of a probe shows. */
interface Outcome {
  readonly phases: Phases;
  readonly level: Level;
  readonly stuck: number;
  readonly returns: readonly (number | undefined)[];
  readonly tails: readonly number[];
  readonly growing: boolean;
  readonly healthy: boolean;
  readonly whole: RunResult;
  readonly each: readonly RunResult[];
}

/**
 * Runs a design under its steady load, strikes it once, takes the trigger away, and watches whether good answers come back;
 * then looks for the smallest trigger that sticks and for the loads at which it does. [Bronson, Aghayev, Charapko & Zhu,
 * "Metastable Failures in Distributed Systems", HotOS 2021; Huang et al., "Metastable Failures in the Wild", OSDI 2022]
 */
export function probe(topology: Topology, options: ProbeOptions = {}): Study<ProbeReport | undefined> {
  return new Probe(topology, options).study();
}

class Probe {
  private readonly topology: Topology;
  private readonly trigger: Trigger;
  private readonly replications: number;
  private readonly isSearched: boolean;
  private times: Times;
  private experiments = 0;
  private expected = 1;
  private events = 0;
  private partial: string | undefined = undefined;
  private readonly notes: string[] = [];

  constructor(topology: Topology, options: ProbeOptions) {
    const { run } = topology;
    this.topology = topology;
    this.trigger = options.trigger ?? triggersOf(topology)[0];
    this.replications = options.replications ?? Math.max(USUAL_REPLICATIONS, run.replications);
    this.isSearched = options.search ?? true;
    const baseline = options.baseline ?? within(run.duration / 4, 15, 60);
    const watch = options.watch ?? Math.max(within(run.duration, 60, 300), 3 * (this.trigger.for ?? 0));
    this.times = {
      settle: typeof run.warmup === 'number' ? Math.max(run.warmup, baseline / 2) : baseline / 2,
      baseline,
      watch,
    };
  }

  *study(): Study<ProbeReport | undefined> {
    const { trigger } = this;
    let first = yield* this.tried(trigger, 1, this.replications);
    if (first === undefined) return undefined;
    // What is still coming back is given three times as long, once.
    if (first.growing && first.stuck > 0) {
      this.times = { ...this.times, watch: 3 * this.times.watch };
      first = (yield* this.tried(trigger, 1, this.replications)) ?? first;
    }
    const sticks = 2 * first.stuck > this.replications;
    const smallest = this.isSearched && first.healthy ? yield* this.smallest(sticks) : undefined;
    const load = this.isSearched && first.healthy ? yield* this.load(sticks) : undefined;
    return this.report(first, smallest, load);
  }

  /** One experiment; undefined where it was canceled or cannot run. */
  private *tried(trigger: Trigger | undefined, load: number, replications: number): Study<Outcome | undefined> {
    if (this.partial !== undefined) return undefined;
    const { settle, baseline, watch } = this.times;
    const begin = settle + baseline;
    const lasts = trigger?.for ?? 0;
    const duration = begin + lasts + watch;
    const steady = steadied(this.topology, load);
    const faults = trigger === undefined ? [] : [{ at: begin, ...trigger }];
    const model = prepared({ ...steady, faults }, { replications, warmup: settle, duration });
    if (model === undefined) return undefined;
    const says = `${trigger === undefined ? 'no trigger' : wordsOf(trigger)}${load === 1 ? '' : ` at ${round(load)} × the load`}`;
    this.expected = Math.max(this.expected, this.experiments + 1);
    const gathering = yield { model, says, number: this.experiments, of: this.expected };
    if (isCanceled(gathering)) {
      this.partial = CANCELED;
      return undefined;
    }
    this.experiments += 1;
    const whole = gathering.result();
    this.events += whole.run.events;
    const each = gathering.each();
    if (whole.run.partial !== undefined) {
      // A backlog without bounds filled the memory: it does not come back.
      if (trigger !== undefined) return this.exploded(whole, each);
      return undefined;
    }
    return outcomeOf(whole, each, settle, begin, begin + lasts);
  }

  private exploded(whole: RunResult, each: readonly RunResult[]): Outcome {
    const { settle, baseline } = this.times;
    const outcome = outcomeOf(whole, each, settle, settle + baseline, settle + baseline);
    return { ...outcome, stuck: each.length, returns: each.map(() => undefined), growing: false };
  }

  /** Whether most replications stick; undefined where that could not be tried. */
  private *sticks(trigger: Trigger | undefined, load: number): Study<boolean | undefined> {
    if (trigger === undefined) return undefined;
    const outcome = yield* this.tried(trigger, load, SEARCH_REPLICATIONS);
    return outcome && 2 * outcome.stuck > SEARCH_REPLICATIONS;
  }

  private *smallest(sticks: boolean): Study<ProbeReport['smallest']> {
    const { trigger } = this;
    const [size, length] = [sizeOf(trigger), trigger.for];
    const bySize = (factor: number) => this.sticks(resized(trigger, factor), 1);
    const byLength = (lasts: number) => this.sticks({ ...trigger, for: lasts }, 1);
    this.expected = this.experiments + (size === undefined ? 0 : 5) + (length === undefined ? 0 : 5) + 8;
    let found: { size?: Between; length?: Between } = {};
    if (size !== undefined && size > 1) {
      const limit = sticks ? yield* between(1, size, bySize) : yield* beyond(size, 16 * size, bySize);
      if (limit !== undefined && 'sticks' in limit) found = { ...found, size: limit };
      else if (limit !== undefined) this.inVain(limit.upTo / size, `as strong “${labelOf(trigger)}” does not stick`);
    }
    if (length !== undefined) {
      const limit = sticks
        ? yield* between(length / 64, length, byLength, false)
        : yield* beyond(length, 4 * length, byLength);
      if (limit !== undefined && 'sticks' in limit) found = { ...found, length: limit };
      else if (limit !== undefined) this.inVain(limit.upTo / length, 'as long it does not stick');
    }
    return found.size === undefined && found.length === undefined ? undefined : found;
  }

  private *load(sticks: boolean): Study<ProbeReport['load']> {
    if (!this.topology.streams.every(isScalable)) {
      this.notes.push('The load is of users who wait for their answers, or a trace: its rate cannot be chosen.');
      return undefined;
    }
    const byLoad = (load: number) => this.sticks(this.trigger, load);
    const limit = sticks ? yield* between(1 / 16, 1, byLoad, false) : yield* beyond(1, 4, byLoad, 1.25);
    if (limit !== undefined && 'upTo' in limit) this.inVain(limit.upTo, 'the load the trigger does not stick');
    const vulnerable = limit !== undefined && 'sticks' in limit ? limit : undefined;
    const overloaded = yield* this.overload();
    if (vulnerable === undefined && overloaded === undefined) return undefined;
    return { ...(vulnerable && { vulnerable }), ...(overloaded !== undefined && { overloaded }) };
  }

  /** Says how far was looked, as a factor of what was tried first. */
  private inVain(times: number, says: string): void {
    if (times > 1) this.notes.push(`Up to ${round(times)} times ${says}.`);
    else if (this.partial === undefined) this.notes.push('Nothing beyond it could be tried.');
  }

  /** The least of a few loads at which the design fails without any trigger. */
  private *overload(): Study<number | undefined> {
    for (const load of [1.1, 1.25, 1.5, 2, 3, 4]) {
      const outcome = yield* this.tried(undefined, load, 1);
      if (this.partial !== undefined) return undefined;
      if (outcome === undefined || !outcome.healthy || outcome.stuck > 0) return load;
    }
    return undefined;
  }

  private report(first: Outcome, smallest: ProbeReport['smallest'], load: ProbeReport['load']): ProbeReport {
    const { trigger, times, replications } = this;
    const { phases, level, stuck, returns, tails, whole, each } = first;
    const timeline = meanTimeline(each.map((result) => result.timeline));
    const { step } = timeline;
    const { ok, offered, p95 } = timeline.requests['*'];
    const back = returns.filter((after) => after !== undefined);
    const third = Math.floor((phases.windows - phases.end) / 3);
    const spread = spreadOf(
      tails.map((tail) => [tail, 1] as const),
      false,
    );
    const tail = mean(tails, 0, tails.length);
    const begin = times.settle + times.baseline;
    const size = sizeOf(trigger);
    return {
      format: 'headroom/probe@1',
      run: {
        seed: whole.run.seed,
        replications,
        experiments: this.experiments,
        events: this.events,
        digest: whole.run.digest,
        ...times,
      },
      trigger: {
        label: labelOf(trigger),
        kind: trigger.kind,
        ...(size === undefined ? {} : { size }),
        ...(trigger.for === undefined ? {} : { for: trigger.for }),
      },
      verdict: verdictOf(first, replications),
      stuck,
      before: { goodput: level.goodput, floor: level.floor, p95: meanKnown(p95, phases.from, phases.begin) },
      after: {
        goodput: tail,
        p95: meanKnown(p95, phases.windows - third, phases.windows),
        ...(spread === undefined ? {} : { ci95: [Math.max(0, tail - spread.half), tail + spread.half] as const }),
      },
      ...(back.length === 0 ? {} : { recovery: { mean: mean(back, 0, back.length), longest: Math.max(...back) } }),
      timeline: { step, offered, goodput: ok, trigger: [begin, begin + (trigger.for ?? 0)] },
      ...(smallest === undefined ? {} : { smallest }),
      ...(load === undefined ? {} : { load }),
      notes: this.notes,
      ...(this.partial === undefined ? {} : { partial: this.partial }),
    };
  }
}

function verdictOf({ healthy, stuck, growing }: Outcome, replications: number): ProbeVerdict {
  if (!healthy) return 'overloaded';
  if (stuck === 0) return 'recovers';
  if (growing) return 'slow';
  return stuck === replications ? 'sticks' : 'mixed';
}

function outcomeOf(whole: RunResult, each: readonly RunResult[], settle: number, begin: number, end: number): Outcome {
  const timelines = each.map(({ timeline }) => timeline);
  const phases = phasesOf(timelines[0], settle, begin, end);
  const level = levelOf(timelines, phases);
  const returns = timelines.map((timeline) => returnOf(timeline, phases, level));
  const stuckOnes = returns.filter(({ after }) => after === undefined);
  const offered = timelines.map(({ requests }) => mean(requests['*'].offered, phases.from, phases.begin));
  const asked = mean(offered, 0, offered.length);
  // Answers of the baseline are to requests of some seconds before, and of few requests more or fewer come by chance.
  const watched = (begin - settle) * timelines.length;
  const chance = CHANCE * Math.sqrt(asked / watched);
  return {
    phases,
    level,
    stuck: stuckOnes.length,
    returns: returns.map(({ after }) => after),
    tails: returns.map(({ tail }) => tail),
    growing: stuckOnes.some(({ tail, middle }) => tail > GROWING * middle && tail > 0),
    healthy: level.goodput >= HEALTHY * asked - chance,
    whole,
    each,
  };
}

function wordsOf(trigger: Trigger): string {
  return `${labelOf(trigger)}${trigger.for === undefined ? '' : ` for ${round(trigger.for)} s`}`;
}

function meanKnown(values: readonly (number | null)[], from: number, to: number): number | null {
  const known = values.slice(from, to).filter((value) => value !== null);
  return known.length === 0 ? null : mean(known, 0, known.length);
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function round(value: number): string {
  return String(threeDigits(value));
}
