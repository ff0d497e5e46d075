import { type AutoscaleSpec, clamp, type DesiredReplicas, SCALING_SLACK } from './autoscale.ts';

/**
 * How many replicas there should be by the thresholds of a step scaling policy of AWS Application Auto Scaling. While its
 * cooldown lasts what has been added counts as part of the next step, so that the same alarm adds nothing twice and a
 * larger one only the rest; what is taken away is taken once in a cooldown, and adding ends that. Replicas that start
 * report no utilization. [AWS documentation, Application Auto Scaling: step scaling policies, cooldown period]
 */
export class ScalingSteps implements DesiredReplicas {
  private readonly spec: AutoscaleSpec;
  /** Replicas before those that were added within the cooldown, and until when it lasts [s]. */
  private before = 0;
  private addedUntil = Number.NEGATIVE_INFINITY;
  private removedUntil = Number.NEGATIVE_INFINITY;

  constructor(spec: AutoscaleSpec) {
    this.spec = spec;
  }

  desired(now: number, ready: number, unready: number, load: number, min: number): number {
    const { max, cooldown } = this.spec;
    const current = ready + unready;
    const change = ready === 0 ? 0 : this.changeAt(load / ready);
    if (change > 0) {
      if (now >= this.addedUntil - SCALING_SLACK) this.before = current;
      const wanted = clamp(this.before + change, current, max);
      if (wanted > current) {
        this.addedUntil = now + cooldown;
        this.removedUntil = Number.NEGATIVE_INFINITY;
      }
      return Math.max(min, wanted);
    }
    if (change === 0 || now < this.removedUntil - SCALING_SLACK) return clamp(current, min, max);
    const wanted = clamp(current + change, min, current);
    if (wanted < current) this.removedUntil = now + cooldown;
    return Math.max(min, wanted);
  }

  private changeAt(utilization: number): number {
    const { steps } = this.spec;
    const added = steps.findLast(([at, change]) => change > 0 && utilization >= at - SCALING_SLACK);
    const removed = steps.find(([at, change]) => change < 0 && utilization <= at + SCALING_SLACK);
    return added?.[1] ?? removed?.[1] ?? 0;
  }
}
