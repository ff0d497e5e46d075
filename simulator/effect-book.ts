/** Reads further behind are counted with these. */
export const MOST_BEHIND = 16;

/** What became of data and effects at one component, as counts; each beside the number of times it could have happened. */
export interface EffectCounts {
  /** Effects carried out that must not be carried out twice, and those of them that had been carried out before. */
  readonly executions: number;
  readonly duplicates: number;
  /** Repetitions that were answered from the record of their idempotency key. */
  readonly deduplicated: number;
  /** Writes acknowledged by what may lose them, and those of them that were lost. */
  readonly acknowledged: number;
  readonly lostWrites: number;
  /** Age of the oldest acknowledged write that a crash took, the greatest of all crashes [s]. */
  readonly lossMax: number;
  /** Deliveries of messages about an item that others are about too, and those that came after one published later. */
  readonly deliveries: number;
  readonly outOfOrder: number;
  /** Units sold of what is counted, and those of them that were not there. */
  readonly sold: number;
  readonly oversold: number;
  /** Who wanted a unit and was told that there is none. */
  readonly soldOut: number;
  /** Requests that write in several places which belong together, those of them that wrote in some and not in others, and those that were undone. */
  readonly concluded: number;
  readonly halfDone: number;
  readonly undone: number;
  /** From the end of each request that was undone until it was, in all [s]. */
  readonly undoneTime: number;
}

/**
 * The ledger of one component: effects that went wrong, counted as they happen. A part of the component's book, shared by
 * its instances, and read and reset with it.
 */
export class EffectBook {
  /** Reads of what has copies, by how many writes that had returned before them they missed; the last holds all beyond. */
  readonly behind = new Float64Array(MOST_BEHIND + 1);
  /** Reads are judged by what others have acknowledged. */
  isView = false;
  private executions = 0;
  private duplicates = 0;
  private deduplicated = 0;
  private acknowledged = 0;
  private lostWrites = 0;
  private lossMax = 0;
  private deliveries = 0;
  private outOfOrder = 0;
  private sold = 0;
  private oversold = 0;
  private soldOut = 0;
  private conclusions = 0;
  private halfDone = 0;
  private undone = 0;
  private undoneTime = 0;

  /** An effect that must not be carried out twice has been carried out, for the first time or again. */
  executed(isAgain: boolean): void {
    this.executions++;
    if (isAgain) this.duplicates++;
  }

  /** A repetition has been answered from the record, and not carried out. */
  spared(): void {
    this.deduplicated++;
  }

  /** So many writes have been acknowledged that a crash, a full buffer or a dead consumer may still take. */
  promise(writes = 1): void {
    this.acknowledged += writes;
  }

  /** Acknowledged writes are gone, the oldest of them acknowledged so long ago [s]; no age where no crash took them. */
  lose(writes: number, age = 0): void {
    this.lostWrites += writes;
    if (writes > 0 && age > this.lossMax) this.lossMax = age;
  }

  /** A read that should have seen version `expected` has seen `got`; versions count the writes of the item. */
  judge(expected: number, got: number): void {
    if (!this.isView) this.note(expected, got);
  }

  /** A read of a view misses so many writes that its sources had acknowledged; what its own copies lack is not counted beside it. */
  judgeView(missed: number): void {
    this.note(missed, 0);
  }

  private note(expected: number, got: number): void {
    this.behind[got >= expected ? 0 : Math.min(MOST_BEHIND, expected - got)]++;
  }

  /** A message about an item has been dealt with, in its turn or after a later one. */
  delivered(isLate: boolean): void {
    this.deliveries++;
    if (isLate) this.outOfOrder++;
  }

  /** A unit of an item has been sold that was there, or that was not. */
  sell(isThere: boolean): void {
    this.sold++;
    if (!isThere) this.oversold++;
  }

  /** Who wanted a unit has been told that there is none. */
  turnAway(): void {
    this.soldOut++;
  }

  /** A request that writes in several places has written in all or in none, or in some; undone so long after its end [s]. */
  concluded(isHalf: boolean, undoneAfter?: number): void {
    this.conclusions++;
    if (isHalf) this.halfDone++;
    if (undoneAfter === undefined) return;
    this.undone++;
    this.undoneTime += undoneAfter;
  }

  /** One that was half done has been completed by a later try. */
  mended(): void {
    this.halfDone--;
  }

  get counts(): EffectCounts {
    const { executions, duplicates, deduplicated, acknowledged, lostWrites, lossMax } = this;
    const { deliveries, outOfOrder, sold, oversold, soldOut } = this;
    const { conclusions, halfDone, undone, undoneTime } = this;
    return {
      executions,
      duplicates,
      deduplicated,
      acknowledged,
      lostWrites,
      lossMax,
      deliveries,
      outOfOrder,
      sold,
      oversold,
      soldOut,
      concluded: conclusions,
      halfDone,
      undone,
      undoneTime,
    };
  }

  reset(): void {
    this.behind.fill(0);
    this.executions = 0;
    this.duplicates = 0;
    this.deduplicated = 0;
    this.acknowledged = 0;
    this.lostWrites = 0;
    this.lossMax = 0;
    this.deliveries = 0;
    this.outOfOrder = 0;
    this.sold = 0;
    this.oversold = 0;
    this.soldOut = 0;
    this.conclusions = 0;
    this.halfDone = 0;
    this.undone = 0;
    this.undoneTime = 0;
  }
}
