import { Spells } from './spells.ts';

/** Which ways of a link let nothing through: out to a target, back from it, or both. By target. */
export interface CutWays {
  readonly out: readonly number[];
  readonly back: readonly number[];
}

/**
 * What partitions hold back on one link. What is sent is held until the partition is over, and then passes, as TCP sends
 * again what was not acknowledged.
 */
export class Cuts {
  /** By target: until when nothing passes [s]. */
  private readonly outUntil: Float64Array;
  private readonly backUntil: Float64Array;
  /** Partitions under way, by target: one way is enough to be unreachable. */
  private readonly count: Int32Array;
  /** When each was cut off and when it was not. */
  private readonly spells: readonly Spells[];
  /** When the last began or ended [s]. */
  private readonly changed: Float64Array;

  constructor(targets: number) {
    this.outUntil = new Float64Array(targets);
    this.backUntil = new Float64Array(targets);
    this.count = new Int32Array(targets);
    this.spells = Array.from({ length: targets }, () => new Spells());
    this.changed = new Float64Array(targets).fill(Number.NEGATIVE_INFINITY);
  }

  begin({ out, back }: CutWays, now: number, until: number): void {
    for (const at of out) this.outUntil[at] = Math.max(this.outUntil[at], until);
    for (const at of back) this.backUntil[at] = Math.max(this.backUntil[at], until);
    for (const at of new Set([...out, ...back])) if (this.count[at]++ === 0) this.turn(at, now);
  }

  end({ out, back }: CutWays, now: number): void {
    for (const at of new Set([...out, ...back])) if (--this.count[at] === 0) this.turn(at, now);
  }

  private turn(target: number, now: number): void {
    this.changed[target] = now;
    this.spells[target].change(now);
  }

  isCut(target: number): boolean {
    return this.count[target] > 0;
  }

  /** Since when a target is cut off, or is not [s]. */
  changedAt(target: number): number {
    return this.changed[target];
  }

  /** When a target was cut off and when it was not. */
  spellsOf(target: number): Spells {
    return this.spells[target];
  }

  /** How much longer a message sent now is held on its way out [s]. */
  heldOut(target: number, now: number): number {
    return Math.max(0, this.outUntil[target] - now);
  }

  /** The same on its way back [s]. */
  heldBack(target: number, now: number): number {
    return Math.max(0, this.backUntil[target] - now);
  }
}
