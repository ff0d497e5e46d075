import { doubled, doubledReplicas } from '../change.ts';
import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { HIGH, percent, type Symptom } from './symptom.ts';

/** A shard is hot when it is so many times as busy as the mean of all. */
const TIMES = 2;

function observe(model: Model, result: RunResult): ResultFinding[] {
  return model.components.flatMap(({ spec, resources, shards }): ResultFinding[] => {
    if (shards === undefined) return [];
    const of = resources.map(({ name, shard }) => ({ name, shard, ...result.components[spec.id].resources[name] }));
    const [busiest] = [...of].sort((a, b) => b.utilization - a.utilization);
    const mean = of.reduce((sum, { utilization }) => sum + utilization, 0) / of.length;
    if (busiest.shard === undefined || busiest.utilization < HIGH || busiest.utilization < TIMES * mean) return [];
    return [
      {
        code: 'hot-shard',
        severity: 'warning',
        component: spec.id,
        says: `${spec.id}: shard ${busiest.shard + 1} is busy ${percent(busiest.utilization)} of the time, and all ${new Set(shards).size} of them are on average ${percent(mean)}. Its items are asked for more than others; more shards would not part a single one.`,
        evidence: { resource: busiest.name, utilization: busiest.utilization, mean },
      },
    ];
  });
}

/** One shard that has too much to do while the others have little. */
export const hotShard: Symptom = {
  codes: ['hot-shard'],
  observe,
  remedies: ({ component, evidence }, model) => {
    const of = model.components.find(({ spec }) => spec.id === component);
    const resource = of?.resources.find(({ name }) => name === evidence['resource']);
    if (of === undefined || resource === undefined) return [];
    const more = doubledReplicas(of);
    return more === undefined ? [doubled(of, resource)] : [doubled(of, resource), more];
  },
};
