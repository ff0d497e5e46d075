import {
  compare as compareSides,
  compile,
  type Gathering,
  type JudgedResult,
  type Model,
} from '../../../simulator/index.ts';
import { judge } from '../../index.ts';
import type { Host, Outcome } from '../host.ts';
import { jsonText } from '../json.ts';
import { type OpenedDesign, openDesign } from '../open-design.ts';
import type { Overrides } from '../overrides.ts';
import { ProgressLine } from '../progress.ts';
import { comparisonReport } from '../render/comparison.ts';
import { runModel } from '../threads/threads.ts';

export interface CompareOptions extends Overrides {
  readonly scenario?: string;
  readonly json?: boolean;
  readonly jobs?: number;
}

/** Fewer pairs than this make wide intervals. */
const USUAL = 10;

/**
 * Runs two designs on the same random numbers, for as long and with the same warm-up, and says what differs. The run
 * settings of the first hold for both, where the command line has none.
 */
export async function compare(a: string, b: string, options: CompareOptions, host: Host): Promise<Outcome> {
  const first = await openDesign(a, options, host);
  if (first === undefined) return 'refused';
  const { seed, duration, replications } = first.model.topology.run;
  const settings = { ...options, seed, duration, replications: options.replications ?? Math.max(USUAL, replications) };
  const second = await openDesign(b, settings, host);
  if (second === undefined) return 'refused';
  const line = new ProgressLine(host);
  const run = (model: Model) =>
    runModel(model, { jobs: options.jobs, signal: host.signal, onProgress: (progress) => line.show(progress) });
  const warmup = Math.max(await warmupOf(first.model, host), await warmupOf(second.model, host));
  const sides: [design: OpenedDesign, measured: Gathering][] = [];
  for (const design of [first, second]) {
    const measured = host.signal.aborted ? undefined : await run(alike(design.model, warmup, settings.replications));
    if (measured === undefined) break;
    sides.push([design, measured]);
  }
  line.clear();
  const [one, two] = sides.map(([{ name, objectives }, measured]) => ({
    name,
    whole: judge(measured.result(), objectives),
    each: measured.each(),
  }));
  if (one === undefined || two === undefined) return 'interrupted';
  const result = compareSides(one, two);
  host.out(options.json ? jsonText(result) : comparisonReport(result, host.style));
  return outcomeOf(one.whole, two.whole);
}

/** Where it is to be detected, the first replication says how long it is [s]. */
async function warmupOf(model: Model, host: Host): Promise<number> {
  if (model.warmup.rule !== 'detected') return model.warmup.length;
  const pilot = alike(model, 'auto', 1);
  const measured = await runModel(pilot, { jobs: 1, signal: host.signal, onProgress: () => undefined });
  return measured?.result().run.warmup ?? 0;
}

/** The same model with these run settings, and without a precision: both are to have as many replications. */
function alike({ topology }: Model, warmup: number | 'auto', replications: number): Model {
  const { precision: _, ...run } = topology.run;
  const { model } = compile({ ...topology, run: { ...run, warmup, replications } });
  if (model === undefined) throw new Error('a design that runs does so with another warm-up');
  return model;
}

/** An objective counts where the second misses it: it is the one that is proposed. */
function outcomeOf(one: JudgedResult, two: JudgedResult): Outcome {
  if (one.run.partial !== undefined || two.run.partial !== undefined) return 'guarded';
  return two.objectives.every(({ met }) => met) ? 'done' : 'missed';
}
