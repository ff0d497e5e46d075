import type { RunResult } from './result.ts';

/** From this utilization on a resource is as good as always busy. */
export const SATURATED = 0.95;

/** A spell of saturation this short is a burst and says nothing: share of the run. */
const SHORTEST_SPELL = 0.02;

type Measured = Pick<RunResult, 'run' | 'components' | 'timeline'>;

/** Saturated all the time, or for more than a moment. */
export function isSaturated(result: Measured, component: string, name: string): boolean {
  const resource = result.components[component].resources[name];
  if (resource.servers === null) return false;
  const { from, to } = longestSpell(result, component, name);
  const { duration, warmup } = result.run;
  return resource.utilization >= SATURATED || to - from >= SHORTEST_SPELL * (duration - warmup);
}

/** The longest time for which a resource was saturated without a break, after the warm-up [s]. */
export function longestSpell(result: Measured, component: string, resource: string): { from: number; to: number } {
  const { timeline, run } = result;
  const { step } = timeline;
  const busy = timeline.components[component].resources[resource];
  let best = { from: 0, to: 0 };
  let from = -1;
  for (let window = 0; window <= busy.length; window++) {
    const isSaturated = window < busy.length && window * step >= run.warmup && busy[window] >= SATURATED;
    if (isSaturated && from < 0) from = window;
    if (isSaturated || from < 0) continue;
    if ((window - from) * step > best.to - best.from) best = { from: from * step, to: window * step };
    from = -1;
  }
  return best;
}
