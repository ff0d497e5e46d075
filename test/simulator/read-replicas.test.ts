import { describe, expect, it } from 'vitest';
import { sampler } from '../../simulator/distribution.ts';
import { estimate, simulate } from '../../simulator/index.ts';
import { streamFor } from '../../simulator/kernel/index.ts';
import { ReplicaLog } from '../../simulator/parts/replica-log.ts';
import { modelOf } from '../support/topology.ts';

/** 1,800 reads and 200 writes a second on databases of one core: 0.5 ms a read, 1 ms a write. */
const model = (readReplicas: number) =>
  modelOf({
    components: [
      { id: 'users', type: 'client' },
      { id: 'api', type: 'service', threads: 1000, queue: 'unbounded', work: 0 },
      {
        id: 'db',
        type: 'sql-database',
        cores: 1,
        readReplicas,
        pool: 1000,
        commit: 0,
        work: { read: '0.5 ms', write: '1 ms' },
      },
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'db' },
    ],
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { poisson: { rate: '2000/s' } },
          requests: { get: { share: 0.9 }, put: { kind: 'write', share: 0.1 } },
        },
      ],
    },
    run: { duration: '60 s' },
  });

describe('a database with a read replica', () => {
  it('has a utilization for each role: an idle primary does not hide a full replica', () => {
    const { components, bottleneck } = simulate(model(1));
    const { resources } = components['db'];
    // Offered: 1,800/s × 0.5 ms to the replica, 200/s × 1 ms to the primary; four standard errors of the Poisson counts.
    expect(Math.abs(resources['replica-cores'].utilization - 0.9)).toBeLessThan((4 * 0.9) / Math.sqrt(97_200));
    expect(Math.abs(resources['primary-cores'].utilization - 0.2)).toBeLessThan((4 * 0.2) / Math.sqrt(10_800));
    expect(components['db'].limiting).toBe('replica-cores');
    expect(bottleneck).toMatchObject({ component: 'db', resource: 'replica-cores' });
  });

  it('is estimated by role too', () => {
    const { components, capacity } = estimate(model(1));
    expect(components['db'].resources['replica-cores'].utilization).toBeCloseTo(0.9, 12);
    expect(components['db'].resources['primary-cores'].utilization).toBeCloseTo(0.2, 12);
    expect(components['db'].utilization).toBeCloseTo(0.9, 12);
    expect(capacity).toBeCloseTo(2000 / 0.9, 6);
  });

  it('without replicas has one set of cores', () => {
    expect(Object.keys(estimate(model(0)).components['db'].resources)).toEqual(['cores']);
    expect(estimate(model(0)).components['db'].utilization).toBeCloseTo(1.1, 12);
  });
});

/** 1,000 writes a second, each of an item of its own that the same request reads `pause` later. */
function writeThenRead(database: object, pause: string, seconds = 10) {
  const relay = (id: string) => ({
    id,
    type: 'service',
    model: 'event-loop',
    cores: 4096,
    queue: 'unbounded',
    work: 0,
  });
  return modelOf({
    components: [
      { id: 'users', type: 'client' },
      relay('app'),
      relay('writer'),
      relay('reader'),
      { id: 'pause', type: 'external-api', work: pause, errorRate: 0 },
      { id: 'db', type: 'sql-database', cores: 256, pool: 10_000, work: 0, commit: 0, ...database },
    ],
    connections: [
      { from: 'users', to: 'app' },
      { from: 'app', to: 'writer', order: 1 },
      { from: 'app', to: 'pause', order: 2 },
      { from: 'app', to: 'reader', order: 3 },
      { from: 'writer', to: 'db', as: 'write' },
      { from: 'reader', to: 'db', as: 'read' },
    ],
    workload: {
      streams: [{ client: 'users', arrivals: { poisson: { rate: 1000 } }, requests: { put: { kind: 'write' } } }],
    },
    run: { duration: seconds, warmup: 0 },
  });
}

const lag = { exponential: { mean: '1 ms' } };

describe('replicas that lag behind', () => {
  /** Share of stale reads, and the mean response less the pause, in units of the mean lag. */
  const measured = (database: object, pause: string) => {
    const { components, requests } = simulate(writeThenRead(database, pause));
    const { staleReads = Number.NaN } = components['db'];
    const { mean, count } = requests['*'].latency;
    return { staleReads, wait: mean / 0.001 - Number.parseFloat(pause), count };
  };

  it('apply the log in order: a read misses its write while the lag of any write up to it lasts', () => {
    // Entry k is applied when the longest of (its age + its lag) over all entries before has passed. Of a Poisson stream
    // of rate λ with lags of mean 1/μ, P(not yet applied at age a) = 1 − (1 − e^(−μa)) · exp(−(λ/μ) e^(−μa)):
    // those before it came at ages beyond a, and number λ ∫ e^(−μt) dt of them is still under way.
    for (const pause of ['1 ms', '3 ms']) {
      const late = Math.exp(-Number.parseFloat(pause));
      const truth = 1 - (1 - late) * Math.exp(-late);
      const { staleReads, count } = measured({ readReplicas: 1, replicationLag: lag }, pause);
      // Neighbors wait for the same slow entry: about so many reads share their fate as come in a lag.
      expect(Math.abs(staleReads - truth) / Math.sqrt((3 * truth * (1 - truth)) / count)).toBeLessThan(4);
    }
  });

  it('are waited for: by no write, by each for the first, by each for all', () => {
    const wait = (replication: string) => measured({ readReplicas: 2, replicationLag: '1 ms', replication }, '1 ms');
    expect(wait('async').wait).toBeCloseTo(0, 9);
    expect(wait('semi-sync').wait).toBeCloseTo(1, 9);
    const spread = (replication: string) => measured({ readReplicas: 3, replicationLag: lag, replication }, '0 ms');
    const [first, all] = [spread('semi-sync'), spread('sync')];
    // In order, so never sooner than the first, or the last, of three alone: 1/3 and 1 + 1/2 + 1/3 of the mean lag.
    expect(first.wait).toBeGreaterThan(1 / 3);
    expect(all.wait).toBeGreaterThan(11 / 6);
    expect(all.staleReads).toBe(0);
    // The other two replicas may not have it yet.
    expect(first.staleReads).toBeGreaterThan(0.2);
    expect(first.staleReads).toBeLessThan(0.69);
  });

  it('are not asked for what has just been written, where reads after writes go to the primary', () => {
    const database = { readReplicas: 2, replicationLag: '20 ms' };
    expect(measured(database, '10 ms').staleReads).toBe(1);
    expect(measured(database, '30 ms').staleReads).toBe(0);
    expect(measured({ ...database, readYourWrites: '25 ms' }, '10 ms').staleReads).toBe(0);
    const { components } = simulate(writeThenRead({ ...database, readYourWrites: '25 ms' }, '10 ms'));
    expect(components['db'].resources['replica-cores'].wait.mean).toBe(0);
    expect(measured({ ...database, readYourWrites: '5 ms' }, '10 ms').staleReads).toBe(1);
  });

  it('leave no trace where there is no lag: the same digest as before, and nothing said of stale reads', () => {
    const plain = simulate(writeThenRead({ readReplicas: 2 }, '1 ms', 2));
    const pinned = simulate(writeThenRead({ readReplicas: 2, replication: 'sync' }, '1 ms', 2));
    expect(pinned.run.digest).toBe(plain.run.digest);
    expect(plain.components['db'].staleReads).toBeUndefined();
    expect(plain.outcomes).toBeUndefined();
  });

  it('are in the estimate of a write as far as it waits for them', () => {
    const mean = (replication: string) =>
      estimate(writeThenRead({ readReplicas: 3, replicationLag: lag, replication, commit: '2 ms' }, '0 ms')).requests[
        '*'
      ].mean ?? 0;
    expect(mean('async')).toBeCloseTo(0.002, 9);
    expect(Math.abs((mean('semi-sync') - 0.002) / 0.001 - 1 / 3)).toBeLessThan(0.02);
    expect(Math.abs((mean('sync') - 0.002) / 0.001 - 11 / 6)).toBeLessThan(0.05);
  });
});

describe('the log of a primary', () => {
  it('keeps an item only until all replicas have it', () => {
    const log = new ReplicaLog(2, sampler({ kind: 'constant', value: 1 }), streamFor(1, 0, 'a', 'b'), {
      replication: 'async',
      pin: 0,
    });
    for (let i = 0; i < 1000; i++) {
      expect(log.commit(i * 0.1)).toBe(i * 0.1);
      log.finish(i, log.newest, i * 0.1);
      expect(log.expected(i)).toBe(i + 1);
    }
    // Ten of the last second, and what the last write found.
    expect(log.size).toBeLessThan(13);
    expect(log.applied(0, 50.05)).toBeLessThanOrEqual(1000);
    expect(log.applied(1, 200)).toBe(1000);
  });
});
