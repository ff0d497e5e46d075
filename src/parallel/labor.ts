import {
  advanceNamed,
  canceledAt,
  type Finished,
  type Model,
  type Replication,
  replicationOf,
  type Settled,
} from '../../simulator/index.ts';
import type { Step } from './pool.ts';

/** What a worker does: one replication, advanced in slices that its host sizes. */
export class Labor {
  private readonly replication: Replication;

  constructor(model: Model, settled: Settled, number: number) {
    this.replication = replicationOf(model, settled, number);
  }

  /** Runs at most about so many events; true when the replication is over. */
  advance(events: number): boolean {
    return advanceNamed(this.replication, events) > 0;
  }

  /** Ends it as far as it has come. */
  cancel(): void {
    this.replication.stop(canceledAt(this.replication.run.sim.now));
  }

  get step(): Step {
    const { run, fraction } = this.replication;
    return { fraction, simulated: run.sim.now, events: run.sim.events, requests: run.requests.requests };
  }

  /** What came out of it, once it is over. */
  finished(): Finished {
    return { snapshot: this.replication.result(), trip: this.replication.trip };
  }
}
