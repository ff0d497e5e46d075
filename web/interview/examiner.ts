import type { DesignDocument, RawFault } from '../../src/index.ts';
import {
  chooseCurveball,
  curveballOf,
  designDigest,
  examined,
  impactOf,
  lockOf,
  mainRequest,
  measurementOf,
  sameLoad,
} from '../../src/interview/index.ts';
import type { RunView } from '../run/index.ts';
import { setRunLock } from '../run/index.ts';
import { announce } from '../state/announce.ts';
import { edit, getDocument } from '../state/document-store.ts';
import { toast } from '../ui/index.ts';
import { getInterview, type Interview } from './interview-store.ts';
import { happen } from './log.ts';

/** The interviewer's side of an interview: the load that everybody gets, the curveball, and what runs are worth. */

/** The fault that has struck, as it stands in the design. */
function struckFault({ open }: Interview): RawFault | undefined {
  return open.state.strike?.fault as RawFault | undefined;
}

/** Puts the interview's load, objectives and fault back in place of what the design has. One step of history. */
export function restoreLoad(): void {
  const interview = getInterview();
  if (interview === undefined || sameLoad(interview.open, getDocument(), interview.scenario)) return;
  const { scenario } = interview;
  edit('Restore the interview’s load', (document) => examined(document, scenario, struckFault(interview)));
}

/** Locks and unlocks runs as the interview and the design stand. */
export function updateLock(): void {
  const interview = getInterview();
  setRunLock(interview === undefined ? undefined : lockOf(interview.open, getDocument(), interview.scenario)?.says);
}

/** Commits a prediction of the design on the canvas, under the interview's load. */
export function predictDesign(p99: string, bottleneck: string): boolean {
  const interview = getInterview();
  if (interview === undefined) return false;
  restoreLoad();
  const digest = designDigest(getDocument());
  const request = mainRequest(interview.scenario);
  return happen({ type: 'prediction-committed', digest, request, p99, bottleneck }) !== undefined;
}

export interface DisruptionForesight {
  readonly goodput: string;
  readonly fails: string | undefined;
  /** Undefined where it is not well again within the run. */
  readonly recovery: string | undefined;
}

export function predictDisruption({ goodput, fails, recovery }: DisruptionForesight): boolean {
  restoreLoad();
  const digest = designDigest(getDocument());
  const where = fails === undefined ? {} : { fails };
  const when = recovery === undefined ? {} : { recovery };
  return happen({ type: 'disruption-predicted', digest, goodput, ...where, ...when }) !== undefined;
}

/** Whether the design on the canvas is the one that was measured last: only that one can be struck. */
export function measuredAsDrawn({ open }: Interview, document: DesignDocument): boolean {
  return open.design === 'measured' && open.state.designRuns.at(-1)?.digest === designDigest(document);
}

/** Throws the curveball: appends its fault to the design and says so. False where none can strike. */
export function strike(): boolean {
  const interview = getInterview();
  const run = interview?.open.state.designRuns.at(-1);
  if (interview === undefined || run === undefined) return false;
  const { scenario } = interview;
  const document = getDocument();
  const digest = designDigest(document);
  const aimed = chooseCurveball(scenario, document, digest, run.measured);
  if (aimed === undefined) return false;
  const { curveball, component, fault } = aimed;
  const where = component === undefined ? {} : { component };
  const struck = happen({ type: 'curveball-struck', curveball: curveball.id, digest, fault, ...where });
  if (struck === undefined) return false;
  edit(`Curveball: ${curveball.title}`, (before) => examined(before, scenario, fault));
  announce(`${curveball.title}. ${curveball.announce}`);
  return true;
}

function unscored(why: string): void {
  toast({ tone: 'info', title: 'This run does not count', detail: why });
}

/** Writes a finished run down if it is of the predicted design under the interview's load; says why where it is not. */
export function recordRun(run: RunView): void {
  const interview = getInterview();
  const { result, document, status } = run;
  if (interview === undefined || status !== 'done' || result === undefined || document === undefined) return;
  const { open, scenario } = interview;
  if (open.finished || open.state.clock.phase === 'wrap-up') return;
  if (!sameLoad(open, document, scenario)) {
    unscored('Its load was not the interview’s.');
    return;
  }
  const digest = designDigest(document);
  const design = { ...document };
  const measured = measurementOf(result);
  const { strike: struck } = open.state;
  if (struck === undefined) {
    if (happen({ type: 'design-run', digest, design, measured }) === undefined) unscored('It was not predicted.');
    return;
  }
  const curveball = curveballOf(scenario, struck.curveball);
  const impact = curveball === undefined ? undefined : impactOf(result, curveball);
  if (impact === undefined) unscored('It ended before the disruption could be measured.');
  else if (happen({ type: 'disruption-run', digest, design, measured, impact }) === undefined) {
    unscored('It was not predicted.');
  }
}
