import type { CostLine } from '../component.ts';
import { choice, count, flag, quantity, queueField, timeDistribution, workField } from '../field.ts';
import type { Prices } from '../prices.ts';
import { queueingFields } from './queueing.ts';

/** The fields of whatever is a relational database: statements, commits, machines. */
export const databaseFields = {
  cores: count({
    title: 'Cores',
    help: 'Statements that run at the same time, on each machine.',
    default: 4,
    source: 'Assumption: a middle size, AWS RDS db.r6g.xlarge with 4 vCPU.',
    usual: '2–64',
    max: 256,
  }),
  pool: count({
    title: 'Pool per caller',
    help: 'Connections that each instance of a caller may have open. More calls wait, and their callers with them.',
    default: 10,
    source: 'HikariCP: maximumPoolSize = 10.',
    max: 10_000,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Statements that may wait for a core; the next is rejected. Pools usually bound it before.',
    default: 'unbounded',
    source: 'Assumption: statements on open connections wait, and the pools bound their number.',
  }),
  ...queueingFields,
  work: workField({
    title: 'Statement time',
    help: 'Time on a core for one statement.',
    default: { read: { lognormal: { mean: '0.33 ms', cv: 1 } }, write: { lognormal: { mean: '1.25 ms', cv: 1 } } },
    source:
      'Assumption: 3,000 point reads or 800 small write transactions per second and core, less than a bare pgbench reaches; measure your own.',
  }),
  commit: timeDistribution({
    title: 'Commit',
    help: 'Time a write waits for the log to reach the disk and the standby; it occupies no core.',
    default: '0.8 ms',
    source: 'Assumption: 0.3 ms for the fsync (napkin-math, 2026) and 0.5 ms to a synchronous standby.',
  }),
  multiZone: flag({
    title: 'Standby in a second zone',
    help: 'A copy that has every write and takes the primary’s place when it crashes or its zone is lost. It doubles the price of the primary, and serves nothing while that is up.',
    default: false,
    source: 'Assumption: none unless asked for; AWS RDS bills Multi-AZ at twice the price of one zone.',
  }),
  storage: quantity('bytes', {
    title: 'Storage',
    help: 'Bytes kept, for the bill.',
    default: '100 GB',
    source: 'Assumption: the rows of a small product; take your own.',
    min: 0,
    advanced: true,
  }),
  family: choice({
    title: 'Machine',
    help: 'Kind of machine, for the bill.',
    options: [
      { value: 'r6g', title: 'Memory-optimized', description: 'r6g: $0.1125 per vCPU and hour.' },
      { value: 'm6g', title: 'General', description: 'm6g: $0.0795 per vCPU and hour.' },
    ],
    default: 'r6g',
    source: 'Assumption: a database wants memory for its pages; r6g has 8 GiB per vCPU, m6g 4 GiB (AWS).',
    advanced: true,
  }),
};

/** What the bill is made from. */
interface Machines {
  readonly cores: number;
  readonly family: 'r6g' | 'm6g';
  readonly multiZone: boolean;
  readonly storage: number;
}

/**
 * The bill of so many primaries, whose standbys double them, with so many read replicas each. `storage` is what one
 * primary keeps.
 */
export function databaseCost(
  { cores, family, multiZone, storage }: Machines,
  prices: Prices,
  of: { title: string; primaries: number; replicas: number },
): CostLine[] {
  const zones = multiZone ? 2 : 1;
  const machine = prices(`database-vcpu-${family}`, cores);
  return [
    {
      driver: 'hours',
      title: `${of.title}, ${cores} vCPU${multiZone ? ', two zones' : ''}`,
      monthly: machine * zones * of.primaries,
    },
    { driver: 'hours', title: `Read replicas: ${of.replicas}`, monthly: machine * of.replicas * of.primaries },
    {
      driver: 'storage',
      title: 'Storage',
      monthly: prices('database-storage', storage * (zones + of.replicas) * of.primaries),
    },
  ];
}
