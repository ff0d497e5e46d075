import type { HedgeSpec } from '../connection.ts';
import { DeadlineQueue, NO_VISIT, type Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { isFailure, Outcome } from '../outcome.ts';
import { Spent } from '../tracing/spent.ts';
import { Branches } from './branches.ts';
import { Word } from './cancellation.ts';
import { SLACK } from './slack.ts';

const LATE = 0;
/** Targets with a bit of their own among those asked; a copy may meet its like beyond. */
const TOLD_APART = 31;

const words = { never: Word.none, queued: Word.leave, running: Word.stop, 'on-start': Word.none } as const;

/**
 * Asks again while nobody has answered: `after` the first send a copy goes to another replica if there is one, with a
 * service demand of its own, and so on up to `max` copies; the first answer wins. With `after: 0` all go at once: redundant
 * requests, or tied ones where the first to start takes the others back. [Dean & Barroso, "The Tail at Scale", CACM 2013]
 *
 * It fails when all that have been sent have failed: a failure is an answer, and retries are for that.
 *
 * Of a visit's columns: `stage` counts what has been sent, `step` what has failed, `pending` its block of copies, `flags`
 * the targets asked, `mark` when the next copy is due.
 */
export class Hedge implements Layer {
  readonly id: number;
  readonly name = 'hedge';
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;
  private readonly origin: number;
  private readonly most: number;
  private readonly word: Word;
  private readonly copies: Branches;
  private readonly due: DeadlineQueue | undefined;

  constructor(link: Link, below: Layer | undefined, origin: number, spec: HedgeSpec) {
    const { sim } = link;
    this.sim = sim;
    this.link = link;
    this.below = below;
    this.origin = origin;
    this.most = 1 + spec.max;
    this.word = words[spec.cancel];
    this.copies = new Branches(sim, this.most);
    this.id = link.enroll(this);
    this.due = spec.after === 0 ? undefined : new DeadlineQueue(sim, this.id, LATE, spec.after * (1 + SLACK));
  }

  arrive(visit: number): void {
    const { sim, due } = this;
    const { visits } = sim;
    visits.pending[visit] = this.copies.open();
    const mayRepeat = this.link.connection.idempotent[visits.kind[visit]] === 1;
    this.send(visit, visits.target[visit]);
    if (!mayRepeat || this.sim.visits.stage[visit] === 0) return;
    if (due !== undefined) due.set(visit);
    else while (this.sim.visits.stage[visit] < this.most && this.sendCopy(visit));
  }

  answered(visit: number, place: number, outcome: number, origin: number): void {
    const { visits } = this.sim;
    if (isFailure(outcome)) {
      if (++visits.step[visit] === visits.stage[visit]) this.end(visit, outcome, origin);
      return;
    }
    this.takeBack(visit, place);
    this.end(visit, outcome, origin);
  }

  wake(): void {
    const { due, sim } = this;
    if (due === undefined) return;
    for (let late = due.expired(); late !== NO_VISIT; late = due.expired()) {
      const isWanted = sim.hasCaller(late) && this.sendCopy(late);
      if (isWanted && sim.visits.stage[late] < this.most) due.set(late);
    }
  }

  abandoned(visit: number): void {
    const { copies, link, sim } = this;
    const block = sim.visits.pending[visit];
    for (let place = 0; place < this.most; place++) {
      const copy = copies.at(block, place);
      if (copy !== NO_VISIT) sim.abandon(copy);
    }
    this.close(visit);
    link.respondFromLayer(this, visit, Outcome.canceled, this.origin);
  }

  /** The first work for a copy has begun, at a target: of tied requests the others are taken back where they wait. */
  begun(atTarget: number): void {
    const { sim, copies } = this;
    const { visits } = sim;
    let copy = atTarget;
    while (visits.parent[copy] >= 0 && visits.station[visits.parent[copy]] !== this.id) copy = visits.parent[copy];
    const visit = visits.parent[copy];
    if (visit < 0 || visits.serial[visit] !== visits.parentSerial[copy]) return;
    for (let place = 0; place < this.most; place++) {
      const other = copies.at(visits.pending[visit], place);
      if (other === NO_VISIT || other === copy) continue;
      const there = this.atTarget(other);
      if (there !== NO_VISIT) this.link.cancellation?.send(there, Word.leave);
    }
  }

  /** The visit at a target that a copy stands for; NO_VISIT while it has not been sent. */
  private atTarget(copy: number): number {
    const { visits } = this.sim;
    let at = copy;
    while (visits.target[at] < 0 || this.link.targets[visits.target[at]].id !== visits.station[at]) {
      const below = visits.pending[at];
      if (below < 0 || !visits.isOpen(below) || visits.parent[below] !== at) return NO_VISIT;
      at = below;
    }
    return at;
  }

  private sendCopy(visit: number): boolean {
    const { visits } = this.sim;
    const other = this.link.pickOther(visits.kind[visit], visits.key[visit], visits.op[visit], visits.flags[visit]);
    if (other < 0) return false;
    this.link.book.hedges++;
    this.sim.spentOn(visit, Spent.hedge);
    this.send(visit, other);
    return true;
  }

  private send(visit: number, wish: number): void {
    const { sim, link, copies } = this;
    const { visits } = sim;
    const target = wish >= 0 ? wish : link.pick(visits.kind[visit], visits.key[visit], visits.op[visit]);
    if (target < 0) {
      this.end(visit, Outcome.unavailable, this.origin);
      return;
    }
    const place = visits.stage[visit]++;
    visits.flags[visit] |= target < TOLD_APART ? 1 << target : 0;
    const copy = link.forward(this.below, visit, place, target);
    copies.set(sim.visits.pending[visit], place, copy);
  }

  /** Those who have lost are told so, if they are. */
  private takeBack(visit: number, winner: number): void {
    const { copies, link, word } = this;
    if (word === Word.none) return;
    const block = this.sim.visits.pending[visit];
    for (let place = 0; place < this.most; place++) {
      const copy = copies.at(block, place);
      if (place !== winner && copy !== NO_VISIT) link.cancellation?.abandon(copy, word);
    }
  }

  private end(visit: number, outcome: number, origin: number): void {
    this.close(visit);
    this.link.respondFromLayer(this, visit, outcome, origin);
  }

  private close(visit: number): void {
    const { visits } = this.sim;
    visits.mark[visit] = 0;
    this.copies.close(visits.pending[visit]);
  }
}
