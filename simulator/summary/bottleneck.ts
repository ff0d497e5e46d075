import type { Model } from '../model.ts';
import type { ComponentResult, RunResult } from '../result.ts';

/** A resource is as good as the busiest when it is within this factor of it. */
const AS_BUSY = 0.9;

/**
 * The resource that limits. Threads that wait for a busy callee are just as busy as it is, so among the busiest one that
 * works for itself comes before one that is held through calls. Pools are left out for the same reason.
 */
export function bottleneckOf(
  model: Model,
  components: Readonly<Record<string, ComponentResult>>,
): RunResult['bottleneck'] {
  const found = model.components.flatMap(({ spec, resources }) =>
    resources.flatMap(({ name, holdsCalls }) => {
      const resource = components[spec.id].resources[name];
      return resource.servers === null
        ? []
        : [{ component: spec.id, resource: name, utilization: resource.utilization, holdsCalls }];
    }),
  );
  const most = Math.max(...found.map(({ utilization }) => utilization));
  const busiest = found
    .filter(({ utilization }) => utilization > 0 && utilization >= most * AS_BUSY)
    .sort((a, b) => Number(a.holdsCalls) - Number(b.holdsCalls) || b.utilization - a.utilization)[0];
  if (busiest === undefined) return undefined;
  const { component, resource, utilization } = busiest;
  return { component, resource, utilization };
}
