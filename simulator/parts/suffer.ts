/** One more of what is suffered at the same time; the way to take it back. `changed` hears of both. */
export function suffer<T>(all: T[], one: T, changed?: () => void): () => void {
  all.push(one);
  changed?.();
  return () => {
    all.splice(all.indexOf(one), 1);
    changed?.();
  };
}
