import { grown, NO_VISIT, Rank, Ring, type Simulation } from '../kernel/index.ts';
import { KeyTable, NONE } from './key-table.ts';

/**
 * Writes that have been answered and are not in the store yet (write-back), by key. Each key is due a delay after the
 * first write that waits; further writes of it wait with the first and become one.
 */
export class WriteBuffer {
  private readonly sim: Simulation;
  private readonly station: number;
  private readonly timer: number;
  private readonly delay: number;
  private readonly table = new KeyTable();
  /** By entry: writes that wait, and the kind of the last of them. */
  private waiting = new Float64Array(64);
  private kinds = new Int32Array(64);
  /** Entries in the order in which they are due. */
  private readonly due = new Ring();
  private total = 0;
  private armed = false;
  /** Of the key last taken: outputs. */
  writes = 0;
  kind = 0;

  /** `station.wake(timer, NO_VISIT)` comes when some may be due; the station then takes them until there is none. */
  constructor(sim: Simulation, station: number, timer: number, delay: number) {
    this.sim = sim;
    this.station = station;
    this.timer = timer;
    this.delay = delay;
  }

  holds(key: number): boolean {
    return this.table.find(key) !== NONE;
  }

  add(key: number, kind: number, writes: number): void {
    const { table, sim } = this;
    let entry = table.find(key);
    if (entry === NONE) {
      entry = table.add(key);
      if (entry === this.waiting.length) {
        this.waiting = grown(this.waiting, entry * 2);
        this.kinds = grown(this.kinds, entry * 2);
      }
      this.waiting[entry] = 0;
      this.due.push(entry, 0, sim.now + this.delay);
      if (!this.armed) this.arm();
    }
    this.waiting[entry] += writes;
    this.kinds[entry] = kind;
    this.total += writes;
  }

  /** Takes the next key that is due, or NaN where none is; how many writes it stands for is in `writes`. */
  take(): number {
    const { due, table } = this;
    if (due.size === 0) {
      this.armed = false;
      return Number.NaN;
    }
    if (due.oldestAt() > this.sim.now) {
      this.arm();
      return Number.NaN;
    }
    const entry = due.shift();
    this.writes = this.waiting[entry];
    this.kind = this.kinds[entry];
    this.total -= this.writes;
    const key = table.keys[entry];
    table.remove(entry);
    return key;
  }

  /** How long the oldest write has waited [s]; 0 where none waits. */
  get age(): number {
    return this.due.size === 0 ? 0 : this.sim.now - (this.due.oldestAt() - this.delay);
  }

  /** Forgets everything; returns how many writes are lost. */
  lose(): number {
    const { total } = this;
    this.table.clear();
    this.due.clear();
    this.total = 0;
    return total;
  }

  private arm(): void {
    this.armed = true;
    this.sim.wakeAt(this.station, this.timer, NO_VISIT, this.due.oldestAt(), Rank.timer);
  }
}
