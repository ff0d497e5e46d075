import { Rank, Simulation, type WorkMeter } from '../kernel/index.ts';
import { Paths } from './paths.ts';

/** The clock and the loop of a run that is followed: each verb leaves its trace in the ways of the requests. */
export class TracedSimulation extends Simulation {
  readonly paths: Paths = new Paths(this);

  override open(
    station: number,
    parent: number,
    tag: number,
    kind: number,
    key: number,
    op: number,
    link: number,
  ): number {
    const visit = super.open(station, parent, tag, kind, key, op, link);
    this.paths.opened(visit, parent);
    return visit;
  }

  override arriveAfter(visit: number, delay: number): void {
    super.arriveAfter(visit, delay);
    this.paths.arranged(visit, this.now + delay, false);
  }

  override answerAfter(visit: number, outcome: number, origin: number, delay: number): void {
    this.paths.leaves(visit);
    super.answerAfter(visit, outcome, origin, delay);
    this.paths.arranged(visit, this.now + delay, false);
  }

  override wakeAfter(station: number, timer: number, visit: number, delay: number, rank: Rank): void {
    super.wakeAfter(station, timer, visit, delay, rank);
    this.arranged(visit, this.now + delay, rank);
  }

  override wakeAt(station: number, timer: number, visit: number, time: number, rank: Rank): void {
    super.wakeAt(station, timer, visit, time, rank);
    this.arranged(visit, time, rank);
  }

  override abandon(visit: number): void {
    this.paths.givenUp(visit);
    super.abandon(visit);
  }

  override begins(visit: number): void {
    this.paths.begins(visit);
  }

  override worked(visit: number, seconds: number): void {
    this.paths.worked(visit, seconds);
  }

  override measures(station: number, meter: WorkMeter): void {
    this.paths.measures(station, meter);
  }

  override spentOn(visit: number, what: number): void {
    this.paths.spentOn(visit, what);
  }

  override follows(visit: number, other: number): void {
    this.paths.follows(visit, other);
  }

  override travels(visit: number): void {
    this.paths.travels(visit);
  }

  protected override deliver(visit: number, outcome: number, origin: number): void {
    this.paths.ended(visit);
    super.deliver(visit, outcome, origin);
  }

  /** A completion ends work, an arrival a way; other timers bound a wait. */
  private arranged(visit: number, until: number, rank: Rank): void {
    if (visit >= 0 && rank !== Rank.timer) this.paths.arranged(visit, until, rank === Rank.completion);
  }
}
