import type { DesignDocument } from '../../src/index.ts';
import type { InterviewEvent, OpenSession } from '../../src/interview/index.ts';
import { busy } from '../state/idle.ts';
import { toast } from '../ui/index.ts';
import { getInterview, type Interview, showInterview } from './interview-store.ts';
import { keepEvent, keepSession, updateRow } from './storage.ts';

type WithoutTime<E> = E extends InterviewEvent ? Omit<E, 'at'> : never;

/** Something that happens in an interview; the time is added when it is written down. */
export type Happening = WithoutTime<InterviewEvent>;

let writing: Promise<void> = Promise.resolve();

/** Writes in the order of the calls; the page is busy until it is written. */
function write(work: () => Promise<void>): void {
  const done = busy('interview');
  writing = writing.then(work).catch((error: unknown) =>
    toast({
      tone: 'bad',
      title: 'The interview could not be saved',
      detail: `Export it before you close the page. (${error instanceof Error ? error.message : String(error)})`,
    }),
  );
  void writing.then(done);
}

/** Everything that was written down is in the browser's storage. */
export function written(): Promise<void> {
  return writing;
}

/** Takes up a session that is not in storage yet. */
export function keepWhole(open: OpenSession, document?: DesignDocument): void {
  const { session, state, finished } = open;
  const row = {
    id: session.id,
    scenario: state.scenario,
    startedAt: state.clock.startedAt,
    ...(finished && state.finishedAt !== undefined ? { finishedAt: state.finishedAt } : {}),
    ...(document === undefined ? {} : { document }),
  };
  write(() => keepSession(row, session.events));
}

/** Remembers the canvas beside the log, so that the session can be taken up again after other work. */
export function keepCanvas(id: string, document: DesignDocument): void {
  write(() => updateRow(id, { document }));
}

/** Writes an event down if it may happen now. Returns the interview after it, or undefined where it may not. */
export function happen(happening: Happening, at = Date.now()): Interview | undefined {
  const interview = getInterview();
  if (interview === undefined) return undefined;
  const event = { ...happening, at } as InterviewEvent;
  const open = interview.open.append(event);
  if (open === undefined) return undefined;
  const { id, events } = open.session;
  const after = { ...interview, open };
  showInterview(after);
  write(async () => {
    await keepEvent(id, events.length - 1, event);
    if (event.type === 'finished') await updateRow(id, { finishedAt: at });
  });
  return after;
}
