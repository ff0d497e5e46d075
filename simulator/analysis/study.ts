import { compile } from '../compile.ts';
import { Experiment } from '../experiment.ts';
import type { Gathering } from '../gathering.ts';
import type { Model } from '../model.ts';
import type { Topology } from '../topology.ts';

/**
 * An analysis asks for one experiment after the other, and what comes out of one says which is next. It is a generator:
 * its host runs what it is asked for (in this thread or many, in slices, with progress), hands the outcome back, and may
 * hand back nothing, when the user has canceled: then the study says what it knows by then.
 */
export type Study<Report> = Generator<Ask, Report, Gathering | undefined>;

export interface Ask {
  /** To be run with its own seed and number of replications. */
  readonly model: Model;
  /** What is tried, in a few words. */
  readonly says: string;
  /** The number of this experiment, from 0, and of how many, as far as is known by now. */
  readonly number: number;
  readonly of: number;
}

/** Fewer pairs make wide intervals; more take long, and an analysis has many experiments. */
export const USUAL_REPLICATIONS = 5;

/** A model with these run settings in place of the design's; undefined where a change leaves nothing that runs. */
export function prepared(
  topology: Topology,
  settings: { readonly replications: number; readonly warmup?: number; readonly duration?: number },
): Model | undefined {
  const { precision: _, seeds: __, ...run } = topology.run;
  return compile({ ...topology, run: { ...run, ...settings } }).model;
}

/** Why a study ended early, in words. */
export const CANCELED = 'The analysis was canceled: what it had found by then is shown.';

/** Whether a run was ended by its user, and says nothing. */
export function isCanceled(gathering: Gathering | undefined): gathering is undefined {
  return gathering === undefined || gathering.result().run.partial?.guard === 'canceled';
}

/** A whole study at once, in this thread; `onAsk` may call it off. */
export function conduct<Report>(study: Study<Report>, onAsk: (ask: Ask) => 'run' | 'cancel' = () => 'run'): Report {
  let step = study.next();
  while (step.done !== true) step = study.next(onAsk(step.value) === 'run' ? measured(step.value.model) : undefined);
  return step.value;
}

function measured(model: Model): Gathering {
  const experiment = new Experiment(model);
  while (!experiment.advance(10_000_000));
  return experiment.gathering;
}
