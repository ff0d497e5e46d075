import { type AutoscaleSpec, clamp, type DesiredReplicas, SCALING_SLACK } from './autoscale.ts';

/** Of the default policies of Kubernetes for scaling up: four pods or 100 %, whichever is more, within 15 s. */
const MOST_ADDED = 4;
const POLICY_PERIOD = 15;

interface Noted {
  readonly at: number;
  readonly replicas: number;
}

/**
 * How many replicas there should be, by the algorithm of the Kubernetes HorizontalPodAutoscaler: desired = ⌈current ×
 * measured / target⌉ outside the tolerance; replicas that are not ready count as idle when it would go up and not at all
 * when it would go down; down only to the highest recommendation of the stabilization window; up no faster than the
 * policy allows, but at once to a minimum. A backlog is an external metric with a target of its average: desired =
 * ⌈backlog / target⌉. [Kubernetes documentation, horizontal pod autoscaling: algorithm details and configurable behavior]
 */
export class ScalingRule implements DesiredReplicas {
  private readonly spec: AutoscaleSpec;
  /** Of the stabilization window those that none after them reaches, so that the first is the highest. */
  private readonly recommendations: Noted[] = [];
  private additions: Noted[] = [];

  constructor(spec: AutoscaleSpec) {
    this.spec = spec;
  }

  desired(now: number, ready: number, unready: number, measured: number, min: number): number {
    const { spec } = this;
    const current = ready + unready;
    const wanted = spec.by === 'backlog' ? this.byBacklog(current, measured) : this.byLoad(ready, unready, measured);
    const recommended = clamp(wanted, min, spec.max);
    const stable = clamp(current, recommended, this.highest(now, recommended));
    if (stable <= current) return stable;
    if (current < min) return min;
    this.additions = this.additions.filter(({ at }) => at > now - POLICY_PERIOD + SCALING_SLACK);
    const before = current - this.additions.reduce((sum, { replicas }) => sum + replicas, 0);
    const added = Math.max(0, Math.min(stable, before + (spec.addsAtMost ?? Math.max(MOST_ADDED, before))) - current);
    if (added > 0) this.additions.push({ at: now, replicas: added });
    return current + added;
  }

  /** The highest recommendation of the stabilization window, this one included. */
  private highest(now: number, replicas: number): number {
    const { recommendations, spec } = this;
    while ((recommendations.at(-1)?.replicas ?? Number.POSITIVE_INFINITY) <= replicas) recommendations.pop();
    recommendations.push({ at: now, replicas });
    while (recommendations.length > 1 && recommendations[0].at <= now - spec.stabilization) recommendations.shift();
    return recommendations[0].replicas;
  }

  private isClose(ratio: number): boolean {
    return Math.abs(ratio - 1) <= this.spec.tolerance + SCALING_SLACK;
  }

  private byBacklog(current: number, backlog: number): number {
    const wanted = backlog / this.spec.backlog;
    return this.isClose(wanted / current) ? current : Math.ceil(wanted - SCALING_SLACK);
  }

  private byLoad(ready: number, unready: number, load: number): number {
    const { target } = this.spec;
    const current = ready + unready;
    if (ready === 0) return current;
    const ratio = load / (ready * target);
    if (unready > 0 && ratio > 1) {
      const asIdle = load / (current * target);
      return asIdle < 1 || this.isClose(asIdle) ? current : Math.ceil(asIdle * current - SCALING_SLACK);
    }
    return this.isClose(ratio) ? current : Math.ceil(ratio * ready - SCALING_SLACK);
  }
}
