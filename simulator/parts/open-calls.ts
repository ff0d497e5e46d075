import { grown, NO_VISIT, type Simulation } from '../kernel/index.ts';

/**
 * The calls that the visits at one site wait for, as far as they can be taken back: a list for each visit, linked through
 * columns by the row of the call.
 */
export class OpenCalls {
  private readonly sim: Simulation;
  /** By the row of the caller: its latest call, and the serial of the caller that the list belongs to. */
  private first = new Int32Array(0);
  private owner = new Float64Array(0);
  /** By the row of the call: its neighbors in the list, and its serial while it is in one. */
  private next = new Int32Array(0);
  private previous = new Int32Array(0);
  private listed = new Float64Array(0);

  constructor(sim: Simulation) {
    this.sim = sim;
  }

  /** A visit has called: `call` is noted as long as it is open. False where the caller has gone already. */
  add(call: number): boolean {
    const { visits } = this.sim;
    if (this.first.length < visits.capacity) this.grow(visits.capacity);
    const caller = visits.parent[call];
    if (caller === NO_VISIT) return true;
    const serial = visits.parentSerial[call];
    if (caller < 0 || visits.serial[caller] !== serial) return false;
    const head = this.owner[caller] === serial ? this.first[caller] : NO_VISIT;
    this.owner[caller] = serial;
    this.first[caller] = call;
    this.next[call] = head;
    this.previous[call] = NO_VISIT;
    if (head !== NO_VISIT) this.previous[head] = call;
    this.listed[call] = visits.serial[call];
    return true;
  }

  /** The call has ended. */
  remove(call: number): void {
    const { next, previous, sim } = this;
    if (this.listed[call] !== sim.visits.serial[call]) return;
    this.listed[call] = -1;
    const before = previous[call];
    const after = next[call];
    if (after !== NO_VISIT) previous[after] = before;
    if (before !== NO_VISIT) next[before] = after;
    else this.first[sim.visits.parent[call]] = after;
  }

  /** The visit is about to end: nobody waits for its calls any more. */
  left(caller: number, outcome: number): number {
    const { sim } = this;
    if (caller >= this.first.length || this.owner[caller] !== sim.visits.serial[caller]) return outcome;
    for (let call = this.first[caller]; call !== NO_VISIT; call = this.first[caller]) {
      this.remove(call);
      sim.abandon(call);
    }
    this.owner[caller] = -1;
    return outcome;
  }

  private grow(capacity: number): void {
    const old = this.first.length;
    this.first = grown(this.first, capacity);
    this.owner = grown(this.owner, capacity).fill(-1, old);
    this.next = grown(this.next, capacity);
    this.previous = grown(this.previous, capacity);
    this.listed = grown(this.listed, capacity).fill(-1, old);
  }
}
