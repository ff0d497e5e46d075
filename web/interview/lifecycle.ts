import { type DesignDocument, parseDesign } from '../../src/index.ts';
import {
  budgetsFor,
  type Level,
  type OpenSession,
  parseSession,
  replay,
  type Session,
  startSession,
} from '../../src/interview/index.ts';
import type { Scenario } from '../../src/scenario/index.ts';
import { openScenario } from '../scenarios/index.ts';
import { scenarioById } from '../scenarios/library.ts';
import { announce } from '../state/announce.ts';
import { edit, getDocument, replaceDocument } from '../state/document-store.ts';
import { busy } from '../state/idle.ts';
import { getShell, setShell } from '../state/shell.ts';
import { viewport } from '../state/viewport.ts';
import { toast } from '../ui/index.ts';
import './conduct.ts';
import { getInterview, showInterview } from './interview-store.ts';
import { happen, keepCanvas, keepWhole, written } from './log.ts';
import { absent, presence, present } from './presence.ts';
import { keptRow, keptSession } from './storage.ts';

/** Beginning, leaving, taking up again, and moving interviews between browsers. */

const RAIL_WIDTH = 380;
/** In a narrow window [CSS px] the canvas keeps its room, and the brief gives way. */
const NARROW = 1200;
const NARROW_RAIL = 340;

function showRailWide(): void {
  const narrow = globalThis.innerWidth < NARROW;
  setShell({
    railTab: 'interview',
    railOpen: true,
    railWidth: Math.max(narrow ? NARROW_RAIL : RAIL_WIDTH, getShell().railWidth),
    ...(narrow ? { inspectorOpen: false } : {}),
  });
  // The canvas is narrower now, but only after the next frame.
  const done = busy('interview rail');
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      viewport()?.fit();
      done();
    }),
  );
}

async function scenarioOf(id: string): Promise<Scenario | undefined> {
  const { scenario } = await scenarioById(id);
  if (scenario === undefined) toast({ tone: 'bad', title: `There is no scenario “${id}” to interview on` });
  return scenario;
}

/** The load is part of the answer to the estimates: it is put back when the design begins. */
function withoutLoad({
  workload: _,
  objectives: __,
  run: ___,
  faults: ____,
  ...drawn
}: DesignDocument): DesignDocument {
  return drawn;
}

/** Begins an interview with the scenario's starter on the canvas. */
export async function beginInterview(scenario: Scenario, level: Level, minutes: number): Promise<void> {
  const budgets = budgetsFor(scenario, minutes);
  if (budgets === undefined || !(await openScenario(scenario.id))) return;
  edit('Begin the interview', withoutLoad);
  const at = Date.now();
  const open = startSession(crypto.randomUUID(), { type: 'started', at, scenario: scenario.id, level, budgets });
  keepWhole(open, getDocument());
  present(open.session.id, at);
  showInterview({ open, scenario });
  showRailWide();
  setShell({ dockOpen: false });
  announce('The interview has begun. Scope.');
}

/** Shows a session; one that is not finished goes on, without the time for which nobody was there. */
async function show(open: OpenSession, seenAt: number): Promise<void> {
  const scenario = await scenarioOf(open.state.scenario);
  if (scenario === undefined) return;
  showInterview({ open, scenario });
  if (!open.finished) {
    const at = Date.now();
    happen({ type: 'returned', seenAt: Math.max(seenAt, open.state.clock.bookedUntil) }, at);
    present(open.session.id, at);
  }
  showRailWide();
}

function opened(session: Session): OpenSession | undefined {
  const reading = parseSession(session);
  const [first] = reading.findings;
  if (first !== undefined)
    toast({ tone: 'bad', title: 'The interview cannot be read', detail: `${first.what} ${first.todo}` });
  return reading.session;
}

/** Goes on with the interview that this browser was in when the page was closed, if there was one. */
export async function resumeInterview(): Promise<void> {
  const was = presence();
  if (was === undefined || getInterview() !== undefined) return;
  const idle = busy('interview');
  try {
    const open = opened(await keptSession(was.session));
    if (open !== undefined) await show(open, was.seenAt);
    if (open === undefined || open.finished) absent();
  } catch (error) {
    // The browser refuses its storage: the studio works without the interview.
    toast({ tone: 'bad', title: 'The interview could not be taken up', detail: String(error) });
  } finally {
    idle();
  }
}

/** Opens a session of the list: a finished one to look at, another to go on with its design on the canvas. */
export async function openKept(id: string): Promise<void> {
  if (getInterview() !== undefined) leaveInterview();
  const row = await keptRow(id);
  const open = opened(await keptSession(id));
  if (open === undefined) return;
  const { document } = row === undefined ? {} : parseDesign(row.document);
  if (!open.finished && document !== undefined) replaceDocument('Resume the interview', document);
  await show(open, open.state.clock.bookedUntil);
}

/** Leaves the interview; it waits in the list and takes no time. A finished one is put away. */
export function leaveInterview(): void {
  const interview = getInterview();
  if (interview === undefined) return;
  if (!interview.open.finished) {
    happen({ type: 'left' });
    keepCanvas(interview.open.session.id, getDocument());
    toast({ tone: 'info', title: 'The interview waits for you', detail: 'It is in the list of interviews.' });
  }
  absent();
  showInterview(undefined);
  setShell({ railTab: 'palette' });
}

/** Ends the interview and shows its scorecard. */
export function finishInterview(): void {
  if (happen({ type: 'finished' }) === undefined) return;
  absent();
  announce('The interview is finished. Here is your scorecard.');
}

/** The session as a file: `headroom/session@1`. */
export function exportText({ session }: OpenSession): string {
  return `${JSON.stringify(session, undefined, 2)}\n`;
}

/** Takes in a session from a file, under an id of its own, and shows it. */
export async function importSession(text: string): Promise<void> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON at all; the reader below would say the same of any other value.
    toast({
      tone: 'bad',
      title: 'This is not a session',
      detail: 'Choose a file that was exported from an interview.',
    });
    return;
  }
  const reading = parseSession(value);
  if (reading.session === undefined) {
    const first = reading.findings[0];
    toast({
      tone: 'bad',
      title: 'This session cannot be read',
      detail: first === undefined ? '' : `${first.what} ${first.todo}`,
    });
    return;
  }
  const fresh = replay({ ...reading.session.session, id: crypto.randomUUID() }).session;
  if (fresh === undefined) return;
  keepWhole(fresh);
  await written();
  await openKept(fresh.session.id);
}
