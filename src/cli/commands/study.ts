import { isCanceled, type Study } from '../../../simulator/index.ts';
import type { Host, Outcome } from '../host.ts';
import { jsonText } from '../json.ts';
import { type OpenedDesign, openDesign } from '../open-design.ts';
import type { Overrides } from '../overrides.ts';
import { ProgressLine } from '../progress.ts';
import type { Style } from '../render/paint.ts';
import { share } from '../render/quantities.ts';
import { runModel } from '../threads/threads.ts';

export interface StudyOptions extends Overrides {
  readonly scenario?: string;
  readonly json?: boolean;
  readonly jobs?: number;
}

/** An analysis as a command: what it is, and how its report is printed. */
export interface StudyCommand<Report extends { readonly partial?: string }> {
  readonly study: (design: OpenedDesign) => Study<Report | undefined>;
  readonly report: (name: string, report: Report, style: Style) => string;
  /** Whether the answer is the one that a design should give. */
  readonly isGood?: (report: Report) => boolean;
}

/** Opens a design, runs the experiments that an analysis asks for, prints what it found. */
export async function runStudy<Report extends { readonly partial?: string }>(
  path: string,
  options: StudyOptions,
  { study, report, isGood }: StudyCommand<Report>,
  host: Host,
): Promise<Outcome> {
  const design = await openDesign(path, options, host);
  if (design === undefined) return 'refused';
  const found = await conducted(study(design), options.jobs, host);
  if (found === undefined) return 'interrupted';
  host.out(options.json ? jsonText(found) : report(design.name, found, host.style));
  if (found.partial !== undefined) return 'guarded';
  return isGood === undefined || isGood(found) ? 'done' : 'missed';
}

/** Runs what a study asks for, on as many threads as there are, with a line of progress. */
async function conducted<Report>(
  running: Study<Report | undefined>,
  jobs: number | undefined,
  host: Host,
): Promise<Report | undefined> {
  const line = new ProgressLine(host);
  let step = running.next();
  while (step.done !== true) {
    const { model: asked, says, number, of } = step.value;
    const measured = host.signal.aborted
      ? undefined
      : await runModel(asked, {
          jobs,
          signal: host.signal,
          onProgress: ({ fraction }) =>
            line.say(
              `${share(Math.floor(((number + fraction) / of) * 100) / 100).padStart(5)} · ${number + 1} of ${of}: ${says}`,
            ),
        });
    step = running.next(isCanceled(measured) ? undefined : measured);
  }
  line.clear();
  return step.value;
}
