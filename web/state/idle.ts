/**
 * What the page still has to do, for those who must wait for it: `data-idle` on the root element is `"true"` when nothing
 * is pending. Tests wait for it and never for milliseconds.
 */
const pending = new Map<string, number>();

function show(): void {
  globalThis.document.documentElement.dataset['idle'] = String(pending.size === 0);
}

/** Says that work called `name` has begun; the function returned says that it has ended, and may be called again. */
export function busy(name: string): () => void {
  pending.set(name, (pending.get(name) ?? 0) + 1);
  show();
  let over = false;
  return () => {
    if (over) return;
    over = true;
    const left = (pending.get(name) ?? 1) - 1;
    if (left === 0) pending.delete(name);
    else pending.set(name, left);
    // What the work changed is on the screen only after the next frame.
    if (pending.size === 0) requestAnimationFrame(() => setTimeout(show));
  };
}

/** Names of what is pending, for a failed wait to print. */
export function pendingWork(): readonly string[] {
  return [...pending.keys()];
}
