import { count, group, optionalQuantity, quantity } from '../field.ts';

const KUBERNETES = 'Kubernetes, horizontal pod autoscaling';

/** Replicas that come and go with the load, by the rule of the Kubernetes HorizontalPodAutoscaler. */
export const autoscaleField = group(
  {
    title: 'Autoscaling',
    help: 'Replicas come and go so that their mean utilization stays at a target. It reacts to what was, and new replicas take time to start: it follows a daily curve and misses a spike. "Replicas" is how many there are at first.',
    advanced: true,
  },
  {
    min: count({
      title: 'At least',
      help: 'Replicas that always stay.',
      default: 1,
      source: `${KUBERNETES}: minReplicas = 1.`,
      max: 1000,
    }),
    max: count({
      title: 'At most',
      help: 'No more replicas than this, whatever the load: what protects the bill and the database behind.',
      default: 10,
      source: `${KUBERNETES}, walkthrough: --max=10.`,
      max: 1000,
    }),
    target: quantity('fraction', {
      title: 'Target utilization',
      help: 'Mean share of the cores that are busy (of the threads where cores are not limited). Room above it is for what comes while new replicas start.',
      default: '80 %',
      source: `${KUBERNETES}: the default without any metric is 80 % of the requested CPU.`,
      above: 0,
      max: 1,
    }),
    tolerance: quantity('fraction', {
      title: 'Tolerance',
      help: 'Nothing happens while the ratio of measured to target is this close to 1.',
      default: '10 %',
      source: `${KUBERNETES}: horizontal-pod-autoscaler-tolerance = 0.1.`,
      min: 0,
      max: 1,
    }),
    interval: quantity('time', {
      title: 'Interval',
      help: 'How often it looks; the utilization is the mean since it last did.',
      default: '15 s',
      source: `${KUBERNETES}: horizontal-pod-autoscaler-sync-period = 15 s.`,
      above: 0,
      max: 3600,
    }),
    stabilization: quantity('time', {
      title: 'Scale-down stabilization',
      help: 'It goes down only to the highest that was thought right within this time, so that it does not flutter.',
      default: '300 s',
      source: `${KUBERNETES}: scaleDown.stabilizationWindowSeconds = 300.`,
      min: 0,
      max: 3600,
    }),
    startUp: quantity('time', {
      title: 'Start-up',
      help: 'Until a new replica takes requests: a place found, an image pulled, the program started, the probe passed. Minutes where a machine has to be had first.',
      default: '30 s',
      source:
        'Assumption: a pod on a node that has room: scheduling, image and readiness; 3 to 5 min where the cluster must add a node.',
      min: 0,
      max: 3600,
    }),
    addsAtMost: optionalQuantity('count', {
      title: 'Adds at most',
      help: `New replicas within 15 s. As Kubernetes if empty: four, or as many as there are if that is more.`,
      min: 1,
      max: 1000,
      integer: true,
    }),
  },
);

export interface AutoscaleSpec {
  readonly min: number;
  readonly max: number;
  readonly target: number;
  readonly tolerance: number;
  readonly interval: number;
  readonly stabilization: number;
  readonly startUp: number;
  readonly addsAtMost?: number | undefined;
}
