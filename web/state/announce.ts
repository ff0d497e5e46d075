/**
 * Words for people who do not see the screen change: read aloud politely by a screen reader, in order. The live region
 * is `<Announcer>` in web/ui; messages before it is there are lost, as nobody hears them.
 */
type Listener = (message: string) => void;

const listeners = new Set<Listener>();

export function announce(message: string): void {
  for (const listener of listeners) listener(message);
}

export function onAnnounced(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
