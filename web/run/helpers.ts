import * as Comlink from 'comlink';
import { type ExperimentOptions, type Finished, type Model, settled } from '../../simulator/index.ts';
import type { Hand, Step } from '../../src/index.ts';
import type { ReplicationWorker } from './replication.worker.ts';

interface Helping {
  readonly remote: Comlink.Remote<ReplicationWorker>;
  /** Rejects when the worker stops working. */
  readonly broken: Promise<never>;
}

/** Workers of the run's worker, kept from run to run. */
const workers: Helping[] = [];

function helping(): Helping {
  const worker = new Worker(new URL('./replication.worker.ts', import.meta.url), {
    type: 'module',
    name: 'replications',
  });
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', ({ message }) => {
      workers.splice(workers.indexOf(made), 1);
      reject(new Error(message === '' ? 'A worker stopped working; it may have run out of memory.' : message));
    });
  });
  broken.catch(() => undefined); // no run may be under way that hears of it
  const made: Helping = { remote: Comlink.wrap<ReplicationWorker>(worker), broken };
  return made;
}

/** One of them, as the pool knows it. */
class Helper implements Hand {
  private readonly remote: Comlink.Remote<ReplicationWorker>;
  private readonly broken: Promise<never>;
  private readonly ready: Promise<void>;

  constructor({ remote, broken }: Helping, model: Model, options: ExperimentOptions) {
    this.remote = remote;
    this.broken = broken;
    this.ready = remote.prepare(model.topology, settled(model, options));
  }

  async run(number: number, onStep: (step: Step) => void): Promise<Finished> {
    await Promise.race([this.ready, this.broken]);
    return Promise.race([this.remote.run(number, Comlink.proxy(onStep)), this.broken]);
  }

  stop(): void {
    // A worker that is gone has nothing to stop; its run fails by itself.
    this.remote.stop().catch(() => undefined);
  }
}

/** As many helpers as there are cores, but no more than there are replications. */
export function helpers(model: Model, options: ExperimentOptions): Helper[] {
  const { replications, precision } = model.topology.run;
  const useful = precision === undefined ? replications : Number.POSITIVE_INFINITY;
  const count = Math.min(useful, navigator.hardwareConcurrency);
  while (workers.length < count) workers.push(helping());
  return workers.slice(0, count).map((of) => new Helper(of, model, options));
}
