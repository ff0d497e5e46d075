import { advance, type Clock, skip, startClock } from './clock.ts';
import type { EventOf, InterviewEvent } from './events.ts';
import type { Level, Phase } from './phases.ts';

/** Something the candidate said or did, with its place in the log, so that a point can cite it. */
export type Noted<T> = T & { readonly event: number; readonly at: number };

export type Prediction = Noted<EventOf<'prediction-committed'>>;
export type DesignRun = Noted<EventOf<'design-run'>> & { readonly predicted: Prediction };
export type Strike = Noted<EventOf<'curveball-struck'>>;
export type DisruptionPrediction = Noted<EventOf<'disruption-predicted'>>;
export type DisruptionRun = Noted<EventOf<'disruption-run'>> & { readonly predicted: DisruptionPrediction };

type Table<T> = Readonly<Record<string, Noted<T>>>;

/** All that a log amounts to. Texts are as typed. */
export interface InterviewState {
  readonly scenario: string;
  readonly level: Level;
  readonly clock: Clock;
  /** Events so far: the next one's place in the log. */
  readonly events: number;
  /** Phases in the order they were entered. */
  readonly visits: readonly Noted<{ readonly phase: Phase }>[];
  readonly asked: Table<object>;
  readonly sorted: Table<{ readonly as: 'must' | 'should' | 'out' }>;
  readonly targets: Table<{ readonly text: string }>;
  readonly exclusions: readonly Noted<{ readonly text: string }>[];
  /** The first answer to each estimate; it cannot be taken back. */
  readonly estimates: Table<{ readonly text: string }>;
  /** When the first component was drawn. */
  readonly firstComponent?: Noted<object>;
  /** The newest prediction of each stage, which the next run is held against. */
  readonly prediction?: Prediction;
  readonly designRuns: readonly DesignRun[];
  readonly strike?: Strike;
  readonly disruptionPrediction?: DisruptionPrediction;
  readonly disruptionRuns: readonly DisruptionRun[];
  /** The first answer to each question with choices. */
  readonly choices: Table<{ readonly choice: string }>;
  readonly reflections: Table<{ readonly text: string }>;
  readonly finishedAt?: number;
}

/** Before anything has happened: what the machine holds until it is started. */
const unstarted: InterviewState = {
  scenario: '',
  level: 'senior',
  clock: startClock(0, { scope: 0, estimate: 0, design: 0, disruption: 0, 'wrap-up': 0 }),
  events: 0,
  visits: [],
  asked: {},
  sorted: {},
  targets: {},
  exclusions: [],
  estimates: {},
  designRuns: [],
  disruptionRuns: [],
  choices: {},
  reflections: {},
};

export function beforeStart(): InterviewState {
  return unstarted;
}

function timed(clock: Clock, event: InterviewEvent): Clock {
  if (event.type === 'started') return startClock(event.at, event.budgets);
  if (event.type === 'returned') return skip(clock, event.seenAt, event.at);
  const now = advance(clock, event.at);
  switch (event.type) {
    case 'phase-entered':
      return { ...now, phase: event.phase };
    case 'paused':
    case 'finished':
      return { ...now, running: false };
    case 'resumed':
      return { ...now, running: true };
    case 'extended':
      return { ...now, budgets: { ...now.budgets, [event.phase]: now.budgets[event.phase] + event.by } };
    default:
      return now;
  }
}

function remembered(state: InterviewState, event: InterviewEvent): Partial<InterviewState> {
  const noted = <T extends object>(what: T): Noted<T> => ({ ...what, event: state.events, at: event.at });
  switch (event.type) {
    case 'started':
      return { scenario: event.scenario, level: event.level, visits: [noted({ phase: 'scope' })] };
    case 'phase-entered':
      return { visits: [...state.visits, noted({ phase: event.phase })] };
    case 'clarification-asked':
      return { asked: { ...state.asked, [event.clarification]: noted({}) } };
    case 'requirement-sorted':
      return { sorted: { ...state.sorted, [event.requirement]: noted({ as: event.as }) } };
    case 'target-set':
      return { targets: { ...state.targets, [event.quality]: noted({ text: event.text }) } };
    case 'exclusion-stated':
      return { exclusions: [...state.exclusions, noted({ text: event.text })] };
    case 'exclusion-withdrawn':
      return { exclusions: state.exclusions.filter(({ text }) => text !== event.text) };
    case 'estimate-committed':
      return { estimates: { ...state.estimates, [event.estimate]: noted({ text: event.text }) } };
    case 'design-changed':
      return event.components > 0 && state.firstComponent === undefined ? { firstComponent: noted({}) } : {};
    case 'prediction-committed':
      return { prediction: noted(event) };
    case 'design-run':
      return state.prediction === undefined
        ? {}
        : { designRuns: [...state.designRuns, { ...noted(event), predicted: state.prediction }] };
    case 'curveball-struck':
      return { strike: noted(event) };
    case 'disruption-predicted':
      return { disruptionPrediction: noted(event) };
    case 'disruption-run':
      return state.disruptionPrediction === undefined
        ? {}
        : { disruptionRuns: [...state.disruptionRuns, { ...noted(event), predicted: state.disruptionPrediction }] };
    case 'choice-made':
      return { choices: { ...state.choices, [event.question]: noted({ choice: event.choice }) } };
    case 'reflection-written':
      return { reflections: { ...state.reflections, [event.question]: noted({ text: event.text }) } };
    case 'finished':
      return { finishedAt: event.at };
    case 'paused':
    case 'resumed':
    case 'left':
    case 'returned':
    case 'extended':
      return {};
  }
}

/** The state after one more event. Whether the event may happen is the machine's business. */
export function recorded(state: InterviewState, event: InterviewEvent): InterviewState {
  return {
    ...state,
    ...remembered(state, event),
    clock: timed(state.clock, event),
    events: state.events + 1,
  };
}
