import * as Comlink from 'comlink';
import { compile, type Finished, type Model, type Settled, type Topology } from '../../simulator/index.ts';
import { Labor, type Step } from '../../src/index.ts';
import { paced } from './pace.ts';

/** Runs replications of a design, one at a time, for the run's worker. */
export interface ReplicationWorker {
  /** What the next replications are of. */
  prepare(topology: Topology, settled: Settled): void;
  run(number: number, onStep: (step: Step) => void): Promise<Finished>;
  /** Ends the replication under way after its current slice. */
  stop(): void;
}

let prepared: { readonly model: Model; readonly settled: Settled } | undefined;
let current: Labor | undefined;

const worker: ReplicationWorker = {
  prepare: (topology, settled) => {
    const { model } = compile(topology);
    if (model === undefined) throw new Error('The run’s worker has compiled this design.');
    prepared = { model, settled };
  },
  run: async (number, onStep) => {
    if (prepared === undefined) throw new Error('Nothing has been prepared.');
    const labor = new Labor(prepared.model, prepared.settled, number);
    current = labor;
    await paced(
      (events) => labor.advance(events),
      () => onStep(labor.step),
    );
    if (current === labor) current = undefined;
    return labor.finished();
  },
  stop: () => current?.cancel(),
};
Comlink.expose(worker);
