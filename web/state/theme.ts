import { createStore } from '@xstate/store';
import { useSelector } from '@xstate/store-react';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'headroom.theme';

function remembered(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  } catch {
    // Storage may be forbidden; then every visit begins with the system's theme.
    return 'system';
  }
}

const store = createStore({
  context: { theme: remembered() },
  on: { chosen: (_, event: { theme: Theme }) => ({ theme: event.theme }) },
});

function show(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
}

/** Shows the remembered theme; called before the first paint. */
export function startTheme(): void {
  show(store.getSnapshot().context.theme);
}

export function useTheme(): Theme {
  return useSelector(store, (snapshot) => snapshot.context.theme);
}

export function getTheme(): Theme {
  return store.getSnapshot().context.theme;
}

export function setTheme(theme: Theme): void {
  store.send({ type: 'chosen', theme });
  show(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // As above: the choice holds for this visit.
  }
}
