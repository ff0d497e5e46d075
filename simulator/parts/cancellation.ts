import { NO_VISIT, type RandomStream, type Simulation, type Station } from '../kernel/index.ts';
import type { Link } from '../link.ts';

/** What a callee is told about a call that has been given up. */
export const Word = {
  /** Nothing: it works on. */
  none: 0,
  /** To leave it, if it has not been begun. */
  leave: 1,
  /** To stop it, begun or not. */
  stop: 2,
} as const;
export type Word = (typeof Word)[keyof typeof Word];

/**
 * The messages by which one caller instance takes back what it has asked for over one connection. They need the time of
 * the wire, and find a call that has not arrived, that waits, that is being worked on, or that has been answered already.
 *
 * A message is a visit of its own: `pending` is the call that it is about, `mark` the serial of that call, `stage` the word.
 */
export class Cancellation implements Station {
  private readonly id: number;
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly draws: RandomStream;
  private readonly usual: Word;
  private word: Word;

  /** `usual` is what is said where nobody says anything else. */
  constructor(link: Link, usual: Word, draws: RandomStream) {
    this.sim = link.sim;
    this.link = link;
    this.draws = draws;
    this.usual = usual;
    this.word = usual;
    this.id = link.sim.add(this);
  }

  /** Gives a call up, whatever stands for it at the caller's side, and says this to whoever has it. */
  abandon(visit: number, word: Word): void {
    this.word = word;
    this.sim.abandon(visit);
    this.word = this.usual;
  }

  /** The caller of this visit, which is on its way to a target or there, has given it up. */
  takeBack(visit: number): void {
    this.send(visit, this.word);
  }

  /** Sends a word about a call. */
  send(visit: number, word: Word): void {
    if (word === Word.none) return;
    const { sim, link } = this;
    const { visits } = sim;
    const delay = link.messageDelay(this.draws, visits.target[visit]);
    if (delay === Number.POSITIVE_INFINITY) return; // cut off for ever
    const message = sim.open(this.id, NO_VISIT, 0, visits.kind[visit], visits.key[visit], visits.op[visit], link.index);
    sim.visits.pending[message] = visit;
    sim.visits.mark[message] = sim.visits.serial[visit];
    sim.visits.stage[message] = word;
    if (delay > 0) sim.arriveAfter(message, delay);
    else sim.arrive(message);
  }

  arrive(message: number): void {
    const { sim, link } = this;
    const { visits } = sim;
    const visit = visits.pending[message];
    const isSame = visits.serial[visit] === visits.mark[message];
    const word = visits.stage[message];
    sim.answer(message, 0, 0);
    if (isSame) link.targets[visits.target[visit]].takenBack(visit, word === Word.leave);
  }

  answered(): void {
    // It calls nobody.
  }

  wake(): void {
    // It sets no timers.
  }

  abandoned(): void {
    // Nobody waits for it.
  }
}
