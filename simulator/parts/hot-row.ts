import type { ResourceSpec } from '../component.ts';
import { type DistributionSpec, sampler } from '../distribution.ts';
import { group, quantity } from '../field.ts';
import { Op, Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import { EquallyPatient } from './impatience.ts';
import { ServiceCenter } from './service-center.ts';
import { EndLine } from './waiting-line.ts';

/** Writes that meet at one row: a counter, a stock level, the balance of a large account. */
export const hotRowField = group(
  {
    title: 'Hot row',
    help: 'A share of the writes changes one and the same row, a counter or a stock level, and each holds its lock until it has committed: one after the other, however many cores there are.',
    advanced: true,
  },
  {
    share: quantity('fraction', {
      title: 'Share',
      help: 'Of the writes.',
      default: '10 %',
      source: 'Assumption: one product in ten orders, as in a sale.',
      min: 0,
      max: 1,
    }),
    hold: quantity('time', {
      title: 'Held beside',
      help: 'How long the lock is held beside the statement’s own work and commit: other statements of the transaction, and the ways between them. The row takes at most one write per time that it is held.',
      default: '5 ms',
      source: 'Assumption: a transaction of some statements, each a round trip and a fraction of a millisecond.',
      min: 0,
      max: 3600,
    }),
    lockTimeout: quantity('time', {
      title: 'Lock timeout',
      help: 'Who has waited so long for the lock fails, and its work with it.',
      default: '50 s',
      source: 'MySQL: innodb_lock_wait_timeout = 50 s; PostgreSQL waits without end unless lock_timeout is set.',
      above: 0,
      max: 86_400,
    }),
  },
);

export interface RowLockSpec {
  readonly share: number;
  readonly hold: number;
  readonly lockTimeout: number;
}

/** The lock as a resource: the row takes one write per time that it is held. */
export function rowLock(spec: RowLockSpec | undefined, commit: DistributionSpec): ResourceSpec[] {
  if (spec === undefined) return [];
  const beside = spec.hold + sampler(commit).mean;
  return [
    {
      name: 'hot-row',
      title: 'Hot row',
      servers: 1,
      queue: Number.POSITIVE_INFINITY,
      holdsCalls: false,
      held: (op) => ({ share: op === 'read' ? 0 : spec.share, beside }),
    },
  ];
}

/** Who is told that a visit has the lock, or has waited for it in vain. */
export interface LockUser {
  locked(visit: number): void;
  dropped(visit: number, outcome: number): void;
}

/** The timer of those who have waited for the lock for too long; a line before the cores has one of its own. */
const LOCK_TIMEOUT = 12;
/** Bit of a visit's `flags`: its write is about the contended row. */
const CONTENDED = 1 << 10;
/** And it holds its lock. */
const HOLDS = 1 << 11;

/** The lock of one row, which writes hold from before their work until they have committed. */
export class RowLock {
  private readonly site: Site;
  private readonly user: LockUser;
  private readonly spec: RowLockSpec;
  private readonly line: ServiceCenter;
  private readonly draws;

  constructor(site: Site, user: LockUser, spec: RowLockSpec) {
    this.site = site;
    this.user = user;
    this.spec = spec;
    const rules = {
      line: new EndLine(site.sim, 'oldest'),
      places: Number.POSITIVE_INFINITY,
      impatience: new EquallyPatient(site.sim, site.id, spec.lockTimeout, LOCK_TIMEOUT),
    };
    this.line = new ServiceCenter(site.sim, site.resources[1], this, 1, { servers: 1, rules });
    this.draws = site.stream('hot row');
  }

  /** Whether this visit needs the lock. */
  locks(visit: number): boolean {
    const { visits } = this.site.sim;
    if (visits.op[visit] === Op.read || !this.draws.chance(this.spec.share)) return false;
    visits.flags[visit] |= CONTENDED;
    return true;
  }

  request(visit: number): void {
    this.line.request(visit);
  }

  granted(_center: number, visit: number): void {
    this.site.sim.visits.flags[visit] |= HOLDS;
    this.user.locked(visit);
  }

  dropped(visit: number): void {
    this.user.dropped(visit, Outcome.error);
  }

  /** How long this visit holds the lock beside its work and commit [s]. */
  heldBeside(visit: number): number {
    return this.has(visit, CONTENDED) ? this.spec.hold : 0;
  }

  release(visit: number): void {
    if (!this.has(visit, HOLDS)) return;
    this.site.sim.visits.flags[visit] &= ~HOLDS;
    this.line.release(visit);
  }

  isWaiting(visit: number): boolean {
    return this.has(visit, CONTENDED) && !this.has(visit, HOLDS);
  }

  /** True where the visit waited for the lock, and no longer does. */
  withdraw(visit: number): boolean {
    const waits = this.isWaiting(visit);
    if (waits) this.line.withdraw(visit);
    else this.release(visit);
    return waits;
  }

  /** True where the timer was that of somebody who waits for the lock. */
  wake(timer: number, visit: number): boolean {
    if (timer !== LOCK_TIMEOUT) return false;
    this.line.wake(timer, visit);
    return true;
  }

  clear(): void {
    this.line.clear();
  }

  private has(visit: number, bit: number): boolean {
    return (this.site.sim.visits.flags[visit] & bit) !== 0;
  }
}
