import type { JudgedResult } from '../../../simulator/index.ts';
import { judge } from '../../index.ts';
import type { Host, Outcome } from '../host.ts';
import { jsonText } from '../json.ts';
import { openDesign } from '../open-design.ts';
import type { Overrides } from '../overrides.ts';
import { ProgressLine } from '../progress.ts';
import { report } from '../render/report.ts';
import { runModel } from '../threads/threads.ts';

export interface SimulateOptions extends Overrides {
  readonly scenario?: string;
  readonly json?: boolean;
  readonly jobs?: number;
}

/** Runs a design, judges the result, prints it. */
export async function simulate(path: string, options: SimulateOptions, host: Host): Promise<Outcome> {
  const design = await openDesign(path, options, host);
  if (design === undefined) return 'refused';
  const started = performance.now();
  const line = new ProgressLine(host);
  const measured = await runModel(design.model, {
    jobs: options.jobs,
    signal: host.signal,
    onProgress: (progress) => line.show(progress),
  });
  line.clear();
  if (measured === undefined) return 'interrupted';
  const result = judge(measured.result(), design.objectives);
  const seconds = (performance.now() - started) / 1000;
  // The wall clock differs from run to run, and the JSON of the same file and seed must not.
  host.out(options.json ? jsonText(result) : report(design.name, result, seconds, host.style));
  return outcomeOf(result);
}

function outcomeOf({ run: { partial }, objectives }: JudgedResult): Outcome {
  if (partial !== undefined) return 'guarded';
  return objectives.every(({ met }) => met) ? 'done' : 'missed';
}
