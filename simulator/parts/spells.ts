/** Changes that are remembered: more of them than watchers overlook. */
const REMEMBERED = 16;

/**
 * When something was out and when it was well, by turns, and what watchers believe of it: that it is as it was until a spell
 * of the contrary has lasted for as long as they need. A spell that is over before goes unnoticed, so that who was gone for
 * a moment never left.
 */
export class Spells {
  isOut = false;
  /** The last changes [s], the oldest first. The spell before them was of the same kind as every second one of theirs. */
  private readonly changes: number[] = [];

  change(now: number): void {
    const { changes } = this;
    this.isOut = !this.isOut;
    if (changes.length === REMEMBERED) changes.shift();
    changes.push(now);
  }

  /** Whether it is taken to be well by those who need so long [s] to notice that it is out, and that it is well again. */
  seemsWell(now: number, outAfter: number, wellAfter: number): boolean {
    const latest = this.changes[this.changes.length - 1];
    if (latest === undefined) return true;
    if (now >= latest + (this.isOut ? outAfter : wellAfter)) return !this.isOut;
    return !Number.isNaN(this.wellSince(now, outAfter, wellAfter));
  }

  /** Since when they have taken it to be well [s]: -Infinity where always, NaN where they take it to be out. */
  wellSince(now: number, outAfter: number, wellAfter: number): number {
    const { changes } = this;
    let isOut = this.isOut !== (changes.length % 2 === 1);
    // What lies so far back has been noticed.
    let since = isOut ? Number.NaN : Number.NEGATIVE_INFINITY;
    for (let at = 0; at < changes.length; at++) {
      isOut = !isOut;
      const end = at + 1 < changes.length ? changes[at + 1] : now;
      const noticed = changes[at] + (isOut ? outAfter : wellAfter);
      if (end < noticed) continue;
      if (isOut) since = Number.NaN;
      else if (Number.isNaN(since)) since = noticed;
    }
    return since;
  }
}
