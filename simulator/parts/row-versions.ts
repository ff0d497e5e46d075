import { grown, type RandomStream } from '../kernel/index.ts';
import { Op } from '../outcome.ts';
import type { Site } from '../site.ts';
import { CONTENDED, type HotRow, type HotRowSpec } from './hot-row.ts';

/** An update that so many have followed without undoing it is safe from those still under way. */
const MOST_REMEMBERED = 4096;

/**
 * A contended row that transactions read when they begin and write when they commit, without a lock between. Either the
 * first to commit wins and the others are rolled back, or the last overwrites what it has not seen, and that is lost.
 * [Berenson et al., "A critique of ANSI SQL isolation levels", SIGMOD 1995: lost update, P4]
 */
export class RowVersions implements HotRow {
  private readonly site: Site;
  private readonly spec: HotRowSpec;
  private readonly draws: RandomStream;
  private version = 0;
  /** By visit: the version that it has read. */
  private readOf = new Float64Array(0);
  /** Versions that nobody has overwritten unseen, rising. */
  private readonly kept: number[] = [];

  constructor(site: Site, spec: HotRowSpec) {
    this.site = site;
    this.spec = spec;
    this.draws = site.stream('hot row');
  }

  locks(visit: number): boolean {
    const { visits } = this.site.sim;
    if (visits.op[visit] === Op.read || !this.draws.chance(this.spec.share)) return false;
    visits.flags[visit] |= CONTENDED;
    if (this.readOf.length < visits.capacity) this.readOf = grown(this.readOf, visits.capacity);
    this.readOf[visit] = this.version;
    return false;
  }

  heldBeside(visit: number): number {
    return this.isContended(visit) ? this.spec.hold : 0;
  }

  commits(visit: number): boolean {
    if (!this.isContended(visit)) return true;
    const read = this.readOf[visit];
    if (this.spec.isolation === 'serializable' && read !== this.version) return false;
    this.version++;
    if (this.spec.isolation === 'read-committed') this.overwrite(read);
    return true;
  }

  request(): void {
    // Nobody waits.
  }

  release(): void {
    // Nothing is held.
  }

  isWaiting(): boolean {
    return false;
  }

  withdraw(): boolean {
    return false;
  }

  wake(): boolean {
    return false;
  }

  clear(): void {
    // What is committed stays.
  }

  /** A commit by who has read this version: all that were made since are gone. */
  private overwrite(read: number): void {
    const { kept, site } = this;
    const { effects } = site.book;
    let lost = 0;
    for (let last = kept.at(-1); last !== undefined && last > read; last = kept.at(-1)) {
      kept.pop();
      lost++;
    }
    kept.push(this.version);
    if (kept.length > MOST_REMEMBERED) kept.splice(0, MOST_REMEMBERED / 2);
    // With a failover all writes are promised anyway.
    if (site.failover === undefined) effects.promise();
    effects.lose(lost);
  }

  private isContended(visit: number): boolean {
    return (this.site.sim.visits.flags[visit] & CONTENDED) !== 0;
  }
}
