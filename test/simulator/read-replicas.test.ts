import { describe, expect, it } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
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
