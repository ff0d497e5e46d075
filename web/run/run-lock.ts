import { createStore } from '@xstate/store';
import { useSelector } from '@xstate/store-react';

/** A reason, in a sentence, why no run may be started now; an interview holds it until a prediction is committed. */
const lock = createStore({
  context: { reason: undefined as string | undefined },
  on: {
    set: (_, event: { reason: string | undefined }) => ({ reason: event.reason }),
  },
});

/** Locks the run button with a reason that is shown to the user, or unlocks it with `undefined`. */
export function setRunLock(reason: string | undefined): void {
  lock.send({ type: 'set', reason });
}

/** The reason why running is locked, or undefined. */
export function runLock(): string | undefined {
  return lock.getSnapshot().context.reason;
}

export function useRunLock(): string | undefined {
  return useSelector(lock, (snapshot) => snapshot.context.reason);
}
