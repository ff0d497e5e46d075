import { createStore } from '@xstate/store';
import { useSelector } from '@xstate/store-react';
import type { OpenSession } from '../../src/interview/index.ts';
import type { Scenario } from '../../src/scenario/index.ts';

/** The interview on the screen: under way, or finished and looked at. */
export interface Interview {
  readonly open: OpenSession;
  readonly scenario: Scenario;
}

interface Context {
  readonly interview: Interview | undefined;
  /** The clock is kept out of sight, for those whom it makes nervous. */
  readonly clockHidden: boolean;
}

const store = createStore({
  context: { interview: undefined, clockHidden: false } as Context,
  on: {
    shown: (context, event: { interview: Interview | undefined }): Context => ({
      ...context,
      interview: event.interview,
    }),
    clockToggled: (context): Context => ({ ...context, clockHidden: !context.clockHidden }),
  },
});

export function getInterview(): Interview | undefined {
  return store.getSnapshot().context.interview;
}

export function showInterview(interview: Interview | undefined): void {
  store.send({ type: 'shown', interview });
}

export function toggleClock(): void {
  store.send({ type: 'clockToggled' });
}

export function useClockHidden(): boolean {
  return useSelector(store, ({ context }) => context.clockHidden);
}

/** The interview on the screen, or undefined outside of one. */
export function useInterview(): Interview | undefined {
  return useSelector(store, ({ context }) => context.interview);
}

/** Whether an interview is on the screen: under way, or finished with its scorecard. */
export function useInterviewOn(): boolean {
  return useSelector(store, ({ context }) => context.interview !== undefined);
}

/** Whether numbers and requirements are still being asked for: what would give them away is then kept out of sight. */
export function useAnswersHidden(): boolean {
  return useSelector(store, ({ context }) => {
    const open = context.interview?.open;
    if (open === undefined || open.finished) return false;
    return open.state.clock.phase === 'scope' || open.state.clock.phase === 'estimate';
  });
}

/** Whether closed-form estimates are withheld: until the first run, whoever is asked to predict must do so without them. */
export function useEstimatesHidden(): boolean {
  return useSelector(store, ({ context }) => {
    const open = context.interview?.open;
    return open !== undefined && !open.finished && open.state.designRuns.length === 0;
  });
}

/** Calls back whenever an event has been added, or an interview opened or left. */
export function onInterviewChanged(listener: (interview: Interview | undefined) => void): () => void {
  let last = getInterview();
  const { unsubscribe } = store.subscribe(({ context }) => {
    if (context.interview === last) return;
    last = context.interview;
    listener(last);
  });
  return unsubscribe;
}
