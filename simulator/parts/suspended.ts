import { NO_VISIT, type Simulation, type Station } from '../kernel/index.ts';

const ANSWERED = 0;
const WOKEN = 1;
const ARRIVED = 2;
const ABANDONED = 3;

/** What has happened to a station meanwhile. */
interface Held {
  readonly what: number;
  readonly visit: number;
  /** Of the visit when it happened: another number means that it has ended since, or that its timers are dead. */
  readonly serial: number;
  readonly tag: number;
  readonly outcome: number;
  readonly origin: number;
}

/**
 * Stands in for a station that is frozen: what happens to it is kept in order and told when it goes on. Timers of the
 * station itself that run out meanwhile run out late, as after a long pause for garbage collection.
 */
export class Suspended implements Station {
  readonly station: Station;
  private readonly sim: Simulation;
  private readonly held: Held[] = [];

  constructor(sim: Simulation, station: Station) {
    this.sim = sim;
    this.station = station;
  }

  arrive(visit: number): void {
    this.hold(ARRIVED, visit, this.sim.visits.serial[visit], 0, 0, 0);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.hold(ANSWERED, visit, this.sim.visits.serial[visit], tag, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    this.hold(WOKEN, visit, visit === NO_VISIT ? 0 : this.sim.visits.timersFrom[visit], timer, 0, 0);
  }

  abandoned(visit: number): void {
    this.hold(ABANDONED, visit, this.sim.visits.serial[visit], 0, 0, 0);
  }

  /**
   * Tells the station all that it has missed, in the order of events of one moment: an answer that is there counts, though
   * its timeout has run out too. The caller has put the station back in its place.
   */
  resume(): void {
    const { sim, station } = this;
    const { visits } = sim;
    for (const { what, visit, serial, tag, outcome, origin } of this.held) {
      if (what === ANSWERED && visits.serial[visit] === serial) station.answered(visit, tag, outcome, origin);
    }
    for (const { what, visit, serial, tag } of this.held) {
      const isAlive = visit === NO_VISIT || visits.timersFrom[visit] === serial;
      if (what === WOKEN && isAlive) station.wake(tag, visit);
    }
    for (const { what, visit, serial } of this.held) {
      if (what < ARRIVED || visits.serial[visit] !== serial) continue;
      if (what === ARRIVED) station.arrive(visit);
      else station.abandoned(visit);
    }
  }

  private hold(what: number, visit: number, serial: number, tag: number, outcome: number, origin: number): void {
    this.held.push({ what, visit, serial, tag, outcome, origin });
  }
}
