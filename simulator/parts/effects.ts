import { isFailure, Op, Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import type { KeyRecords } from './key-records.ts';
import { type Operations, UNNAMED } from './operations.ts';
import type { RecentNumbers } from './recent-numbers.ts';

/** Executions of one component that are remembered, at least: a repetition that comes after a million others is not noticed. */
export const REMEMBERED = 1_000_000;

/**
 * Who notices at one instance what has been carried out, so that a repetition is known for one: a write whose answer is
 * good, or what the station itself says it has done.
 */
export class Effects {
  /** The station says by `executed` what it has done: an answer alone says nothing. */
  isToldOnly = false;
  /** An answer from the record is on its way out. */
  isSparing = false;
  private readonly site: Site;
  private readonly operations: Operations;
  /** By request kind: 1 where doing it twice does harm. */
  private readonly harms: Uint8Array;
  /** Of all instances of the component. */
  private readonly seen: RecentNumbers;
  /** What it keeps of idempotency keys, of all instances too; absent where it keeps nothing. */
  private readonly records: KeyRecords | undefined;

  constructor(
    site: Site,
    operations: Operations,
    harms: Uint8Array,
    seen: RecentNumbers,
    records: KeyRecords | undefined,
  ) {
    this.site = site;
    this.operations = operations;
    this.harms = harms;
    this.seen = seen;
    this.records = records;
  }

  /** The visit leaves, as it would. */
  left(visit: number, outcome: number): number {
    this.note(visit, outcome);
    return outcome;
  }

  private note(visit: number, outcome: number): void {
    const { visits } = this.site.sim;
    if (visits.op[visit] !== Op.write || this.isSparing) return;
    const key = this.records === undefined ? UNNAMED : this.operations.keyOf(visit);
    if (isFailure(outcome)) {
      if (key !== UNNAMED) this.records?.failed(key, visits.serial[visit]);
      return;
    }
    if (key !== UNNAMED) this.records?.answered(key, visits.serial[visit]);
    if (!this.isToldOnly) this.count(visit);
  }

  /** Answers from the record: nothing is carried out. */
  spare(visit: number): void {
    this.isSparing = true;
    this.site.book.effects.spared();
    this.site.answer(visit, Outcome.ok, 0);
    this.isSparing = false;
  }

  /** What the visit asks for has been carried out, whether or not its answer ever comes. */
  executed(visit: number): void {
    const key = this.records === undefined ? UNNAMED : this.operations.keyOf(visit);
    if (key !== UNNAMED) this.records?.answered(key, this.site.sim.visits.serial[visit]);
    this.count(visit);
  }

  private count(visit: number): void {
    const { site, operations, harms, seen } = this;
    if (harms[site.sim.visits.kind[visit]] === 0) return;
    const operation = operations.of(visit);
    site.book.effects.executed(operation !== UNNAMED && seen.see(operation));
  }
}
