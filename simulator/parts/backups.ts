import { group, quantity } from '../field.ts';
import type { RandomStream } from '../kernel/index.ts';

/** A database of which there is no other copy, restored elsewhere from what was put aside. */
export const backupField = group(
  {
    title: 'Backup',
    help: 'Where the primary is lost and no copy takes its place, the last backup is restored, in the next of its zones. What was acknowledged after that backup is lost. A backup is no failover: it takes hours, and where nobody has tried it nobody knows.',
    advanced: true,
  },
  {
    every: quantity('time', {
      title: 'Every',
      help: 'From one backup to the next: at most so much is lost.',
      default: '24 h',
      source: 'AWS RDS User Guide: one snapshot a day; with transaction logs shipped every 5 min it is 5 min.',
      usual: '5 min–24 h',
      above: 0,
      max: 31_536_000,
    }),
    detection: quantity('time', {
      title: 'Decision',
      help: 'From the loss until somebody has decided to restore.',
      default: '15 min',
      source: 'Assumption: an alert, a person who looks, and the hope that it comes back by itself.',
      usual: '5 min–1 h',
      min: 0,
      max: 31_536_000,
    }),
    restore: quantity('time', {
      title: 'Restore',
      help: 'From then until it serves: a machine, the copy of the data, replay of logs, new addresses.',
      default: '1 h',
      source: 'Assumption: a hundred gigabytes at some tens of megabytes per second; measure yours in a drill.',
      usual: '10 min–1 d',
      min: 0,
      max: 31_536_000,
    }),
    restorable: quantity('fraction', {
      title: 'Restorable',
      help: 'Probability that a backup can be restored. Where one cannot, that shows at the end of the restore, and the one before is tried.',
      default: 1,
      source: 'Assumption: restores are practised. Where they are not, take less.',
      usual: '50–100 %',
      min: 0,
      max: 1,
    }),
  },
);

export interface BackupSpec {
  readonly every: number;
  readonly detection: number;
  readonly restore: number;
  readonly restorable: number;
}

/** Backups that are looked through for one that can be restored; the oldest kept is taken whatever it is. */
const MOST_KEPT = 30;

/** What would be lost by restoring a backup: the writes acknowledged since, counted by the backup before them. */
export class Backups {
  private readonly spec: BackupSpec;
  private readonly draws: RandomStream;
  /** By number of a backup: the writes acknowledged since, until the next, and when the first of them was [s]. */
  private readonly since = new Map<number, { writes: number; readonly first: number }>();
  private tries = 1;
  /** Writes that the restore under way will have lost, and how long before the crash the first was acknowledged [s]. */
  lost = 0;
  age = 0;

  constructor(spec: BackupSpec, draws: RandomStream) {
    this.spec = spec;
    this.draws = draws;
  }

  /** A write has been acknowledged. */
  acknowledged(now: number): void {
    const number = Math.floor(now / this.spec.every);
    const known = this.since.get(number);
    if (known !== undefined) known.writes++;
    else this.since.set(number, { writes: 1, first: now });
  }

  /** The primary is gone: which backup it will be. */
  crashed(now: number): void {
    const { every, restorable } = this.spec;
    let number = Math.floor(now / every);
    this.tries = 1;
    while (this.tries < MOST_KEPT && !this.draws.chance(restorable)) {
      number--;
      this.tries++;
    }
    const gone = [...this.since].filter(([backup]) => backup >= number).map(([, of]) => of);
    this.lost = gone.reduce((sum, { writes }) => sum + writes, 0);
    this.age = Math.max(0, ...gone.map(({ first }) => now - first));
  }

  /** Time of the restores until one succeeds [s]. */
  get time(): number {
    return this.tries * this.spec.restore;
  }

  /** It has been restored: what it did not have is in nobody's mind any more. */
  restored(): void {
    this.since.clear();
  }
}
