import { assert } from './assert.ts';
import { FutureEventList, Rank } from './event-list.ts';
import { Fingerprint } from './fingerprint.ts';
import { ImmediateList } from './immediate-list.ts';
import { GAVE_UP, NO_VISIT, Visits } from './visits.ts';

/**
 * One station of a run. It is told by three methods what happens to it and acts by the verbs of `Simulation`.
 * `tag` is the label that the station gave the call; `outcome` and `origin` are numbers that the kernel only carries.
 */
export interface Station {
  /** A visit has come to stay. */
  arrive(visit: number): void;
  /** A call that this visit made has been answered. */
  answered(visit: number, tag: number, outcome: number, origin: number): void;
  /** A timer has run out; `visit` is NO_VISIT where the timer belongs to the station itself. */
  wake(timer: number, visit: number): void;
  /** The caller of this visit has stopped waiting. Work goes on unless the station does something about it. */
  abandoned(visit: number): void;
}

/** Who keeps track of work at a station by itself. */
export interface WorkMeter {
  /** How much work a visit has had by now [s]; Infinity where it was worked on all the time, 0 where it is not there. */
  had(visit: number): number;
}

/** The timer of a visit's own work; stations number others from 1. */
export const WORK_DONE = 0;
/** Timers of the kernel itself. */
const ARRIVE = -1;
const ANSWER = -2;

/** More hand-overs than this in one moment are requests that circle without taking time. */
const MOST_AT_ONE_MOMENT = 20_000_000;

/** The clock and the loop. START READING HERE. */
export class Simulation {
  /** [s] */
  now = 0;
  /** Events taken from the future event list so far. */
  events = 0;
  /** Calls whose caller stopped waiting so far. */
  abandonments = 0;
  readonly visits = new Visits();
  readonly fingerprint = new Fingerprint();
  readonly stations: readonly Station[] = [];
  /** Who hears `wake` and `answered` for a station: mostly itself. */
  private readonly listeners: Station[] = [];
  private readonly list = new FutureEventList();
  private readonly immediate = new ImmediateList();
  private serial = 0;

  /** Adds a station and returns its number. */
  add(station: Station): number {
    this.listeners.push(station);
    return (this.stations as Station[]).push(station) - 1;
  }

  /** Puts another station in the place of one. */
  replace(id: number, station: Station): void {
    (this.stations as Station[])[id] = station;
    this.listeners[id] = station;
  }

  /** What happens to visits of a station goes straight to `listener`; visits still arrive at the station. */
  listen(id: number, listener: Station): void {
    this.listeners[id] = listener;
  }

  /** A number larger than all before: the identity of an opening or an arrangement. */
  nextSerial(): number {
    return ++this.serial;
  }

  /**
   * Runs what is due up to and including `horizon` [s], at most `budget` events. Returns the budget left: above zero
   * means that the horizon has been reached.
   */
  advance(horizon: number, budget: number): number {
    const { list } = this;
    // An empty list's next event comes at Infinity, which no horizon includes.
    const last = Math.min(horizon, Number.MAX_VALUE);
    let left = budget;
    while (left > 0 && list.nextTime() <= last) {
      left--;
      this.step();
    }
    if (left > 0 && horizon < Number.POSITIVE_INFINITY) this.now = horizon;
    return left;
  }

  /** The next event, and all that follows from it at the same moment. */
  private step(): void {
    const { list, visits } = this;
    const time = list.take();
    assert(time >= this.now, 'time never runs backwards');
    const visit = list.visit;
    if (visit !== NO_VISIT && list.serial < visits.timersFrom[visit]) return; // the timer outlived its visit
    const { station, timer } = list;
    this.now = time;
    this.events++;
    this.fingerprint.event(time, station);
    if (timer >= 0) {
      if (timer === WORK_DONE && visit !== NO_VISIT) visits.workUntil[visit] = 0;
      this.listeners[station].wake(timer, visit);
    } else if (timer === ARRIVE) this.stations[station].arrive(visit);
    else this.deliver(visit, visits.outcome[visit], visits.origin[visit]);
    if (this.immediate.size > 0) this.settle();
  }

  /**
   * Opens a visit at `station` for the visit `parent` (or NO_VISIT). It has not arrived yet: `arrive` or `arriveAfter`
   * says when it does.
   */
  open(station: number, parent: number, tag: number, kind: number, key: number, op: number, link: number): number {
    const { visits } = this;
    const visit = visits.take(++this.serial);
    visits.station[visit] = station;
    visits.parent[visit] = parent;
    visits.parentSerial[visit] = parent >= 0 ? visits.serial[parent] : 0;
    visits.tag[visit] = tag;
    visits.kind[visit] = kind;
    visits.key[visit] = key;
    visits.op[visit] = op;
    visits.link[visit] = link;
    visits.target[visit] = -1;
    visits.sentAt[visit] = this.now;
    return visit;
  }

  /** The visit arrives at this moment, after what is already under way. */
  arrive(visit: number): void {
    this.immediate.pushArrival(visit);
  }

  arriveAfter(visit: number, delay: number): void {
    this.list.schedule(this.now + delay, Rank.arrival, ++this.serial, this.visits.station[visit], ARRIVE, visit);
  }

  /** Ends the visit: its caller is told at this moment, unless it has stopped waiting. */
  answer(visit: number, outcome: number, origin: number): void {
    this.deliver(visit, outcome, origin);
  }

  /** Ends the visit; the answer is on its way for `delay` [s]. Until then the row stays, but the visit hears nothing more. */
  answerAfter(visit: number, outcome: number, origin: number, delay: number): void {
    const { visits } = this;
    visits.outcome[visit] = outcome;
    visits.origin[visit] = origin;
    const serial = ++this.serial;
    visits.timersFrom[visit] = serial; // whatever else was arranged for it is over
    visits.serial[visit] = serial; // and nobody awaits the calls it has made
    this.list.schedule(this.now + delay, Rank.completion, serial, visits.station[visit], ANSWER, visit);
  }

  /** `station.wake(timer, visit)` after `delay` [s], unless the visit has ended by then. */
  wakeAfter(station: number, timer: number, visit: number, delay: number, rank: Rank): void {
    this.list.schedule(this.now + delay, rank, ++this.serial, station, timer, visit);
  }

  /** The same at a moment [s], not before now. */
  wakeAt(station: number, timer: number, visit: number, time: number, rank: Rank): void {
    this.list.schedule(time, rank, ++this.serial, station, timer, visit);
  }

  /** Kills the visit's timers; those arranged from now on live. */
  cancelTimers(visit: number): void {
    this.visits.timersFrom[visit] = ++this.serial;
  }

  /** The caller stops waiting for this visit: its answer will go nowhere. */
  abandon(visit: number): void {
    this.abandonments++;
    this.visits.parent[visit] = GAVE_UP;
    this.stations[this.visits.station[visit]].abandoned(visit);
  }

  /** Whether anybody still waits, at the end of the chain of callers, for what this visit does. */
  isWanted(visit: number): boolean {
    if (this.abandonments === 0) return true;
    const { parent, parentSerial, serial } = this.visits;
    let at = visit;
    while (parent[at] >= 0) {
      const caller = parent[at];
      if (serial[caller] !== parentSerial[at]) return false;
      at = caller;
    }
    return parent[at] !== GAVE_UP;
  }

  /** Whether the caller of this visit still waits, or there was never one to wait. */
  hasCaller(visit: number): boolean {
    const { parent, parentSerial, serial } = this.visits;
    const caller = parent[visit];
    return caller >= 0 ? serial[caller] === parentSerial[visit] : caller === NO_VISIT;
  }

  // What stations say for those who follow where a request's time goes (`tracing/`). Here nothing comes of it.

  /** Work on this visit begins, of which the station keeps track by itself: `worked` says when it is over. */
  begins(_visit: number): void {}

  /** Work that the station kept track of is over: of the visit's time here the last `_seconds` count as work, Infinity being all. */
  worked(_visit: number, _seconds: number): void {}

  /** At this station somebody keeps track of work: to be asked about a visit that ends before `worked` was said of it. */
  measures(_station: number, _meter: WorkMeter): void {}

  /** What has happened since the visit came to its layer, and the wait that begins now, was for this: a number of `Spent`. */
  spentOn(_visit: number, _what: number): void {}

  /** The way of this visit goes on where that of another has led: a message of a request, or the answer to one. */
  follows(_visit: number, _other: number): void {}

  /** The delay that was just arranged for the visit is one of the network; it leaves the station for good, or does not. */
  travels(_visit: number, _leaves: boolean): void {}

  protected deliver(visit: number, outcome: number, origin: number): void {
    const { visits } = this;
    const parent = visits.parent[visit];
    if (parent >= 0 && visits.serial[parent] === visits.parentSerial[visit]) {
      this.immediate.pushAnswer(parent, visits.parentSerial[visit], visits.tag[visit], outcome, origin);
    }
    visits.release(visit);
  }

  private settle(): void {
    const { immediate, visits, stations, listeners } = this;
    let handed = 0;
    while (immediate.size > 0) {
      assert(++handed < MOST_AT_ONE_MOMENT, 'requests do not circle without taking time');
      const visit = immediate.take();
      if (immediate.isArrival) {
        stations[visits.station[visit]].arrive(visit);
      } else if (visits.serial[visit] === immediate.serial) {
        listeners[visits.station[visit]].answered(visit, immediate.tag, immediate.outcome, immediate.origin);
      }
    }
  }
}
