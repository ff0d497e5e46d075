import { NO_VISIT, type RandomStream, type Simulation } from '../kernel/index.ts';
import type { Link } from '../link.ts';
import type { PlannedCall, PlanStep } from '../model.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';

/** Who is told that the calls of a visit are done. */
export interface Planner {
  planned(visit: number, outcome: number, origin: number): void;
}

/** Bits of a visit's `flags`. */
const MISSED = 1;

/** A label is step × 2^20 + call × 2^14 + repetition; the compiler keeps calls below 64 and repetitions below 2^14. */
export const MOST_CALLS_IN_STEP = 64;
export const MOST_REPETITIONS = 16_384;

/**
 * Makes the calls that a request takes from here: step after step, the calls of one step at the same time, each as often
 * as the plan says. A required call that fails ends the plan; an optional one degrades it; a cache that misses or fails
 * turns the steps marked `onMiss` on.
 */
export class CallPlan {
  private readonly site: Site;
  private readonly sim: Simulation;
  private readonly owner: Planner;
  private plans: readonly (readonly PlanStep[])[];
  private readonly draws: RandomStream;
  /** What was drawn for the choice under way. */
  private drawn = 0;
  /** Nothing is ever called from here. */
  private readonly isEmpty: boolean;

  constructor(site: Site, owner: Planner) {
    this.site = site;
    this.sim = site.sim;
    this.owner = owner;
    this.plans = site.component.plans;
    this.isEmpty = this.plans.every((steps) => steps.length === 0);
    this.draws = site.stream('plan');
    site.plan = this;
  }

  /** Calls over one link are made so many times as often, one after the other, from the next on. */
  repeat(link: number, factor: number): void {
    this.plans = this.plans.map((steps) =>
      steps.map(({ calls, ...step }) => ({
        ...step,
        calls: calls.map((call) => (call.link === link ? { ...call, times: call.times * factor } : call)),
      })),
    );
  }

  /** Begins; `owner.planned` is told when all is done, at once where there is nothing to call. */
  start(visit: number): void {
    if (this.isEmpty) this.owner.planned(visit, Outcome.ok, 0);
    else this.proceed(visit);
  }

  /** A call has been answered. */
  answered(visit: number, tag: number, outcome: number, origin: number): void {
    const { visits } = this.sim;
    const call = this.steps(visit)[tag >> 20].calls[(tag >> 14) & 63];
    if (isFailure(outcome)) {
      if (!call.optional) {
        this.owner.planned(visit, outcome, origin);
        return;
      }
      if (call.isLookup) visits.flags[visit] |= MISSED;
    } else {
      if (outcome === Outcome.miss) visits.flags[visit] |= MISSED;
      if ((tag & (MOST_REPETITIONS - 1)) + 1 < call.times) {
        this.site.links[call.link].call(visit, tag + 1, visits.kind[visit], visits.key[visit], call.op, -1);
        return;
      }
    }
    if (--visits.pending[visit] === 0) this.proceed(visit);
  }

  /** Whether this request makes a call that not all make. */
  private takes({ choice, probability }: PlannedCall): boolean {
    if (choice === undefined) return this.draws.chance(probability);
    if (choice.isFirst) this.drawn = this.draws.uniform();
    return this.drawn >= choice.from && this.drawn < choice.from + probability;
  }

  private steps(visit: number): readonly PlanStep[] {
    const { visits } = this.sim;
    return this.plans[visits.kind[visit] * 2 + (visits.op[visit] === Op.read ? 0 : 1)];
  }

  private proceed(visit: number): void {
    const { visits } = this.sim;
    const steps = this.steps(visit);
    for (let at = visits.step[visit]; at < steps.length; at++) {
      const step = steps[at];
      if (step.onMiss && (visits.flags[visit] & MISSED) === 0) continue;
      visits.step[visit] = at + 1;
      const waits = this.issue(visit, at, step);
      if (waits > 0) {
        visits.pending[visit] = waits;
        return;
      }
    }
    visits.step[visit] = steps.length;
    this.owner.planned(visit, Outcome.ok, 0);
  }

  /** Makes the calls of one step; returns how many the visit waits for. */
  private issue(visit: number, at: number, step: PlanStep): number {
    const { visits } = this.sim;
    const kind = visits.kind[visit];
    const key = visits.key[visit];
    const { calls } = step;
    const { links } = this.site;
    let waits = 0;
    for (let i = 0; i < calls.length; i++) {
      const call = calls[i];
      if (call.probability < 1 && !this.takes(call)) continue;
      const link = links[call.link];
      if (call.isAsync) {
        for (let n = 0; n < call.times; n++) this.send(link, visit, (at << 20) | (i << 14) | n, call.op);
      } else {
        waits++;
        link.call(visit, (at << 20) | (i << 14), kind, key, call.op, -1);
      }
    }
    return waits;
  }

  /** A call that the visit does not wait for. */
  private send(link: Link, visit: number, label: number, op: number): void {
    const { visits } = this.sim;
    if (link.operations !== undefined) link.operations.sender = visit;
    if (link.transactions !== undefined) link.transactions.sender = visit;
    link.call(NO_VISIT, label, visits.kind[visit], visits.key[visit], op, -1);
  }
}
