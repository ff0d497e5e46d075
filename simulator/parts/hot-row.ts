import type { ResourceSpec } from '../component.ts';
import { type DistributionSpec, sampler } from '../distribution.ts';
import { choice, group, quantity } from '../field.ts';
import { Op, Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import { EquallyPatient } from './impatience.ts';
import { ServiceCenter } from './service-center.ts';
import { EndLine } from './waiting-line.ts';

/** Writes that meet at one row: a counter, a stock level, the balance of a large account. */
export const hotRowField = group(
  {
    title: 'Hot row',
    help: 'A share of the writes are transactions that read one and the same row and change it: a counter, a stock level. Locked, they are done one after the other, however many cores there are; not locked, some of them are done in vain, or undo each other.',
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
    isolation: choice({
      title: 'Isolation',
      help: 'What keeps two transactions that read the row at the same time from overwriting each other.',
      options: [
        {
          value: 'locked',
          title: 'Locked first',
          description: 'The row is locked before it is read (SELECT … FOR UPDATE): they wait for each other.',
        },
        {
          value: 'read-committed',
          title: 'Read committed',
          description:
            'Nothing: each writes what it has made of what it read. An update that another has not seen is lost.',
        },
        {
          value: 'serializable',
          title: 'Repeatable read or serializable',
          description:
            'The first to commit wins. Who has read before that is rolled back as a conflict, its work done in vain; a retry begins anew.',
        },
      ],
      default: 'locked',
      source:
        'Assumption: somebody has thought of it. PostgreSQL, SQL Server and Oracle are read committed unless asked otherwise, MySQL repeatable read without a check at the commit.',
    }),
    lockOrder: choice({
      title: 'Locks taken',
      help: 'In which order transactions lock what they change.',
      options: [
        { value: 'same', title: 'In the same order', description: 'One row, or several that all take in one order.' },
        {
          value: 'any',
          title: 'In any order',
          description:
            'Two rows, the second locked halfway through the time held; half of the transactions take them the other way round. Where two meet, each waits for the other: a deadlock.',
        },
      ],
      default: 'same',
      source:
        'Assumption: the rows are sorted before they are locked; PostgreSQL documentation, 13.3.4: the best defense.',
      appliesWhen: { field: 'isolation', is: ['locked'] },
    }),
    deadlockTimeout: quantity('time', {
      title: 'Deadlock timeout',
      help: 'Who has waited so long for its second lock looks whether it is in a deadlock, and if so is rolled back as a conflict. Until then both rows are locked to everybody.',
      default: '1 s',
      source: 'PostgreSQL: deadlock_timeout = 1 s; MySQL looks at once.',
      usual: '0–1 s',
      min: 0,
      max: 3600,
      appliesWhen: { field: 'lockOrder', is: ['any'] },
    }),
    lockTimeout: quantity('time', {
      title: 'Lock timeout',
      help: 'Who has waited so long for the lock fails, and its work with it.',
      default: '50 s',
      source: 'MySQL: innodb_lock_wait_timeout = 50 s; PostgreSQL waits without end unless lock_timeout is set.',
      above: 0,
      max: 86_400,
      appliesWhen: { field: 'isolation', is: ['locked'] },
    }),
  },
);

export interface HotRowSpec {
  readonly share: number;
  readonly hold: number;
  readonly isolation: 'locked' | 'read-committed' | 'serializable';
  readonly lockOrder: 'same' | 'any';
  readonly deadlockTimeout: number;
  readonly lockTimeout: number;
}

/** What keeps, or does not keep, transactions on a contended row from each other. */
export interface HotRow {
  /** A write begins; whether it needs a lock before its work. */
  locks(visit: number): boolean;
  /** It asks for its lock: its user hears `locked`, now or later. */
  request(visit: number): void;
  /** How long this visit takes beside its work and commit [s]. */
  heldBeside(visit: number): number;
  /** It is about to commit; false where it is rolled back instead. Absent where it never is. */
  commits?(visit: number): boolean;
  release(visit: number): void;
  isWaiting(visit: number): boolean;
  /** True where the visit has not come to its work yet, and no longer waits. */
  withdraw(visit: number): boolean;
  /** True where the timer was one of its own. */
  wake(timer: number, visit: number): boolean;
  clear(): void;
}

/** The lock as a resource: the row takes one write per time that it is held. */
export function rowLock(spec: HotRowSpec | undefined, commit: DistributionSpec): ResourceSpec[] {
  if (spec === undefined || spec.isolation !== 'locked') return [];
  const beside = spec.hold + sampler(commit).mean;
  return [
    {
      name: 'hot-row',
      title: 'Hot row',
      servers: 1,
      queue: Number.POSITIVE_INFINITY,
      holdsCalls: false,
      held: (op) => ({ share: op === 'read' ? 0 : spec.share, beside }),
      // What a counter that is sharded has: each of the two rows sees half of the writes.
      relief: { field: 'hotRow', value: { ...spec, share: spec.share / 2 }, says: 'its hot row split in two' },
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
export const CONTENDED = 1 << 10;
/** And it holds its lock. */
const HOLDS = 1 << 11;

/** The lock of one row, which writes hold from before their work until they have committed. */
export class RowLock implements HotRow {
  private readonly site: Site;
  private readonly user: LockUser;
  private readonly spec: HotRowSpec;
  private readonly line: ServiceCenter;
  private readonly draws;

  constructor(site: Site, user: LockUser, spec: HotRowSpec) {
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
