import type { Model } from '../model.ts';
import type { RunResult } from '../result.ts';
import { isSaturated, longestSpell } from '../saturation.ts';

/** A resource is as good as the busiest when it is within this factor of it. */
const AS_BUSY = 0.9;

/**
 * The resource that limits: one that was saturated, if only for a while, else the busiest. Threads that wait for a busy
 * callee are just as busy as it is, so one that works for itself comes before one that is held through calls. Pools are
 * left out for the same reason.
 */
export function bottleneckOf(
  model: Model,
  result: Pick<RunResult, 'run' | 'components' | 'timeline'>,
): RunResult['bottleneck'] {
  const limited = model.components.flatMap(({ spec, resources }) =>
    resources.flatMap(({ name, holdsCalls }) => {
      const { servers, utilization } = result.components[spec.id].resources[name];
      if (servers === null || utilization === 0) return [];
      const { from, to } = longestSpell(result, spec.id, name);
      const saturated = isSaturated(result, spec.id, name) ? { from, to } : undefined;
      return [{ component: spec.id, resource: name, utilization, holdsCalls, saturated, spell: to - from }];
    }),
  );
  const full = limited.filter(({ saturated }) => saturated !== undefined);
  const most = Math.max(...limited.map(({ utilization }) => utilization));
  const candidates = full.length > 0 ? full : limited.filter(({ utilization }) => utilization >= most * AS_BUSY);
  const [found] = candidates.sort(
    (a, b) => Number(a.holdsCalls) - Number(b.holdsCalls) || b.spell - a.spell || b.utilization - a.utilization,
  );
  if (found === undefined) return undefined;
  const { component, resource, utilization, saturated } = found;
  return { component, resource, utilization, ...(saturated === undefined ? {} : { saturated }) };
}
