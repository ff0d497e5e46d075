import type { RandomStream } from '../kernel/index.ts';
import { SLACK } from './slack.ts';

/** So many requests of each source in each window, the windows one after the other from time zero on. */
export class SourceRule {
  private readonly limit: number;
  private readonly window: number;
  private readonly sources: number;
  private readonly draws: RandomStream;
  /** By source: the window it was last seen in, and its requests in that. */
  private readonly seenIn: Int32Array;
  private readonly seen: Int32Array;

  /** Requests come from `sources` alike; the window in seconds. */
  constructor({ limit, window }: { limit: number; window: number }, sources: number, draws: RandomStream) {
    this.limit = limit;
    this.window = window;
    this.sources = sources;
    this.draws = draws;
    this.seenIn = new Int32Array(sources);
    this.seen = new Int32Array(sources);
  }

  /** A request comes from one of the sources: whether that has any left in this window. */
  admits(now: number): boolean {
    const { seenIn, seen } = this;
    const source = this.sources === 1 ? 0 : this.draws.integer(this.sources);
    const current = Math.floor(now / this.window + SLACK);
    if (seenIn[source] !== current) {
      seenIn[source] = current;
      seen[source] = 0;
    }
    if (seen[source] >= this.limit) return false;
    seen[source]++;
    return true;
  }
}
