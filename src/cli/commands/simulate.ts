import { setImmediate } from 'node:timers/promises';
import { Experiment, type JudgedResult, type Model } from '../../../simulator/index.ts';
import { judge } from '../../index.ts';
import type { Host, Outcome } from '../host.ts';
import { jsonText } from '../json.ts';
import { openDesign } from '../open-design.ts';
import type { Overrides } from '../overrides.ts';
import { ProgressLine } from '../progress.ts';
import { report } from '../render/report.ts';

/** Events between two looks at the keyboard: a few hundredths of a second. */
const SLICE = 20_000;

export interface SimulateOptions extends Overrides {
  readonly scenario?: string;
  readonly json?: boolean;
}

/** Runs a design, judges the result, prints it. */
export async function simulate(path: string, options: SimulateOptions, host: Host): Promise<Outcome> {
  const design = await openDesign(path, options, host);
  if (design === undefined) return 'refused';
  const started = performance.now();
  const experiment = await run(design.model, host);
  if (experiment === undefined) return 'interrupted';
  const result = judge(experiment.result(), design.objectives);
  const seconds = (performance.now() - started) / 1000;
  // The wall clock differs from run to run, and the JSON of the same file and seed must not.
  host.out(options.json ? jsonText(result) : report(design.name, result, seconds, host.style));
  return outcomeOf(result);
}

/** Runs to the end, a guard or an interruption, which cancels what is left; undefined where nothing was simulated before the interruption. */
async function run(model: Model, host: Host): Promise<Experiment | undefined> {
  const experiment = new Experiment(model);
  const line = new ProgressLine(host);
  const { replications } = model.topology.run;
  while (!host.signal.aborted && !experiment.advance(SLICE)) {
    line.show(experiment.progress, replications);
    // Lets a signal come through.
    await setImmediate();
  }
  line.clear();
  if (host.signal.aborted && experiment.progress.requests === 0) return undefined;
  experiment.cancel();
  return experiment;
}

function outcomeOf({ run: { partial }, objectives }: JudgedResult): Outcome {
  if (partial !== undefined) return 'guarded';
  return objectives.every(({ met }) => met) ? 'done' : 'missed';
}
