import type { Site } from '../site.ts';
import type { CacheContents } from './cache-contents.ts';
import { Failover, type FailoverSpec, type Promoted } from './failover.ts';
import { RecordRing } from './record-ring.ts';

export interface ReplicaSpec extends FailoverSpec {
  /** What was stored so shortly before a crash the replica does not have [s]. */
  readonly lag: number;
}

/** What a record is of. */
const ENTRY = 0;
const PROMISE = 1;

/**
 * The replica of a node of a cache: it follows the node by its lag, and after a crash takes its place with what it has.
 * Where the node comes back first it comes back empty.
 */
export class CacheReplica implements Promoted {
  private readonly site: Site;
  private readonly contents: CacheContents;
  private readonly lag: number;
  /** What the replica may not have yet, the oldest first. */
  private readonly recent = new RecordRing();
  private isCrashed = false;
  private crashedAt = 0;

  constructor(site: Site, contents: CacheContents, spec: ReplicaSpec) {
    this.site = site;
    this.contents = contents;
    this.lag = spec.lag;
    site.failover = new Failover(site.sim, spec, this, site.stream('failover'));
  }

  /** An entry has been stored. */
  stored(key: number): void {
    this.note(ENTRY, key);
  }

  /** A write has been acknowledged that is in no store. */
  acknowledge(): void {
    this.note(PROMISE, 0);
    this.site.book.effects.promise();
  }

  crashed(): void {
    const { now } = this.site.sim;
    this.forget(now);
    this.isCrashed = true;
    this.crashedAt = now;
  }

  /** It may work again: empty, unless it is the replica that does. */
  restored(): void {
    if (!this.isCrashed) return;
    this.isCrashed = false;
    this.contents.clear();
  }

  takeOver(): void {
    const { site, contents, recent } = this;
    this.isCrashed = false;
    let lost = 0;
    let age = 0;
    while (recent.size > 0) {
      if (recent.kind === ENTRY) contents.remove(recent.key);
      else if (lost++ === 0) age = this.crashedAt - recent.storedAt;
      recent.drop();
    }
    site.book.failovers++;
    site.book.effects.lose(lost, age);
    site.takeOver();
  }

  private note(kind: number, key: number): void {
    const { now } = this.site.sim;
    this.forget(now);
    this.recent.push(kind, key, now);
  }

  private forget(now: number): void {
    const { recent, lag } = this;
    while (recent.size > 0 && recent.storedAt <= now - lag) recent.drop();
  }
}
