import { SLACK } from './slack.ts';

/** Decides, when a visit's turn has come, whether it is dropped unserved because it is late. */
export interface Shedder {
  /** It has waited for `waited` [s], and `behind` others wait behind it. */
  drops(now: number, waited: number, behind: number): boolean;
  /** Nobody waits any more. */
  emptied(): void;
}

/** Drops whoever has waited longer than a fixed time. */
export class ShedLate implements Shedder {
  private readonly most: number;

  constructor(most: number) {
    this.most = most * (1 + SLACK);
  }

  drops(_now: number, waited: number): boolean {
    return waited > this.most;
  }

  emptied(): void {
    // It remembers nothing.
  }
}

/** An episode of dropping that ended less than so many intervals ago is taken up where it was. [RFC 8289, § 5.5] */
const MEMORY = 16;

/**
 * CoDel: a queue that is never short is a standing queue. Once the wait at the turn has stayed at or above `target` for a whole
 * `interval`, one is dropped, and then the next after interval/√2, interval/√3 … until the wait falls below the target.
 * Step by step the pseudocode of RFC 8289, § 5; where it lets alone a queue in which a packet's worth is left, it is one request here.
 */
export class CoDel implements Shedder {
  private readonly target: number;
  private readonly interval: number;
  /** When the wait will have been too long for an interval [s]; 0 while it is not. */
  private firstAbove = 0;
  private isDropping = false;
  private dropNext = 0;
  private count = 0;
  private lastCount = 0;
  /** The one before has just been dropped. */
  private hasDropped = false;

  constructor(target: number, interval: number) {
    this.target = target;
    this.interval = interval;
  }

  drops(now: number, waited: number, behind: number): boolean {
    const isLate = this.isLate(now, waited, behind);
    if (this.isDropping) return this.goesOn(now, isLate);
    if (!isLate) return false;
    this.begins(now);
    return true;
  }

  emptied(): void {
    this.firstAbove = 0;
    this.isDropping = false;
    this.hasDropped = false;
  }

  private isLate(now: number, waited: number, behind: number): boolean {
    if (waited < this.target || behind <= 1) {
      this.firstAbove = 0;
      return false;
    }
    if (this.firstAbove === 0) {
      this.firstAbove = now + this.interval;
      return false;
    }
    return now >= this.firstAbove * (1 - SLACK);
  }

  private begins(now: number): void {
    this.isDropping = true;
    const grown = this.count - this.lastCount;
    this.count = grown > 1 && now - this.dropNext < MEMORY * this.interval ? grown : 1;
    this.dropNext = now + this.interval / Math.sqrt(this.count);
    this.lastCount = this.count;
  }

  private goesOn(now: number, isLate: boolean): boolean {
    if (!isLate) {
      this.isDropping = false;
      this.hasDropped = false;
      return false;
    }
    if (this.hasDropped) {
      this.hasDropped = false;
      this.dropNext += this.interval / Math.sqrt(this.count);
    }
    if (now < this.dropNext * (1 - SLACK)) return false;
    this.count++;
    this.hasDropped = true;
    return true;
  }
}

/** Both at once, where a design asks for both. */
export class EitherShedder implements Shedder {
  private readonly first: Shedder;
  private readonly second: Shedder;

  constructor(first: Shedder, second: Shedder) {
    this.first = first;
    this.second = second;
  }

  drops(now: number, waited: number, behind: number): boolean {
    const isDropped = this.first.drops(now, waited, behind);
    return this.second.drops(now, waited, behind) || isDropped;
  }

  emptied(): void {
    this.first.emptied();
    this.second.emptied();
  }
}
