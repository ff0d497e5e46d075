import { type RunResult, simulate } from '../../simulator/index.ts';
import { Replication } from '../../simulator/replication.ts';
import { modelOf, type Sketch } from '../support/topology.ts';

/** Runs a sketch with its own seed. */
export function run(sketch: Sketch): RunResult {
  return simulate(modelOf(sketch));
}

/** One replication to its end, for what a result does not show. */
export function replicate(sketch: Sketch, seed = 1): Replication {
  const replication = new Replication(modelOf(sketch), seed, 0, { maxEvents: 1e9, maxVisits: 1e6 });
  replication.advance(1e9);
  return replication;
}
