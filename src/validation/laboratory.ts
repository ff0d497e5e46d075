import {
  compile,
  Experiment,
  estimate,
  exactAvailability,
  hasErrors,
  type Model,
  simulateAvailability,
} from '../../simulator/index.ts';
import { DESIGN_FORMAT, parseDesign } from '../design/index.ts';
import type { Lab, Sketch } from './case.ts';

/** Ten million requests through a few stations; nothing here runs away. */
const GUARDS = { maxEvents: 4e9, maxVisits: 1e6 };
/** Events between two chances for the host to do something else: some tenths of a second. */
const SLICE = 1_000_000;

export interface LabOptions {
  readonly isQuick: boolean;
  /** 32 bits, unsigned. */
  readonly seed: number;
  /** Awaited between two slices of a run; it may throw to end it. */
  readonly breathe?: () => Promise<void>;
}

/** A laboratory in this thread. A design that cannot run throws its findings. */
export function laboratory({ isQuick, seed, breathe }: LabOptions): Lab {
  return {
    isQuick,
    seed,
    simulate: async (sketch, { seed: own = seed, ...run }) => {
      const experiment = new Experiment(modelOf(sketch, { ...run, seed: own }), GUARDS);
      while (!experiment.advance(SLICE)) await breathe?.();
      const result = experiment.result();
      const { partial } = result.run;
      if (partial !== undefined) throw new Error(partial.says);
      return result;
    },
    estimate: (sketch) => estimate(modelOf(sketch, {})),
    exactAvailability: (sketch) => exactAvailability(modelOf(sketch, {})),
    simulateAvailability: (sketch, horizon) => simulateAvailability(modelOf(sketch, {}), { horizon, seed }),
  };
}

function modelOf(sketch: Sketch, run: object): Model {
  const document = { format: DESIGN_FORMAT, name: 'A case of the validation suite', ...sketch, run };
  const { topology, findings } = parseDesign(document);
  const compiled = topology === undefined ? undefined : compile(topology);
  const all = [...findings, ...(compiled?.findings ?? [])];
  if (compiled?.model === undefined || hasErrors(all)) {
    throw new Error(all.map(({ what, path }) => `${path.join('.')}: ${what}`).join('\n'));
  }
  return compiled.model;
}
