import { initialTransition, transition } from 'xstate';
import { z } from 'zod';
import type { Finding } from '../../simulator/index.ts';
import { spentInAll } from './clock.ts';
import { eventSchema, type InterviewEvent } from './events.ts';
import { interviewMachine } from './machine.ts';
import type { InterviewState } from './state.ts';

const FORMAT = 'headroom/session@1';

/** A log that long is no interview: at one event a second it would take six hours. */
const MOST_EVENTS = 20_000;

/** `headroom/session@1`: an interview as the list of what happened. It is only ever appended to. */
export const sessionSchema = z.strictObject({
  format: z.literal(FORMAT),
  id: z.string().min(1).max(64),
  events: z.array(eventSchema).min(1).max(MOST_EVENTS),
});
export type Session = z.output<typeof sessionSchema>;

type Snapshot = ReturnType<typeof begin>;

function begin() {
  return initialTransition(interviewMachine)[0];
}

function next(snapshot: Snapshot, event: InterviewEvent): Snapshot {
  return transition(interviewMachine, snapshot, event)[0];
}

/** A session and what its log amounts to. */
export interface OpenSession {
  readonly session: Session;
  readonly state: InterviewState;
  /** How far the design stage has come. */
  readonly design: 'unpredicted' | 'predicted' | 'measured';
  readonly disruption: 'pending' | 'struck' | 'predicted' | 'measured';
  readonly paused: boolean;
  readonly finished: boolean;
  /** Whether the event may happen now. */
  readonly accepts: (event: InterviewEvent) => boolean;
  /** The session with one more event, or undefined where it may not happen now. */
  readonly append: (event: InterviewEvent) => OpenSession | undefined;
}

function opened(session: Session, snapshot: Snapshot): OpenSession {
  const { context, value } = snapshot;
  const finished = snapshot.status === 'done';
  const regions = typeof value === 'object' ? value.session : undefined;
  return {
    session,
    state: context,
    design: regions?.design ?? (context.designRuns.length > 0 ? 'measured' : 'unpredicted'),
    disruption: regions?.disruption ?? (context.disruptionRuns.length > 0 ? 'measured' : 'pending'),
    paused: regions?.clock === 'paused',
    finished,
    accepts: (event) => snapshot.can(event),
    append: (event) =>
      snapshot.can(event)
        ? opened({ ...session, events: [...session.events, event] }, next(snapshot, event))
        : undefined,
  };
}

/** Starts a session. `id` tells it from others; the event says when, on what and for whom. */
export function startSession(id: string, started: Extract<InterviewEvent, { type: 'started' }>): OpenSession {
  return opened({ format: FORMAT, id, events: [started] }, next(begin(), started));
}

export interface SessionReading {
  readonly session?: OpenSession;
  readonly findings: readonly Finding[];
}

/** Folds a log. An event that could not have happened where it stands ends the reading with a finding. */
export function replay(session: Session): SessionReading {
  let snapshot = begin();
  for (const [index, event] of session.events.entries()) {
    if (!snapshot.can(event)) {
      return {
        findings: [
          {
            code: 'event-out-of-place',
            severity: 'error',
            path: ['events', index],
            what: `"${event.type}" cannot happen at this point of the session.`,
            why: 'The state and the score of a session follow from its log alone, so the log must be one that can happen.',
            todo: 'Use the file as it was exported.',
          },
        ],
      };
    }
    snapshot = next(snapshot, event);
  }
  return { session: opened(session, snapshot), findings: [] };
}

/** Time on the interview's clock at each event of a log [ms]: pauses and absences are not in it. */
export function timesOf({ events }: Session): readonly number[] {
  let snapshot = begin();
  return events.map((event) => {
    snapshot = next(snapshot, event);
    return spentInAll(snapshot.context.clock, event.at);
  });
}

function unreadable(code: string, path: readonly (string | number)[], what: string, todo: string): Finding {
  return { code, severity: 'error', path, what, why: 'A session is replayed from its file alone.', todo };
}

function formatFinding(value: unknown): Finding | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return unreadable(
      'not-a-session',
      [],
      'This is not a JSON object.',
      'Choose a file that was exported from an interview.',
    );
  }
  const format: unknown = Reflect.get(value, 'format');
  if (format === FORMAT) return undefined;
  if (typeof format === 'string' && /^headroom\/session@\d+$/.test(format)) {
    return unreadable(
      'newer-version',
      ['format'],
      `The file is "${format}"; this program knows "${FORMAT}".`,
      'Update the program.',
    );
  }
  return unreadable('not-a-session', ['format'], '"format" does not name a session.', `Write "format": "${FORMAT}".`);
}

/** Reads a session from parsed JSON of unknown origin and folds its log. Never throws. */
export function parseSession(value: unknown): SessionReading {
  const wrong = formatFinding(value);
  if (wrong !== undefined) return { findings: [wrong] };
  const parsed = sessionSchema.safeParse(value);
  if (parsed.success) return replay(parsed.data);
  return {
    findings: parsed.error.issues.map((issue) =>
      unreadable(
        'session-invalid',
        issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
        `${issue.message.charAt(0).toUpperCase()}${issue.message.slice(1)}.`,
        'Use the file as it was exported.',
      ),
    ),
  };
}
