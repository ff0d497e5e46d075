import type { AutoscaleSpec } from './autoscale.ts';

/** Of the default policies of Kubernetes for scaling up: four pods or 100 %, whichever is more, within 15 s. */
const MOST_ADDED = 4;
const POLICY_PERIOD = 15;
/** Exact arithmetic matters: 0.7 + 0.1 over 0.8 is one, not 1.0000000000000002. */
const SLACK = 1e-9;

interface Noted {
  readonly at: number;
  readonly replicas: number;
}

/**
 * How many replicas there should be, by the algorithm of the Kubernetes HorizontalPodAutoscaler: desired = ⌈current ×
 * measured / target⌉ outside the tolerance; replicas that are not ready count as idle when it would go up and not at all
 * when it would go down; down only to the highest recommendation of the stabilization window; up no faster than the
 * policy allows. [Kubernetes documentation, horizontal pod autoscaling: algorithm details and configurable behavior]
 */
export class ScalingRule {
  private readonly spec: AutoscaleSpec;
  private recommendations: Noted[] = [];
  private additions: Noted[] = [];

  constructor(spec: AutoscaleSpec) {
    this.spec = spec;
  }

  /** `load` is the sum of the utilizations of the ready replicas since it was last asked. */
  desired(now: number, ready: number, unready: number, load: number): number {
    const { spec } = this;
    const current = ready + unready;
    const recommended = clamp(this.recommended(ready, unready, load), spec.min, spec.max);
    this.recommendations = [
      ...this.recommendations.filter(({ at }) => at > now - spec.stabilization),
      { at: now, replicas: recommended },
    ];
    const highest = Math.max(...this.recommendations.map(({ replicas }) => replicas));
    const stable = clamp(current, recommended, highest);
    if (stable <= current) return stable;
    this.additions = this.additions.filter(({ at }) => at > now - POLICY_PERIOD + SLACK);
    const before = current - this.additions.reduce((sum, { replicas }) => sum + replicas, 0);
    const added = Math.max(0, Math.min(stable, before + (spec.addsAtMost ?? Math.max(MOST_ADDED, before))) - current);
    this.additions.push({ at: now, replicas: added });
    return current + added;
  }

  private recommended(ready: number, unready: number, load: number): number {
    const { target, tolerance } = this.spec;
    const current = ready + unready;
    if (ready === 0) return current;
    const isClose = (ratio: number) => Math.abs(ratio - 1) <= tolerance + SLACK;
    const ratio = load / (ready * target);
    if (unready > 0 && ratio > 1) {
      const asIdle = load / (current * target);
      return asIdle < 1 || isClose(asIdle) ? current : Math.ceil(asIdle * current - SLACK);
    }
    return isClose(ratio) ? current : Math.ceil(ratio * ready - SLACK);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
