import { planSweep, readVary, sweep as swept, type Vary } from '../../index.ts';
import { type Host, type Outcome, Refusal } from '../host.ts';
import type { OpenedDesign } from '../open-design.ts';
import { sweepCsv, sweepReport } from '../render/sweep.ts';
import { runStudy, type StudyOptions } from './study.ts';

export interface SweepOptions extends StudyOptions {
  readonly vary: readonly string[];
  readonly csv?: boolean;
}

/** A design at each point of a grid: where it bends, and how much it carries. */
export function sweep(path: string, options: SweepOptions, host: Host): Promise<Outcome> {
  const vary = options.vary.map((text): Vary => {
    const read = readVary(text);
    if ('problem' in read) throw new Refusal(`--vary ${read.problem}.`);
    return read.value;
  });
  if (new Set(vary.map(({ path: of }) => of)).size < vary.length)
    throw new Refusal('--vary names the same path twice.');
  const study = (design: OpenedDesign) => {
    const planned = planSweep(design, vary);
    if ('problem' in planned) throw new Refusal(`--vary ${planned.problem.replace(/[.?]?$/, (end) => end || '.')}`);
    return swept(design, vary, planned.value);
  };
  return runStudy(path, options, { study, report: options.csv ? sweepCsv : sweepReport }, host);
}
