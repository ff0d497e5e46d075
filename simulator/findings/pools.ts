import { doubled } from '../change.ts';
import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { SATURATED } from '../saturation.ts';
import { ends, HIGH, percent, type Symptom, time } from './symptom.ts';

function observe(_model: Model, result: RunResult): ResultFinding[] {
  return Object.entries(result.connections).flatMap(([connection, { from, to, pool }]): ResultFinding[] => {
    if (pool === undefined || pool.utilization < HIGH) return [];
    return [
      {
        code: 'pool-exhausted',
        severity: pool.utilization >= SATURATED ? 'critical' : 'warning',
        connection,
        says: `${from} → ${to}: ${pool.size === 1 ? 'the only connection of each caller is' : `the ${pool.size} connections of each caller are`} ${percent(pool.utilization)} taken, and 1 % of the calls wait longer than ${time(pool.wait.p99)} for one.`,
        evidence: { utilization: pool.utilization, waitP99: pool.wait.p99, size: pool.size },
      },
    ];
  });
}

/** A pool of connections that is as good as empty. */
export const pools: Symptom = {
  codes: ['pool-exhausted'],
  observe,
  remedies: ({ connection, evidence }, model) => {
    const { to } = ends(connection);
    const of = model.components.find(({ spec }) => spec.id === to);
    if (of === undefined) return [];
    return [doubled(of, { name: 'pool', servers: Number(evidence['size']) })];
  },
};
