import type { Gathering, JudgedResult, Model } from '../../../simulator/index.ts';
import { judge } from '../../index.ts';
import type { Host, Outcome } from '../host.ts';
import { jsonText } from '../json.ts';
import { openDesign } from '../open-design.ts';
import type { Overrides } from '../overrides.ts';
import { ProgressLine } from '../progress.ts';
import { report } from '../render/report.ts';
import { runModel } from '../threads/threads.ts';
import { writeTraces } from '../trace-file.ts';

export interface SimulateOptions extends Overrides {
  readonly scenario?: string;
  readonly json?: boolean;
  readonly jobs?: number;
  /** Whether to follow where the time of requests goes. */
  readonly blame: boolean;
  /** File for traces, and how many of each sort: the slowest, failures, any. */
  readonly trace?: string;
  readonly traces: number;
}

/** Runs a design, judges the result, prints it. */
export async function simulate(path: string, options: SimulateOptions, host: Host): Promise<Outcome> {
  const design = await openDesign(path, options, host);
  if (design === undefined) return 'refused';
  const started = performance.now();
  const line = new ProgressLine(host);
  const measured = await runModel(design.model, {
    jobs: options.jobs,
    blame: options.blame || options.trace !== undefined,
    signal: host.signal,
    onProgress: (progress) => line.show(progress),
  });
  line.clear();
  if (measured === undefined) return 'interrupted';
  const result = judge(measured.result(), design.objectives);
  const seconds = (performance.now() - started) / 1000;
  if (options.trace !== undefined) await trace(options.trace, options.traces, design.model, measured, host);
  // The wall clock differs from run to run, and the JSON of the same file and seed must not.
  host.out(options.json ? jsonText(result) : report(design.name, result, seconds, host.style));
  return outcomeOf(result);
}

/** Writes traces of the requests most worth a look, and says so. */
async function trace(path: string, count: number, model: Model, measured: Gathering, host: Host): Promise<void> {
  const { digest } = measured.result().run;
  const written = await writeTraces(path, model, measured.picks(count), digest, host);
  if (written !== undefined && !host.quiet)
    host.err(`Wrote ${written} traces to ${path}: OTLP in JSON, as Jaeger opens it.\n`);
}

function outcomeOf({ run: { partial }, objectives }: JudgedResult): Outcome {
  if (partial !== undefined) return 'guarded';
  return objectives.every(({ met }) => met) ? 'done' : 'missed';
}
