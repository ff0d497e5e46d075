import { type Distribution, type DistributionSpec, sampler } from '../distribution.ts';
import { NO_VISIT, type RandomStream, Rank } from '../kernel/index.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';
import { CallPlan, type Planner } from './call-plan.ts';
import { EventWindows } from './event-windows.ts';
import { RecordRing } from './record-ring.ts';
import { type Grantee, ServiceCenter } from './service-center.ts';

/** Timers of its own. */
const CHECKPOINT = 1;
const RESUME = 2;
const CLOSE = 3;
const RESTORED = 4;

/** Stages of a visit: a record that was brought, one that is worked on again, a result on its way. */
const REPLAY = 1;
const RESULT = 2;

export interface StreamTaskOptions {
  readonly threads: number;
  readonly window?: { readonly size: number; readonly lateness: number; readonly delay: DistributionSpec } | undefined;
  readonly checkpointInterval: number;
  readonly checkpointPause: number;
  readonly restore: number;
  readonly sink: 'at-least-once' | 'exactly-once';
}

/**
 * One instance of a stream processor. Records that are worked on again and results of windows are visits of its own that
 * nobody waits for. What the log has been answered is not read from it again: the task remembers what came since the last
 * checkpoint and works on that again, as if it had read it.
 */
export class StreamTask implements ComponentStation, Planner, Grantee {
  private readonly site: Site;
  private readonly of: StreamTaskOptions;
  private readonly plan: CallPlan;
  private readonly slots: ServiceCenter;
  private readonly windows: EventWindows | undefined;
  private readonly delay: Distribution | undefined;
  private readonly draws: RandomStream;
  /** Number of the next window to be closed. */
  private next = 0;
  /** Since the last checkpoint: records worked on, and results sent. */
  private readonly records = new RecordRing();
  private readonly sent = new RecordRing();
  /** Results that wait for the next checkpoint. */
  private held = new RecordRing();
  private isRestoring = false;
  /** When the state that is being loaded is there [s]. */
  private readyAt = 0;
  /** Records still to be worked on again before it is where it was. */
  private behind = 0;

  constructor(site: Site, of: StreamTaskOptions) {
    const { window } = of;
    this.site = site;
    this.of = of;
    this.plan = new CallPlan(site, this);
    this.slots = new ServiceCenter(site.sim, site.resources[0], site.door(this), 0, {
      servers: of.threads,
      queue: Number.POSITIVE_INFINITY,
    });
    this.draws = site.stream('event time');
    const { kinds } = site.requests;
    this.windows = window === undefined ? undefined : new EventWindows(window.size, window.lateness, kinds.length);
    this.delay = window === undefined ? undefined : sampler(window.delay);
    this.wakeAt(CHECKPOINT, of.checkpointInterval);
    this.armWindow();
  }

  arrive(visit: number): void {
    this.slots.request(visit);
  }

  granted(_center: number, visit: number): void {
    this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer === WORK_DONE) this.done(visit);
    else if (timer === CHECKPOINT) this.checkpoint();
    else if (timer === RESUME) this.resume();
    else if (timer === RESTORED) this.replay();
    else this.close();
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.plan.answered(visit, tag, outcome, origin);
  }

  planned(visit: number, outcome: number, origin: number): void {
    const { site } = this;
    const { sim } = site;
    const { kind, key, stage } = sim.visits;
    if (stage[visit] === RESULT) {
      if (isFailure(outcome)) site.book.own[4].tick();
      sim.answer(visit, Outcome.ok, 0); // to nobody
      return;
    }
    if (!isFailure(outcome) && this.windows === undefined) {
      if (!this.isEmpty(kind[visit])) this.noteSent(kind[visit], key[visit]);
      this.records.push(kind[visit], key[visit], sim.now);
    }
    this.slots.release(visit);
    site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // The log waits for its readers.
  }

  isWaiting(visit: number): boolean {
    return this.slots.isWaiting(visit);
  }

  withdraw(visit: number): void {
    this.slots.withdraw(visit);
  }

  /** Records that were being worked on again are forgotten here, and remembered as those since the last checkpoint. */
  crashed(): void {
    const { sim, id } = this.site;
    const { visits } = sim;
    this.slots.clear();
    for (let visit = 0; visit < visits.capacity; visit++) {
      const isOwn = visits.isOpen(visit) && visits.station[visit] === id && visits.stage[visit] === REPLAY;
      if (isOwn) sim.answer(visit, Outcome.crashed, 0); // to nobody
    }
    this.behind = 0;
  }

  /** The state of the last checkpoint is loaded. */
  restored(): void {
    this.isRestoring = true;
    this.slots.use(0);
    this.readyAt = this.site.sim.now + this.of.restore;
    this.wakeAt(RESTORED, this.readyAt);
  }

  private done(visit: number): void {
    const { site, slots } = this;
    const { visits, now } = site.sim;
    if (visits.stage[visit] === REPLAY) {
      slots.release(visit);
      site.sim.answer(visit, Outcome.ok, 0); // to nobody
      if (--this.behind === 0) this.caughtUp();
      return;
    }
    const kind = visits.kind[visit];
    const key = visits.key[visit];
    if (this.windows !== undefined) {
      this.collect(kind, key);
      this.records.push(kind, key, now);
    } else if (this.of.sink === 'exactly-once') {
      this.held.push(kind, key, now);
      this.records.push(kind, key, now);
    } else {
      // Back pressure: the record keeps its slot until its result has been taken.
      this.plan.start(visit);
      return;
    }
    slots.release(visit);
    site.answer(visit, Outcome.ok, 0);
  }

  private collect(kind: number, key: number): void {
    const { now } = this.site.sim;
    const { windows, delay } = this;
    if (windows === undefined || delay === undefined) return;
    // What happened before the start is taken to have happened at it.
    const happenedAt = Math.max(0, now - delay.sample(this.draws));
    if (!windows.add(happenedAt, now, kind, key)) this.site.book.own[1].tick();
  }

  /** The next window is over; while it is down, or not yet where it was, it is closed later. */
  private close(): void {
    const { windows, site } = this;
    if (windows === undefined || site.isDown || this.isRestoring || windows.closesAt(this.next) > site.sim.now) return;
    this.closeNext(windows);
    this.armWindow();
  }

  private closeNext(windows: EventWindows): void {
    const results = windows.close(this.next++, this.site.sim.now);
    for (; results.size > 0; results.drop()) {
      if (this.of.sink === 'exactly-once') {
        this.held.push(results.kind, results.key, results.storedAt);
      } else {
        this.send(results.kind, results.key);
        this.noteSent(results.kind, results.key);
      }
    }
  }

  private armWindow(): void {
    if (this.windows !== undefined) this.wakeAt(CLOSE, this.windows.closesAt(this.next));
  }

  /** State is stored; results that waited for it go out. */
  private checkpoint(): void {
    const { site, of, records, sent } = this;
    const { now } = site.sim;
    this.wakeAt(CHECKPOINT, now + of.checkpointInterval);
    // While it is down, or not yet where it was, there is nothing new to store.
    if (site.isDown || this.isRestoring) return;
    while (records.size > 0) records.drop();
    while (sent.size > 0) sent.drop();
    for (; this.held.size > 0; this.held.drop()) {
      this.send(this.held.kind, this.held.key);
      site.book.own[0].tick();
    }
    if (of.checkpointPause === 0) return;
    this.slots.use(0);
    this.wakeAt(RESUME, now + of.checkpointPause);
  }

  private resume(): void {
    if (!this.isRestoring) this.slots.use(this.of.threads);
  }

  /** The state is there: what came since the checkpoint is worked on again, before what comes from now on. */
  private replay(): void {
    const { site, records } = this;
    const { sim } = site;
    if (site.isDown || sim.now < this.readyAt) return;
    this.behind = records.size;
    this.slots.use(this.of.threads);
    if (this.behind === 0) this.caughtUp();
    for (let left = records.size; left > 0; left--) {
      const { kind, key } = records;
      records.drop();
      records.push(kind, key, sim.now);
      const visit = sim.open(site.id, NO_VISIT, 0, kind, key, Op.write, -1);
      sim.visits.stage[visit] = REPLAY;
      site.book.own[2].tick();
      this.slots.request(visit);
    }
  }

  /** It is where it was: what it had sent since the checkpoint has been sent again on the way. */
  private caughtUp(): void {
    const { site, sent } = this;
    this.isRestoring = false;
    for (let left = sent.size; left > 0; left--) {
      const { kind, key } = sent;
      sent.drop();
      sent.push(kind, key, site.sim.now);
      site.book.own[3].tick();
      this.send(kind, key);
    }
    // And windows that were to be closed meanwhile.
    const { windows } = this;
    if (windows === undefined) return;
    while (windows.closesAt(this.next) <= site.sim.now) this.closeNext(windows);
    this.armWindow();
  }

  private noteSent(kind: number, key: number): void {
    this.site.book.own[0].tick();
    this.sent.push(kind, key, this.site.sim.now);
  }

  private send(kind: number, key: number): void {
    const { site } = this;
    const { sim } = site;
    const visit = sim.open(site.id, NO_VISIT, 0, kind, key, Op.write, -1);
    sim.visits.stage[visit] = RESULT;
    this.plan.start(visit);
  }

  private isEmpty(kind: number): boolean {
    return this.site.component.plans[kind * 2 + 1].length === 0;
  }

  private wakeAt(timer: number, time: number): void {
    this.site.sim.wakeAt(this.site.id, timer, NO_VISIT, time, Rank.timer);
  }
}
