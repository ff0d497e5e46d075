import { type Distribution, type DistributionSpec, sampler } from '../distribution.ts';
import { grown, type RandomStream, Rank } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import { type Site, WORK_DONE } from '../site.ts';
import { type BackupSpec, Backups } from './backups.ts';
import { Failover, type FailoverSpec, type Promoted, votesOf } from './failover.ts';
import { type HotRow, type HotRowSpec, RowLock } from './hot-row.ts';
import { OpposedLocks } from './opposed-locks.ts';
import type { Queueing } from './queueing.ts';
import type { ReplicaLog } from './replica-log.ts';
import { RowVersions } from './row-versions.ts';
import type { Dropping } from './waiting-room.ts';
import { Workplace } from './workplace.ts';

/** What a database at one instance does statements with. */
export interface EngineOptions extends Queueing {
  readonly cores: number;
  readonly queue: number;
  readonly commit: DistributionSpec;
  readonly failover?: FailoverSpec | undefined;
  readonly backup?: BackupSpec | undefined;
  readonly hotRow?: HotRowSpec | undefined;
}

/** What an instance is among the copies. */
export interface ReplicaOf {
  /** What the primary sends to replicas that lag; undefined where there are none. */
  readonly log?: ReplicaLog | undefined;
  /** Which replica it is; -1 for the primary. */
  readonly replica: number;
  /** Whether a promotion loses what the replicas of the log do not have yet. */
  readonly losesTail: boolean;
  /** Members that elect the primary by majority; absent where nobody votes. */
  readonly members?: number;
}

/** Who is told how a statement has ended. */
export interface Issuer extends Dropping {
  /** It is done, and a write as durable as was asked for. */
  committed(visit: number): void;
}

/** Timers, after WORK_DONE. */
const COMMITTED = 1;
const REPLICATED = 2;

/**
 * Statements at one instance of a database: a row's lock where it is contended, a core, the work, for a write the commit
 * and the replicas that it waits for. The instance is a primary, or one of the replicas of the log.
 */
export class DatabaseEngine implements Dropping, Promoted {
  private readonly site: Site;
  private readonly issuer: Issuer;
  private readonly workplace: Workplace;
  private readonly commitTime: Distribution;
  private readonly draws: RandomStream;
  /** What the primary sends to replicas that lag; undefined where there are none. */
  private readonly log: ReplicaLog | undefined;
  /** Which replica of the log it is; -1 for the primary. */
  private readonly replica: number;
  private readonly hotRow: HotRow | undefined = undefined;
  /** What can be restored where no copy takes the primary's place. */
  private readonly backups: Backups | undefined = undefined;
  /** Whether a promotion loses what the replicas of the log do not have yet. */
  private readonly losesTail: boolean;
  /** By visit: the log's entry of a write, or what a read must have seen not to be stale. */
  private entryOf = new Float64Array(0);
  /** Writes that no copy had when the primary crashed, and how long before the oldest of them had been acknowledged [s]. */
  private atRisk = 0;
  private ageAtRisk = 0;

  constructor(site: Site, issuer: Issuer, options: EngineOptions, of: ReplicaOf) {
    this.site = site;
    this.issuer = issuer;
    this.log = of.log;
    this.replica = of.replica;
    this.losesTail = of.losesTail;
    const { cores, queue, failover, hotRow, backup } = options;
    this.workplace = new Workplace(site, this, { servers: cores, queue }, 0, true, options);
    if (failover !== undefined && of.replica < 0) {
      const waitsForCopy = !of.losesTail || of.log?.isWaitedFor === true;
      const votes = of.members === undefined ? undefined : votesOf(site, of.members);
      site.failover = new Failover(site.sim, failover, this, site.stream('failover'), waitsForCopy, votes);
    }
    if (backup !== undefined && failover === undefined && of.replica < 0) {
      this.backups = new Backups(backup, site.stream('backups'));
      const restore = { detection: backup.detection, promotion: backup.restore, success: 1 };
      site.failover = new Failover(site.sim, restore, this, site.stream('failover'));
    }
    if (hotRow !== undefined && of.replica < 0) this.hotRow = this.rowFor(hotRow);
    this.commitTime = sampler(options.commit);
    this.draws = site.stream('commit');
  }

  /** Begins a statement; false where there is neither core nor waiting place. */
  begin(visit: number): boolean {
    if (this.log !== undefined) this.expect(visit, this.log);
    this.workplace.came(visit);
    if (this.hotRow?.locks(visit) === true) {
      this.hotRow.request(visit);
      return true;
    }
    return this.workplace.request(visit);
  }

  /** It has the lock that it needs. */
  locked(visit: number): void {
    if (!this.workplace.request(visit)) this.dropped(visit, Outcome.rejected);
  }

  wake(timer: number, visit: number): void {
    if (timer === WORK_DONE) {
      this.workplace.done(visit);
      if (this.site.sim.visits.op[visit] === Op.read) this.durable(visit);
      else this.commit(visit);
    } else if (timer === COMMITTED) {
      this.durable(visit);
    } else if (timer === REPLICATED) {
      this.log?.finish(this.site.sim.visits.key[visit], this.entryOf[visit], this.site.sim.now);
      this.end(visit);
    } else if (this.hotRow?.wake(timer, visit) !== true) {
      this.workplace.wake(timer, visit);
    }
  }

  /** A write waits for the log to reach the disk, and while it holds a contended row for the rest of its transaction. */
  commit(visit: number): void {
    const { site } = this;
    const wait = this.commitTime.sample(this.draws) + (this.hotRow?.heldBeside(visit) ?? 0);
    if (wait > 0) site.sim.wakeAfter(site.id, COMMITTED, visit, wait, Rank.completion);
    else this.durable(visit);
  }

  takeOver(): void {
    const { site } = this;
    site.book.failovers++;
    site.book.effects.lose(this.atRisk, this.ageAtRisk);
    if (this.losesTail) this.log?.forgetLost(site.sim.now);
    this.backups?.restored();
    site.takeOver();
    this.log?.measure();
  }

  get promotionTime(): number | undefined {
    return this.backups?.time;
  }

  fallBehind(by: number): void {
    this.log?.fallBehind(by);
  }

  dropped(visit: number, outcome: number): void {
    this.hotRow?.release(visit);
    this.issuer.dropped(visit, outcome);
  }

  isWaiting(visit: number): boolean {
    return this.hotRow?.isWaiting(visit) === true || this.workplace.isWaiting(visit);
  }

  withdraw(visit: number): void {
    if (this.hotRow?.withdraw(visit) !== true) this.workplace.withdraw(visit);
  }

  rescaled(slowness: number): void {
    this.workplace.rescaled(slowness);
  }

  crashed(): void {
    this.workplace.clear();
    this.hotRow?.clear();
    const { now } = this.site.sim;
    if (this.backups !== undefined) {
      this.backups.crashed(now);
      this.atRisk = this.backups.lost;
      this.ageAtRisk = this.backups.age;
    }
    if (!this.losesTail || this.log === undefined) return;
    this.atRisk = this.log.missing(now);
    this.ageAtRisk = this.log.ageOfMissing(now);
  }

  private rowFor(spec: HotRowSpec): HotRow {
    if (spec.isolation !== 'locked') return new RowVersions(this.site, spec);
    return spec.lockOrder === 'any' ? new OpposedLocks(this.site, this, spec) : new RowLock(this.site, this, spec);
  }

  /** What this read must have seen. */
  private expect(visit: number, log: ReplicaLog): void {
    const { visits } = this.site.sim;
    if (this.entryOf.length < visits.capacity) this.entryOf = grown(this.entryOf, visits.capacity);
    this.entryOf[visit] = log.expected(visits.key[visit]);
  }

  private durable(visit: number): void {
    if (this.hotRow?.commits?.(visit) === false) {
      this.dropped(visit, Outcome.conflict);
      return;
    }
    if (this.log !== undefined && this.waitsForReplicas(visit, this.log)) return;
    this.end(visit);
  }

  private end(visit: number): void {
    const { site } = this;
    this.hotRow?.release(visit);
    if (site.failover !== undefined && site.sim.visits.op[visit] !== Op.read) {
      site.book.effects.promise();
      this.backups?.acknowledged(site.sim.now);
    }
    this.issuer.committed(visit);
  }

  /** Judges a read that is done, or sends a write to the replicas: true where it still waits for them. */
  private waitsForReplicas(visit: number, log: ReplicaLog): boolean {
    const { site, entryOf, replica } = this;
    const { now, visits } = site.sim;
    if (visits.op[visit] === Op.read) {
      const isStale = replica >= 0 && log.applied(replica, now) < entryOf[visit];
      site.book.effects.judge(isStale ? 1 : 0, 0);
      return false;
    }
    const until = log.commit(now);
    entryOf[visit] = log.newest;
    if (until > now) site.sim.wakeAt(site.id, REPLICATED, visit, until, Rank.completion);
    else log.finish(visits.key[visit], log.newest, now);
    return until > now;
  }
}
