import type { ComponentResult, JudgedResult } from '../../simulator/index.ts';
import { useRun } from './run-store.ts';

/** What a node shows of the last run: over the whole of it, or at the instant the timeline is scrubbed to. */
export interface ComponentMetrics {
  /** Share busy of the most utilized resource. */
  readonly utilization: number;
  /** Name of that resource, as in its component's definition. */
  readonly limiting?: string;
  /** Failed share of the answers it gave, over the whole run. */
  readonly errorRate: number;
  /** Requests that wait: mean over the run, or at the instant. */
  readonly queue: number;
  /** Requests at the component, in service and waiting. */
  readonly inSystem: number;
  /** Requests and calls per second that came to it, over the whole run. */
  readonly arrivalRate: number;
  /** Share of instances up. */
  readonly up: number;
  readonly hitRatio?: number;
  /** It holds the most utilized resource of the whole design. */
  readonly bottleneck: boolean;
  /** Start of the window shown [s]; absent for the whole run. */
  readonly at?: number;
}

function overall(of: ComponentResult): Omit<ComponentMetrics, 'bottleneck'> {
  return {
    utilization: of.utilization,
    errorRate: of.errorRate,
    queue: of.queue.mean,
    inSystem: of.inSystem.mean,
    arrivalRate: of.arrivalRate,
    up: of.availability,
    ...(of.limiting === undefined ? {} : { limiting: of.limiting }),
    ...(of.hitRatio === undefined ? {} : { hitRatio: of.hitRatio }),
  };
}

/** Busy enough to be called a bottleneck: what idles is none, though nothing is busier. */
const BUSY = 0.7;

/** Whether a component is what holds the design back, and not merely the busiest. */
export function isBottleneck({ bottleneck }: JudgedResult, id: string): boolean {
  if (bottleneck?.component !== id) return false;
  return bottleneck.saturated !== undefined || bottleneck.utilization >= BUSY;
}

/** The metrics of one component in a result, over the whole run or in window `instant` of its timeline. */
export function metricsOf(result: JudgedResult, id: string, instant: number | undefined): ComponentMetrics | undefined {
  const of = result.components[id];
  if (of === undefined) return undefined;
  const whole = { ...overall(of), bottleneck: isBottleneck(result, id) };
  const series = result.timeline.components[id];
  if (instant === undefined || series === undefined) return whole;
  const hitRatio = series.hitRatio?.[instant];
  return {
    ...whole,
    utilization: series.utilization[instant] ?? 0,
    queue: series.queue[instant] ?? 0,
    inSystem: series.inSystem[instant] ?? 0,
    up: series.up[instant] ?? 1,
    ...(hitRatio === undefined || hitRatio === null ? {} : { hitRatio }),
    at: instant * result.timeline.step,
  };
}

let cache:
  | { result: JudgedResult; instant: number | undefined; metrics: Map<string, ComponentMetrics | undefined> }
  | undefined;

/** Nodes select from the store at every progress message: the same question gets the same object. */
function cached(result: JudgedResult, id: string, instant: number | undefined): ComponentMetrics | undefined {
  if (cache === undefined || cache.result !== result || cache.instant !== instant) {
    cache = { result, instant, metrics: new Map() };
  }
  if (!cache.metrics.has(id)) cache.metrics.set(id, metricsOf(result, id, instant));
  return cache.metrics.get(id);
}

/** Metrics of one component from the last result, or undefined before the first run and for components added since. */
export function useComponentMetrics(id: string): ComponentMetrics | undefined {
  return useRun(({ result, instant }) => (result === undefined ? undefined : cached(result, id, instant)));
}
