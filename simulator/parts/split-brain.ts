import { NO_VISIT, type RandomStream, Rank, type Station } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import type { Departures, Site } from '../site.ts';
import type { Failover } from './failover.ts';
import type { Guard } from './guarded.ts';
import { LockGate } from './lock-gate.ts';

/** Timers: the primary stops for want of its copy, and the copy takes its place. */
const STEPS_DOWN = 0;
const PROMOTED = 1;

/**
 * A primary and its copy that cannot hear each other, each with a part of the callers. The copy is promoted as after a
 * crash. What the old primary accepts from then on, and what it had accepted since the cut, the new one never hears of:
 * it is lost when they meet again, since the newer primary's history counts. Both do their work on the cores of the one
 * instance that stands for them.
 */
export class SplitBrain implements Station, Guard, Departures {
  private readonly site: Site;
  private readonly failover: Failover;
  /** Probability that a call comes from the old primary's side. */
  private readonly share: number;
  private readonly draws: RandomStream;
  private readonly id: number;
  private readonly unwatch: () => void;
  /** Writes on the old primary's side that wait for the copy, and calls on the copy's side that wait for a primary. */
  private readonly waitsForCopy: LockGate;
  private readonly waitsForPrimary: LockGate;
  /** Writes inside that the old primary has accepted: serials of their visits. */
  private readonly accepted = new Set<number>();
  private hasStepped = false;
  private isPromoted = false;
  private isOver = false;
  /** What waited goes in, and has been asked where it comes from. */
  private isLetIn = false;
  private lost = 0;
  private firstLostAt = 0;

  constructor(site: Site, failover: Failover, share: number, draws: RandomStream) {
    const { sim } = site;
    const { detection, promotion, fencing = true } = failover.spec;
    this.site = site;
    this.failover = failover;
    this.share = share;
    this.draws = draws;
    this.waitsForCopy = new LockGate(site, undefined);
    this.waitsForPrimary = new LockGate(site, undefined);
    this.id = sim.add(this);
    failover.copyLost();
    site.setGuard(this, true);
    this.unwatch = site.watchDepartures(this);
    if (fencing) sim.wakeAfter(this.id, STEPS_DOWN, NO_VISIT, detection, Rank.timer);
    sim.wakeAfter(this.id, PROMOTED, NO_VISIT, detection + promotion, Rank.timer);
  }

  admits(visit: number): boolean {
    if (this.isLetIn) return true;
    const { visits } = this.site.sim;
    if (!this.draws.chance(this.share)) return this.isPromoted || this.waitsForPrimary.admits(visit);
    if (this.hasStepped) {
      this.site.fail(visit, Outcome.unavailable);
      return false;
    }
    if (visits.op[visit] !== Op.write) return true;
    const { fencing = true } = this.failover.spec;
    if (fencing && this.failover.waitsForCopy) return this.waitsForCopy.admits(visit);
    this.accepted.add(visits.serial[visit]);
    return true;
  }

  keeps(visit: number): boolean {
    return this.waitsForCopy.keeps(visit) || this.waitsForPrimary.keeps(visit);
  }

  left(visit: number, outcome: number): number {
    const { now, visits } = this.site.sim;
    if (this.accepted.delete(visits.serial[visit]) && outcome === Outcome.ok && this.lost++ === 0)
      this.firstLostAt = now;
    return outcome;
  }

  wake(timer: number): void {
    if (this.isOver) return;
    if (timer === STEPS_DOWN) {
      this.hasStepped = true;
      for (const visit of this.waitsForCopy.release()) this.site.fail(visit, Outcome.unavailable);
    } else if (this.draws.chance(this.failover.spec.success)) {
      this.isPromoted = true;
      this.site.book.failovers++;
      this.letIn(this.waitsForPrimary);
    }
  }

  /** They hear each other again: where the copy is primary now, the old one takes its history. */
  heal(): void {
    const { site } = this;
    this.isOver = true;
    site.setGuard(this, false);
    this.unwatch();
    if (this.isPromoted) {
      site.book.effects.lose(this.lost, site.sim.now - this.firstLostAt);
      site.changePlaces();
    }
    this.failover.copyBack();
    this.letIn(this.waitsForCopy);
    this.letIn(this.waitsForPrimary);
  }

  arrive(): void {
    // Nobody calls it.
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // Nobody calls it.
  }

  private letIn(gate: LockGate): void {
    this.isLetIn = true;
    this.site.enter(gate.release());
    this.isLetIn = false;
  }
}
