import { createStore } from '@xstate/store';
import { useSelector } from '@xstate/store-react';

/** The window under the pointer, shared by all charts over the same simulated time. */
const cursor = createStore({
  context: { window: undefined as number | undefined },
  on: {
    moved: (state, event: { window: number | undefined }) =>
      state.window === event.window ? state : { window: event.window },
  },
});

export function moveCursor(window: number | undefined): void {
  cursor.send({ type: 'moved', window });
}

export function useCursor(): number | undefined {
  return useSelector(cursor, (snapshot) => snapshot.context.window);
}
