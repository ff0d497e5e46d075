import { unrolled } from '../../kernel/index.ts';
import type { Link, LinkWatcher } from '../../link.ts';

/**
 * Requests that have been sent to each target of some links and not answered (waiting, in service or on the wire), in one
 * row, so that a thousand targets are compared quickly. The links count there from now on.
 */
export function countTogether(links: readonly Link[]): Int32Array {
  const counts = new Int32Array(links.reduce((total, link) => total + link.targets.length, 0));
  let from = 0;
  for (const link of links) {
    const own = counts.subarray(from, from + link.targets.length);
    own.set(link.outstanding);
    link.outstanding = own;
    from += own.length;
  }
  return counts;
}

/** The same counts as they were some time ago. */
export class StaleCounts implements LinkWatcher {
  /** As known; `catchUp` brings them up to date. */
  readonly counts: Int32Array;
  private readonly age: number;
  private readonly firstOf = new Map<Link, number>();
  /** Changes not known yet, the oldest first: when, which count, and by how much. */
  private times = new Float64Array(64);
  private places = new Int32Array(64);
  private deltas = new Int32Array(64);
  private head = 0;
  private size = 0;

  /** `age` in seconds. */
  constructor(links: readonly Link[], age: number) {
    this.age = age;
    let from = 0;
    for (const link of links) {
      this.firstOf.set(link, from);
      link.watcher = this;
      from += link.targets.length;
    }
    this.counts = new Int32Array(from);
  }

  changed(link: Link, position: number, delta: number): void {
    if (this.size === this.times.length) this.grow();
    const at = (this.head + this.size++) & (this.times.length - 1);
    this.times[at] = link.sim.now;
    this.places[at] = (this.firstOf.get(link) ?? 0) + position;
    this.deltas[at] = delta;
  }

  catchUp(now: number): void {
    const { times, places, deltas, counts } = this;
    while (this.size > 0 && times[this.head] <= now - this.age) {
      counts[places[this.head]] += deltas[this.head];
      this.head = (this.head + 1) & (times.length - 1);
      this.size--;
    }
  }

  private grow(): void {
    this.times = unrolled(this.times, this.head);
    this.places = unrolled(this.places, this.head);
    this.deltas = unrolled(this.deltas, this.head);
    this.head = 0;
  }
}
