import { grown } from '../kernel/index.ts';
import { isFailure, Op } from '../outcome.ts';
import type { Departures, Site } from '../site.ts';
import { KeyTable, NONE } from './key-table.ts';

/** A moment for each item that has one [s]. */
class Moments {
  private readonly table = new KeyTable();
  private moments = new Float64Array(64);

  set(key: number, moment: number): void {
    const { table } = this;
    const known = table.find(key);
    const entry = known === NONE ? table.add(key) : known;
    if (entry >= this.moments.length) this.moments = grown(this.moments, entry * 2);
    this.moments[entry] = moment;
  }

  /** -Infinity where there is none. */
  of(key: number): number {
    const entry = this.table.find(key);
    return entry === NONE ? Number.NEGATIVE_INFINITY : this.moments[entry];
  }
}

/** When each item was last written, as far as stores have answered: what all caches of a run are judged by. */
export class LastWrites {
  private readonly moments = new Moments();

  /** When the last write of an item returned [s]; -Infinity where none has. */
  of(key: number): number {
    return this.moments.of(key);
  }

  /** Who notes what returns from an instance of a store. */
  at(site: Site): Departures {
    const { moments } = this;
    return {
      left: (visit, outcome) => {
        const { visits, now } = site.sim;
        const isWritten = visits.op[visit] === Op.write && !isFailure(outcome) && !site.isSparing;
        if (isWritten) moments.set(visits.key[visit], now);
        return outcome;
      },
    };
  }
}

/**
 * Whether what a cache answers with is older than a write that had returned before it was asked. An entry is taken to be as
 * new as the moment at which it was stored: that a write has overtaken the fetch behind it is not seen.
 */
export class Freshness {
  private readonly writes: LastWrites;
  private readonly stored = new Moments();

  constructor(writes: LastWrites) {
    this.writes = writes;
  }

  /** An item is held from now on, as it is in the store. */
  fill(key: number, now: number): void {
    this.stored.set(key, now);
  }

  /** Whether who asked for an item at this moment [s] and is answered with what is held misses a write. */
  isStale(key: number, askedAt: number): boolean {
    const written = this.writes.of(key);
    return written > this.stored.of(key) && written <= askedAt;
  }
}
