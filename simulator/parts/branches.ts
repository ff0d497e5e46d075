import { grown, NO_VISIT, type Simulation } from '../kernel/index.ts';

/**
 * The visits that stand for the several calls of one: copies of a hedged call, branches of a fan-out. Each such call has a
 * block of places, which is reused.
 */
export class Branches {
  private readonly sim: Simulation;
  private readonly size: number;
  private rows = new Int32Array(0);
  private serials = new Float64Array(0);
  private free: number[] = [];
  private blocks = 0;

  /** `size` calls at most for each. */
  constructor(sim: Simulation, size: number) {
    this.sim = sim;
    this.size = size;
  }

  /** A block for a call that is about to be made. */
  open(): number {
    const block = this.free.pop() ?? this.blocks++;
    const end = (block + 1) * this.size;
    if (end > this.rows.length) {
      this.rows = grown(this.rows, 2 * end);
      this.serials = grown(this.serials, 2 * end);
    }
    this.rows.fill(NO_VISIT, end - this.size, end);
    return block;
  }

  set(block: number, place: number, row: number): void {
    this.rows[block * this.size + place] = row;
    this.serials[block * this.size + place] = this.sim.visits.serial[row];
  }

  /** The visit in a place of a block, or NO_VISIT where there is none or its answer has come or is on its way. */
  at(block: number, place: number): number {
    const row = this.rows[block * this.size + place];
    if (row === NO_VISIT || !this.sim.visits.isOpen(row)) return NO_VISIT;
    return this.sim.visits.serial[row] === this.serials[block * this.size + place] ? row : NO_VISIT;
  }

  close(block: number): void {
    this.free.push(block);
  }
}
