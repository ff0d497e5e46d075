import { doubled, doubledReplicas, evenKeys } from '../change.ts';
import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { withoutHotKeys } from './strikes.ts';
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
        says: `${spec.id}: shard ${busiest.shard + 1} is busy ${percent(busiest.utilization)} of the time, and all ${new Set(shards).size} of them are on average ${percent(mean)}.`,
        evidence: { resource: busiest.name, utilization: busiest.utilization, mean },
      },
    ];
  });
}

/**
 * One shard that has too much to do while the others have little. Where it is the popularity of its items, it helps to have them asked for
 * alike, which a better key does, and more shards do not: they would not part a single item.
 */
export const hotShard: Symptom = {
  codes: ['hot-shard'],
  observe,
  remedies: ({ component, evidence }, model) => {
    const of = model.components.find(({ spec }) => spec.id === component);
    const resource = of?.resources.find(({ name }) => name === evidence['resource']);
    if (of === undefined || resource === undefined) return [];
    const [even, more] = [evenKeys(model.topology), doubledReplicas(of)];
    return [
      ...withoutHotKeys(model),
      ...(even === undefined ? [] : [even]),
      doubled(of, resource),
      ...(more === undefined ? [] : [more]),
    ];
  },
};
