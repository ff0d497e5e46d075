import { Ring } from '../kernel/index.ts';

/**
 * The order in which those who wait are served. Who leaves a line before his turn keeps his entry in it, which is void
 * because the serial of his visit has changed; whoever takes from a line checks that.
 */
export interface WaitingLine {
  /** Entries, void ones among them. */
  readonly size: number;
  /** Of the entry last taken: when it joined [s], and the serial that its visit had then -- outputs. */
  readonly joinedAt: number;
  readonly serial: number;
  push(visit: number, serial: number, now: number): void;
  /** Takes who is to be served next. The line must not be empty. */
  take(): number;
  /** Drops void entries; `serials` is the column of the table of visits. */
  sweep(serials: Float64Array): void;
  clear(): void;
}

/** First come, first served. */
export class FifoLine implements WaitingLine {
  private readonly ring = new Ring();

  get size(): number {
    return this.ring.size;
  }

  get joinedAt(): number {
    return this.ring.joinedAt;
  }

  get serial(): number {
    return this.ring.serial;
  }

  push(visit: number, serial: number, now: number): void {
    this.ring.push(visit, serial, now);
  }

  take(): number {
    return this.ring.shift();
  }

  sweep(serials: Float64Array): void {
    sweepRing(this.ring, serials);
  }

  clear(): void {
    this.ring.clear();
  }
}

/** Last come, first served: under overload some are quick, and those at the bottom hardly ever come up. */
export class LifoLine implements WaitingLine {
  private readonly ring = new Ring();

  get size(): number {
    return this.ring.size;
  }

  get joinedAt(): number {
    return this.ring.joinedAt;
  }

  get serial(): number {
    return this.ring.serial;
  }

  push(visit: number, serial: number, now: number): void {
    this.ring.push(visit, serial, now);
  }

  take(): number {
    return this.ring.pop();
  }

  sweep(serials: Float64Array): void {
    sweepRing(this.ring, serials);
  }

  clear(): void {
    this.ring.clear();
  }
}

/** Once round: what is still valid goes back in the order in which it stood. */
export function sweepRing(ring: Ring, serials: Float64Array): void {
  for (let left = ring.size; left > 0; left--) {
    const visit = ring.shift();
    if (serials[visit] === ring.serial) ring.push(visit, ring.serial, ring.joinedAt);
  }
}
