import { NO_VISIT, Rank, Simulation } from '../kernel/index.ts';
import { type Place, type Recording, Stay } from './span-recorder.ts';

/** The clock and the loop of a run in which some requests are recorded, each stay of theirs by itself. */
export class SpanSimulation extends Simulation {
  /** By station; to be said before the first event. */
  places: readonly (Place | undefined)[] = [];
  /** By visit: the stay that is recorded, for those of a request that is. */
  private readonly stays: (Stay | undefined)[] = [];

  /** The request that begins with this visit is recorded. */
  record(visit: number, recording: Recording): void {
    this.stays[visit] = recording.root;
    recording.root.arrivedAt = this.now;
  }

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
    this.stays[visit] = parent === NO_VISIT ? undefined : this.below(this.stays[parent], station);
    return visit;
  }

  override arrive(visit: number): void {
    super.arrive(visit);
    this.arrives(visit, this.now);
  }

  override arriveAfter(visit: number, delay: number): void {
    super.arriveAfter(visit, delay);
    this.arrives(visit, this.now + delay);
  }

  override answerAfter(visit: number, outcome: number, origin: number, delay: number): void {
    super.answerAfter(visit, outcome, origin, delay);
    this.stays[visit]?.leaves(this.now, outcome);
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
    const stay = this.stays[visit];
    if (stay !== undefined) stay.givenUpAt = this.now;
    super.abandon(visit);
  }

  override begins(visit: number): void {
    this.stays[visit]?.worksUntil(this.now, Number.POSITIVE_INFINITY);
  }

  override worked(visit: number, seconds: number): void {
    const stay = this.stays[visit];
    if (stay === undefined) return;
    stay.cutWork(this.now);
    const from = Math.max(stay.works.at(-1) ?? stay.arrivedAt, this.now - seconds);
    if (from < this.now) stay.worksUntil(from, this.now);
  }

  override follows(visit: number, other: number): void {
    this.stays[visit] ??= this.below(this.stays[other], this.visits.station[visit]);
  }

  override travels(visit: number, leaves: boolean): void {
    const stay = this.stays[visit];
    if (stay === undefined) return;
    stay.works.length -= 2; // what was arranged is no work
    if (leaves) stay.leaves(this.now, 0);
  }

  protected override deliver(visit: number, outcome: number, origin: number): void {
    const stay = this.stays[visit];
    if (stay !== undefined) {
      if (Number.isNaN(stay.leftAt)) stay.leaves(this.now, outcome);
      stay.returnedAt = this.now;
      this.stays[visit] = undefined;
    }
    super.deliver(visit, outcome, origin);
  }

  private below(stay: Stay | undefined, station: number): Stay | undefined {
    const place = this.places[station];
    return stay === undefined || place === undefined ? undefined : new Stay(stay, place, this.now);
  }

  private arrives(visit: number, at: number): void {
    const stay = this.stays[visit];
    if (stay !== undefined) stay.arrivedAt = at;
  }

  private arranged(visit: number, until: number, rank: Rank): void {
    if (visit < 0 || rank === Rank.timer) return;
    if (rank === Rank.arrival) this.arrives(visit, until);
    else this.stays[visit]?.worksUntil(this.now, until);
  }
}
