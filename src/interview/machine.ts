import { and, assign, not, setup, stateIn } from 'xstate';
import type { InterviewEvent } from './events.ts';
import type { Phase } from './phases.ts';
import { beforeStart, type InterviewState, recorded } from './state.ts';

/**
 * Which event may happen when. What an event leaves behind is `recorded`; the machine reads no clock and starts nothing,
 * so that folding a log over it gives the same state everywhere. Four things go on at once: the clock runs or rests, the
 * candidate is in one phase, the design has been predicted and measured or not, and so has the disruption.
 */
const { createMachine } = setup({
  types: { context: {} as InterviewState, events: {} as InterviewEvent },
  actions: {
    record: assign(({ context, event }) => recorded(context, event)),
  },
  guards: {
    going: stateIn({ session: { clock: 'running' } }),
    /** A curveball strikes what carries traffic: the design it meets is the one that was measured last. */
    measured: and([
      stateIn({ session: { design: 'measured' } }),
      ({ context, event }) => event.type === 'curveball-struck' && event.digest === context.designRuns.at(-1)?.digest,
    ]),
    /** Once the curveball has struck, the design is judged as it was; what is changed then answers the disruption. */
    struck: not(stateIn({ session: { disruption: 'pending' } })),
    designing: stateIn({ session: { phase: 'design' } }),
    disrupting: stateIn({ session: { phase: 'disruption' } }),
    into: ({ context, event }, { phase }: { phase: Phase }) =>
      event.type === 'phase-entered' && event.phase === phase && context.clock.phase !== phase,
    /** The first answer counts, because the right one is shown after it. */
    firstEstimate: ({ context, event }) =>
      event.type === 'estimate-committed' && !Object.hasOwn(context.estimates, event.estimate),
    firstChoice: ({ context, event }) =>
      event.type === 'choice-made' && !Object.hasOwn(context.choices, event.question),
    /** A run counts for the prediction made of that very design. */
    asPredicted: ({ context, event }) => event.type === 'design-run' && event.digest === context.prediction?.digest,
    asPredictedAgain: ({ context, event }) =>
      event.type === 'disruption-run' && event.digest === context.disruptionPrediction?.digest,
  },
});

const record = { guard: 'going', actions: 'record' } as const;

const enter = <P extends Phase>(phase: P) =>
  ({
    guard: and(['going', { type: 'into', params: { phase } }]),
    target: `.${phase}`,
    actions: 'record',
  }) as const;

const predict = {
  guard: and(['going', 'designing', not('struck')]),
  target: 'predicted',
  actions: 'record',
} as const;

const predictAgain = { guard: and(['going', 'disrupting']), target: 'predicted', actions: 'record' } as const;

/** A run that was started goes on while the clock is paused or the candidate is elsewhere: its end is recorded all the same. */
const run = { guard: and(['asPredicted', not('struck')]), target: 'measured', actions: 'record' } as const;

const runAgain = { guard: 'asPredictedAgain', target: 'measured', actions: 'record' } as const;

export const interviewMachine = createMachine({
  id: 'interview',
  context: beforeStart(),
  initial: 'briefing',
  states: {
    briefing: { on: { started: { target: 'session', actions: 'record' } } },
    session: {
      type: 'parallel',
      on: {
        left: { actions: 'record' },
        returned: { actions: 'record' },
        extended: { actions: 'record' },
        'design-changed': record,
        finished: { target: 'finished', actions: 'record' },
      },
      states: {
        clock: {
          initial: 'running',
          states: {
            running: { on: { paused: { target: 'paused', actions: 'record' } } },
            paused: { on: { resumed: { target: 'running', actions: 'record' } } },
          },
        },
        phase: {
          initial: 'scope',
          on: {
            'phase-entered': [
              enter('scope'),
              enter('estimate'),
              enter('design'),
              enter('disruption'),
              enter('wrap-up'),
            ],
          },
          states: {
            scope: {
              on: {
                'clarification-asked': record,
                'requirement-sorted': record,
                'target-set': record,
                'exclusion-stated': record,
                'exclusion-withdrawn': record,
              },
            },
            estimate: { on: { 'estimate-committed': { guard: and(['going', 'firstEstimate']), actions: 'record' } } },
            design: {},
            disruption: {},
            'wrap-up': {
              on: {
                'choice-made': { guard: and(['going', 'firstChoice']), actions: 'record' },
                'reflection-written': record,
              },
            },
          },
        },
        design: {
          initial: 'unpredicted',
          states: {
            unpredicted: { on: { 'prediction-committed': predict } },
            predicted: { on: { 'prediction-committed': predict, 'design-run': run } },
            measured: { on: { 'prediction-committed': predict, 'design-run': run } },
          },
        },
        disruption: {
          initial: 'pending',
          states: {
            pending: {
              on: {
                'curveball-struck': {
                  guard: and(['going', 'disrupting', 'measured']),
                  target: 'struck',
                  actions: 'record',
                },
              },
            },
            struck: { on: { 'disruption-predicted': predictAgain } },
            predicted: { on: { 'disruption-predicted': predictAgain, 'disruption-run': runAgain } },
            measured: { on: { 'disruption-predicted': predictAgain, 'disruption-run': runAgain } },
          },
        },
      },
    },
    finished: { type: 'final' },
  },
});
