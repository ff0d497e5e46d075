import { NO_VISIT, Rank, type Simulation, type Station } from '../kernel/index.ts';
import type { ConnectionPool } from './connection-pool.ts';

/** Takes a connection from each of some pools, again and again, and gives all back when it is stopped. */
export class Leak implements Station {
  private readonly sim: Simulation;
  private readonly id: number;
  private readonly pools: readonly ConnectionPool[];
  private readonly interval: number;
  private lost = 0;
  private isOver = false;

  /** `interval` in seconds. */
  constructor(sim: Simulation, pools: readonly ConnectionPool[], interval: number) {
    this.sim = sim;
    this.pools = pools;
    this.interval = interval;
    this.id = sim.add(this);
    this.lookLater();
  }

  wake(): void {
    if (this.isOver) return;
    this.lost++;
    this.spread();
    if (this.pools.some(({ size }) => size > this.lost)) this.lookLater();
  }

  stop(): void {
    this.isOver = true;
    this.lost = 0;
    this.spread();
  }

  arrive(): void {
    // Nobody calls it.
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // Nobody calls it.
  }

  private spread(): void {
    for (const pool of this.pools) pool.use(Math.max(0, pool.size - this.lost));
  }

  private lookLater(): void {
    this.sim.wakeAfter(this.id, 0, NO_VISIT, this.interval, Rank.timer);
  }
}
