import { grown, type Simulation } from '../kernel/index.ts';
import { KeyTable, NONE } from './key-table.ts';
import { RecordRing } from './record-ring.ts';

/** What is known of an idempotency key. */
export const Known = { no: 0, underWay: 1, done: 2 } as const;
export type Known = (typeof Known)[keyof typeof Known];

/**
 * What a component remembers of the idempotency keys that have come: which request is under way, and which has been done
 * and for how long that is known. What has failed is forgotten, so that it may be tried again. [Stripe API: idempotent
 * requests; a key may be removed after 24 h]
 */
export class KeyRecords {
  private readonly sim: Simulation;
  /** How long what has been done is remembered [s]. */
  private readonly window: number;
  private readonly table = new KeyTable();
  /** By entry: the visit that works on it, 0 where it is done. */
  private workers = new Float64Array(64);
  /** What is done, the oldest first. */
  private readonly done = new RecordRing();

  constructor(sim: Simulation, window: number) {
    this.sim = sim;
    this.window = window;
  }

  /** What is known of a key that comes with a visit of this serial; one that is not known is under way from now on. */
  ask(key: number, serial: number): Known {
    this.forget();
    const { table } = this;
    const entry = table.find(key);
    if (entry !== NONE) return this.workers[entry] === 0 ? Known.done : Known.underWay;
    this.put(table.add(key), serial);
    return Known.no;
  }

  /** The visit has done what came with this key. */
  answered(key: number, serial: number): void {
    const entry = this.table.find(key);
    if (entry === NONE || this.workers[entry] !== serial) return;
    this.workers[entry] = 0;
    this.done.push(0, key, this.sim.now);
  }

  /** The visit has failed without having done it. */
  failed(key: number, serial: number): void {
    const entry = this.table.find(key);
    if (entry !== NONE && this.workers[entry] === serial) this.table.remove(entry);
  }

  private put(entry: number, serial: number): void {
    if (entry >= this.workers.length) this.workers = grown(this.workers, this.workers.length * 2);
    this.workers[entry] = serial;
  }

  private forget(): void {
    const { done, table, sim, window } = this;
    while (done.size > 0 && sim.now - done.storedAt > window) {
      table.remove(table.find(done.key));
      done.drop();
    }
  }
}
