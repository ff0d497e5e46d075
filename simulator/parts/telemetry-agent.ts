import { NO_VISIT, type RandomStream, Rank, Ring, type Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';

/** How events are kept and sent. Times in seconds. */
export interface AgentRules {
  /** Share of the requests that are recorded at all. */
  readonly sampling: number;
  /** Events that may wait to be sent, those under way included. */
  readonly buffer: number;
  readonly whenFull: 'drop' | 'block';
  /** Most events in one export, and how long the first waits for others. */
  readonly batch: number;
  readonly flushEvery: number;
}

/** Who counts what becomes of events. */
export interface AgentWatcher {
  dropped(events: number): void;
  lost(events: number): void;
  /** A request has been held up for so long [s]. */
  blocked(seconds: number): void;
}

const FLUSH = 0;

/** Stage of a visit that is an export, of one that waits for room in the buffer. */
const EXPORT = 1;
const BLOCKED = 2;

/**
 * The part of a telemetry pipeline that runs inside each caller instance: it records an event for a request, keeps it in a
 * bounded buffer and answers at once; a sender exports what is in the buffer, a batch at a time. What could not be sent
 * stays until the next time. When the buffer is full events are dropped, or requests wait.
 * [OpenTelemetry specification, batching span processor]
 */
export class TelemetryAgent implements Layer {
  readonly id: number;
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;
  private readonly rules: AgentRules;
  private readonly watcher: AgentWatcher;
  private readonly draws: RandomStream;
  /** Events in the buffer, and those of them that an export under way has. */
  private kept = 0;
  private sending = 0;
  /** When the next export is due, whether or not a batch is full; Infinity where nothing waits for it [s]. */
  private dueAt = Number.POSITIVE_INFINITY;
  private isTimed = false;
  /** Requests that wait for room. */
  private readonly line = new Ring();

  constructor(link: Link, below: Layer | undefined, rules: AgentRules, watcher: AgentWatcher, draws: RandomStream) {
    this.sim = link.sim;
    this.link = link;
    this.below = below;
    this.rules = rules;
    this.watcher = watcher;
    this.draws = draws;
    this.id = link.enroll(this);
  }

  arrive(visit: number): void {
    const { rules, sim } = this;
    if (rules.sampling < 1 && !this.draws.chance(rules.sampling)) {
      this.goOn(visit);
    } else if (this.kept < rules.buffer) {
      this.goOn(visit);
      this.keep(sim.visits.kind[visit]);
    } else if (rules.whenFull === 'drop') {
      this.watcher.dropped(1);
      this.goOn(visit);
    } else {
      sim.visits.stage[visit] = BLOCKED;
      this.line.push(visit, sim.visits.serial[visit], sim.now);
    }
  }

  /** An export has been answered. */
  answered(visit: number, _tag: number, outcome: number): void {
    const { sim, rules } = this;
    const isCurrent = this.sending > 0 && sim.visits.step[visit] === 0;
    sim.answer(visit, Outcome.ok, 0); // to nobody
    if (!isCurrent) return; // the caller has crashed meanwhile
    if (!isFailure(outcome)) {
      this.kept -= this.sending;
      this.sending = 0;
      this.admit();
      if (this.kept >= rules.batch) this.send(sim.visits.kind[visit]);
      else if (this.kept > 0) this.setTimer();
    } else {
      this.sending = 0;
      this.setTimer();
    }
  }

  wake(): void {
    this.isTimed = false;
    if (this.dueAt === Number.POSITIVE_INFINITY) return;
    if (this.sim.now < this.dueAt) this.arm();
    else if (this.kept > 0) this.send(0);
  }

  /** What was in memory is gone; a request that waits fails with its caller. */
  crashed(): void {
    const { visits } = this.sim;
    this.watcher.lost(this.kept);
    this.kept = 0;
    this.sending = 0;
    this.dueAt = Number.POSITIVE_INFINITY;
    this.line.clear();
    for (let visit = 0; visit < visits.capacity; visit++) {
      if (!visits.isOpen(visit) || visits.station[visit] !== this.id) continue;
      if (visits.stage[visit] === EXPORT) visits.step[visit] = 1;
      else if (visits.stage[visit] === BLOCKED) this.abandoned(visit);
    }
  }

  abandoned(visit: number): void {
    this.link.respondFromLayer(this, visit, Outcome.canceled, 0);
  }

  private goOn(visit: number): void {
    this.link.respondFromLayer(this, visit, Outcome.ok, 0);
  }

  private keep(kind: number): void {
    this.kept++;
    if (this.sending > 0) return;
    if (this.kept >= this.rules.batch) this.send(kind);
    else this.setTimer();
  }

  /** There is room: those who wait for it go on, first come first served. */
  private admit(): void {
    const { line, sim, rules } = this;
    while (line.size > 0 && this.kept < rules.buffer) {
      const visit = line.shift();
      if (sim.visits.serial[visit] !== line.serial) continue; // it has left
      this.watcher.blocked(sim.now - line.joinedAt);
      this.kept++;
      this.goOn(visit);
    }
  }

  /** Exports a batch: a visit whose key is the number of events in it. */
  private send(kind: number): void {
    const { sim, link, rules } = this;
    this.sending = Math.min(this.kept, rules.batch);
    this.dueAt = Number.POSITIVE_INFINITY;
    const visit = sim.open(this.id, NO_VISIT, 0, kind, this.sending, Op.write, link.index);
    sim.visits.arrivedAt[visit] = sim.now;
    sim.visits.stage[visit] = EXPORT;
    link.pass(this.below, visit, 0, kind, this.sending, Op.write, -1);
  }

  private setTimer(): void {
    if (this.dueAt < Number.POSITIVE_INFINITY) return;
    this.dueAt = this.sim.now + this.rules.flushEvery;
    if (!this.isTimed) this.arm();
  }

  private arm(): void {
    this.isTimed = true;
    this.sim.wakeAt(this.id, FLUSH, NO_VISIT, this.dueAt, Rank.timer);
  }
}
