import type { JudgedResult } from '../../simulator/index.ts';
import { isBottleneck } from '../run/index.ts';
import { count, share, time } from './format.ts';

export interface BottleneckText {
  readonly component: string;
  /** Whether it holds the design back, or is merely the busiest. */
  readonly limits: boolean;
  /** Title of the resource. */
  readonly resource: string;
  readonly utilization: number;
  /** What the utilization means. */
  readonly says: string;
  readonly evidence: readonly string[];
}

type Found = NonNullable<JudgedResult['bottleneck']>;

function meaning({ utilization, saturated }: Found, { findings }: JudgedResult): string {
  if (saturated !== undefined && utilization < 0.95)
    return `It was saturated from ${time(saturated.from)} to ${time(saturated.to)}: it could not do more, and whatever was asked beyond that waited or failed.`;
  if (utilization >= 0.99)
    return 'It is saturated: it cannot do more, and whatever is asked beyond that waits or fails.';
  if (utilization >= 0.9)
    return 'It is nearly saturated: waiting dominates, and a little more load makes it much longer.';
  if (utilization >= 0.7) return 'It is the busiest resource: waiting begins to be felt here first.';
  // Failures and full pools have causes that no utilization shows.
  if (findings.some(({ severity }) => severity === 'critical'))
    return 'It is the busiest resource, with room left: what goes wrong here is not for want of it. See the findings.';
  return 'It is the busiest resource, with room left. Nothing here is near its limit.';
}

/** The most utilized resource in words, with the numbers that show it; undefined where nothing is limited. */
export function bottleneckOf(result: JudgedResult): BottleneckText | undefined {
  const { bottleneck } = result;
  const of = bottleneck === undefined ? undefined : result.components[bottleneck.component];
  const resource = bottleneck === undefined ? undefined : of?.resources[bottleneck.resource];
  if (bottleneck === undefined || of === undefined || resource === undefined) return undefined;
  const { servers, busy, queue, wait, wasted } = resource;
  const evidence = [
    ...(servers === null ? [] : [`${count(busy)} of ${count(servers)} busy on average`]),
    `${share(wait.probability)} of requests waited for it; p99 of the wait ${time(wait.p99)}`,
    `${count(queue.mean)} in its queue on average, ${count(queue.max)} at most`,
    ...(wasted > 0.005 ? [`${share(wasted)} of its time went into work whose caller had given up`] : []),
  ];
  return {
    component: bottleneck.component,
    limits: isBottleneck(result, bottleneck.component),
    resource: resource.title,
    utilization: bottleneck.utilization,
    says: meaning(bottleneck, result),
    evidence,
  };
}
