import type { DesignDocument } from '../../src/index.ts';
import { designDigest, leftInAll, type Phase, phases, phaseTexts } from '../../src/interview/index.ts';
import { onRunFinished, setRunLock } from '../run/index.ts';
import { announce } from '../state/announce.ts';
import { getDocument, onDocumentChanged } from '../state/document-store.ts';
import { busy } from '../state/idle.ts';
import { recordRun, restoreLoad, updateLock } from './examiner.ts';
import { getInterview, type Interview, onInterviewChanged } from './interview-store.ts';
import { happen, keepCanvas } from './log.ts';
import { absent, present } from './presence.ts';

/** What goes on around an interview while it is under way: the clock, the keys, and an eye on canvas and runs. */

const TICK = 1000;
/** Browsers wake the timers of a hidden page once a minute; a longer silence means that the machine slept [ms]. */
const ASLEEP = 150_000;
/** A pause in drawing after which the design is written down [ms]. */
const SETTLED = 800;
const LAST_CALL = 5 * 60_000;
/** Fields keep their keys to themselves; these keys are for the interview wherever the focus is. */
const CAPTURE = { capture: true } as const;

function going(): Interview | undefined {
  const interview = getInterview();
  return interview?.open.finished === false ? interview : undefined;
}

/** Goes to a phase and says so. False where the interview does not allow it now. */
export function enterPhase(phase: Phase): boolean {
  if (happen({ type: 'phase-entered', phase }) === undefined) return false;
  // From the design on the load is no answer any more.
  if (phase !== 'scope' && phase !== 'estimate') restoreLoad();
  announce(`${phaseTexts[phase].title}. ${phaseTexts[phase].task}`);
  return true;
}

export function togglePause(): void {
  const interview = going();
  if (interview === undefined) return;
  const { paused } = interview.open;
  if (happen({ type: paused ? 'resumed' : 'paused' }) !== undefined) announce(paused ? 'Resumed.' : 'Paused.');
}

/** Alt with a digit: the phases by number, and 0 to pause and resume. */
function onKeyDown(event: KeyboardEvent): void {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const digit = /^Digit([0-9])$/.exec(event.code)?.[1];
  if (digit === undefined) return;
  const phase = phases[Number(digit) - 1];
  if (digit !== '0' && phase === undefined) return;
  event.preventDefault();
  if (phase === undefined) togglePause();
  else enterPhase(phase);
}

let ticked = 0;
let leftBefore: number | undefined;

function tick(): void {
  const interview = going();
  if (interview === undefined) return;
  const now = Date.now();
  if (now - ticked > ASLEEP) happen({ type: 'returned', seenAt: ticked }, now);
  ticked = now;
  present(interview.open.session.id, now);
  const left = leftInAll(interview.open.state.clock, now);
  if (leftBefore !== undefined && leftBefore > LAST_CALL && left <= LAST_CALL) announce('Five minutes left.');
  leftBefore = left;
}

let settling: ReturnType<typeof setTimeout> | undefined;
let settled: (() => void) | undefined;
let noted = '';

function noteDesign(): void {
  settling = undefined;
  const interview = going();
  const document = getDocument();
  const digest = designDigest(document);
  if (interview !== undefined && digest !== noted) {
    noted = digest;
    const { components, connections } = document;
    happen({ type: 'design-changed', digest, components: components.length, connections: connections.length });
    keepCanvas(interview.open.session.id, document);
  }
  settled?.();
  settled = undefined;
}

function onDrawn(document: DesignDocument): void {
  updateLock();
  if (going() === undefined || designDigest(document) === noted) return;
  settled ??= busy('interview design');
  clearTimeout(settling);
  settling = setTimeout(noteDesign, SETTLED);
}

function onHide(): void {
  tick();
}

let stop: (() => void) | undefined;

function start(): void {
  ticked = Date.now();
  leftBefore = undefined;
  noted = designDigest(getDocument());
  const timer = setInterval(tick, TICK);
  const leaveRuns = onRunFinished(recordRun);
  const leaveDesign = onDocumentChanged(onDrawn);
  globalThis.addEventListener('keydown', onKeyDown, CAPTURE);
  globalThis.addEventListener('pagehide', onHide);
  stop = () => {
    clearInterval(timer);
    if (settling !== undefined) {
      clearTimeout(settling);
      noteDesign();
    }
    leaveRuns();
    leaveDesign();
    globalThis.removeEventListener('keydown', onKeyDown, CAPTURE);
    globalThis.removeEventListener('pagehide', onHide);
  };
  tick();
}

/** Starts and stops what goes on around an interview, as one is begun, finished or left. */
onInterviewChanged((interview) => {
  const under = interview !== undefined && !interview.open.finished;
  if (under && stop === undefined) start();
  if (!under && stop !== undefined) {
    stop();
    stop = undefined;
    absent();
    setRunLock(undefined);
  }
  updateLock();
});
