/** Longer texts are no slips of the pen, and comparing them costs the product of their lengths. */
const LONGEST = 64;

/**
 * Fewest insertions, deletions, replacements and swaps of neighbors that turn one text into the other
 * (optimal string alignment; Damerau 1964).
 */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Case and separators are the commonest slips: `loadBalancer` is `load-balancer`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

/** The valid name that was probably meant, or undefined where none is near. */
export function nearest(name: string, valid: Iterable<string>): string | undefined {
  if (name.length > LONGEST || name === '') return undefined;
  const wanted = plain(name);
  let best: string | undefined;
  let least = Math.max(1, Math.floor((wanted.length + 1) / 3)) + 0.5;
  for (const candidate of valid) {
    if (candidate.length > LONGEST) continue;
    const plainly = plain(candidate);
    // A name cut short or drawn out is near: `sql` for `sql-database`, `services` for `service`.
    const part =
      wanted.length >= 3 && plainly.length >= 3 && (plainly.startsWith(wanted) || wanted.startsWith(plainly));
    // That is less near than a single slip; of equals, the one of the same length is nearer.
    const slips = Math.min(distance(wanted, plainly), part ? 1.25 : LONGEST);
    const apart = slips + Math.abs(wanted.length - plainly.length) / 1000;
    if (apart < least) [best, least] = [candidate, apart];
  }
  return best;
}

/** ` Did you mean "service"?`, or nothing. */
export function didYouMean(name: string, valid: Iterable<string>): string {
  const meant = nearest(name, valid);
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}

/** `"a", "b" or "c"`; long lists are cut. */
export function listed(names: readonly string[], conjunction = 'or', most = 24): string {
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  if (names.length > most) return `${shown.join(', ')}, …`;
  const last = shown.pop() ?? 'nothing';
  return shown.length === 0 ? last : `${shown.join(', ')} ${conjunction} ${last}`;
}
