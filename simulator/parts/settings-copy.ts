import { Outcome } from '../outcome.ts';
import { ASK, type NearSide } from './near-side.ts';
import { SLACK } from './slack.ts';

/** How a caller keeps what it has fetched. Times in seconds. */
export interface CopyRules {
  readonly ttl: number;
  /** Whether an old copy is used while no new one can be had. */
  readonly staleIfDown: boolean;
  /** Whether a copy is there again after a restart of the caller. */
  readonly survivesRestart: boolean;
  /** A new version each time `every` has passed; the one before is good for `overlap` longer. */
  readonly rotation?: { readonly every: number; readonly overlap: number } | undefined;
}

/** Who counts what happens to copies. */
export interface CopyWatcher {
  /** An old copy has been used because no new one could be had. */
  stale(): void;
  /** A copy has been used of a version that is not accepted any more. */
  outdated(): void;
}

/** The settings or secrets that a caller instance keeps, until it asks for them anew. */
export class SettingsCopy implements NearSide {
  private readonly rules: CopyRules;
  private readonly watcher: CopyWatcher;
  /** When it was fetched [s]; NaN while there is none. */
  private fetchedAt = Number.NaN;
  private version = 0;

  /** Not where each request is to have settings of its own. */
  readonly sharesFetch: boolean;

  constructor(rules: CopyRules, watcher: CopyWatcher) {
    this.rules = rules;
    this.sharesFetch = rules.ttl > 0;
    this.watcher = watcher;
  }

  decide(now: number): number {
    const isFresh = now < this.fetchedAt + this.rules.ttl * (1 - SLACK);
    return isFresh ? this.use(now) : ASK;
  }

  fetched(now: number, _key: number, outcome: number): number {
    if (outcome !== Outcome.ok) return outcome;
    const { rotation } = this.rules;
    this.fetchedAt = now;
    this.version = rotation === undefined ? 0 : Math.floor(now / rotation.every + SLACK);
    return outcome;
  }

  failed(now: number, _key: number, outcome: number): number {
    if (Number.isNaN(this.fetchedAt) || !this.rules.staleIfDown) return outcome;
    this.watcher.stale();
    return this.use(now);
  }

  crashed(): void {
    if (!this.rules.survivesRestart) this.fetchedAt = Number.NaN;
  }

  private use(now: number): number {
    const { rotation } = this.rules;
    if (rotation === undefined) return Outcome.ok;
    const goodUntil = (this.version + 1) * rotation.every + rotation.overlap;
    if (now < goodUntil * (1 - SLACK)) return Outcome.ok;
    this.watcher.outdated();
    return Outcome.error;
  }
}
