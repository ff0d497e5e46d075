import { choice, count, group, optionalQuantity, type Pairs, pairsField, quantity } from '../field.ts';

const KUBERNETES = 'Kubernetes, horizontal pod autoscaling';

/** Rules that keep a measure at a target. */
const TRACKING = { field: 'by', is: ['utilization', 'backlog'] };

/**
 * Replicas that come and go: with the load by the rule of the Kubernetes HorizontalPodAutoscaler or by the steps of AWS
 * Application Auto Scaling, and at set times.
 */
export const autoscaleField = group(
  {
    title: 'Autoscaling',
    help: 'Replicas come and go with the load. It reacts to what was, and new replicas take time to start: it follows a daily curve and misses a spike, all of which fails until the next look and a start are over. What is known beforehand is a matter of the schedule, what is not of room to spare. "Replicas" is how many there are at first.',
    advanced: true,
  },
  {
    by: choice({
      title: 'Scales by',
      help: 'What it looks at, and what it makes of it.',
      options: [
        {
          value: 'utilization',
          title: 'Utilization',
          description: 'As many replicas as keep their mean utilization at a target (target tracking).',
        },
        {
          value: 'steps',
          title: 'Steps',
          description: 'So many more or fewer at each threshold of the utilization (step scaling).',
        },
        {
          value: 'backlog',
          title: 'Backlog',
          description:
            'As many replicas as keep the messages for each at a target. Busy workers look alike with ten messages before them and with a million.',
        },
      ],
      default: 'utilization',
      source: `${KUBERNETES}: CPU utilization is the metric of its first version, and the usual one.`,
    }),
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
      appliesWhen: { field: 'by', is: ['utilization'] },
    }),
    backlog: quantity('count', {
      title: 'Backlog per replica',
      help: 'Messages that wait in the queues before it, and requests that are in it, for each replica. The wait that may be, over the time that one takes, times what a replica works on at once.',
      default: 5,
      source: 'KEDA, scaler for AWS SQS: queueLength = 5, messages in flight included.',
      usual: '1–1,000',
      above: 0,
      max: 1e9,
      appliesWhen: { field: 'by', is: ['backlog'] },
    }),
    steps: pairsField('fraction', {
      title: 'Steps',
      help: 'Thresholds of the mean utilization, each with a change. Of those that add, the highest that is reached counts; of those that take away, the lowest that the utilization is at or under.',
      default: [
        ['30 %', -1],
        ['70 %', 1],
        ['90 %', 4],
      ],
      source: 'Assumption: a step for a load that grows, and a larger one for a load that has jumped.',
      min: -1000,
      max: 1000,
      appliesWhen: { field: 'by', is: ['steps'] },
    }),
    cooldown: quantity('time', {
      title: 'Cooldown',
      help: 'For so long after it has added, what it added is part of the next step: only a larger step adds the rest. For so long after it has taken away it takes nothing more.',
      default: '300 s',
      source: 'AWS Application Auto Scaling, step scaling policies: a cooldown of 300 s for ECS services.',
      min: 0,
      max: 86_400,
      appliesWhen: { field: 'by', is: ['steps'] },
    }),
    tolerance: quantity('fraction', {
      title: 'Tolerance',
      help: 'Nothing happens while the ratio of measured to target is this close to 1.',
      default: '10 %',
      source: `${KUBERNETES}: horizontal-pod-autoscaler-tolerance = 0.1.`,
      min: 0,
      max: 1,
      appliesWhen: TRACKING,
    }),
    interval: quantity('time', {
      title: 'Interval',
      help: 'How often it looks; the utilization is the mean since it last did, a backlog that of the moment.',
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
      appliesWhen: TRACKING,
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
      appliesWhen: TRACKING,
    }),
    schedule: group(
      {
        title: 'Schedule',
        help: 'Other minima at set times: what is known to come is there when it comes. Between them the load decides, and it goes below none of them.',
      },
      {
        min: pairsField('time', {
          title: 'At least',
          help: 'Moments of the run, each with the replicas that stay from then on. Before the first it is the minimum above.',
          default: [['60 s', 4]],
          source: 'Assumption: an opening a minute after the start; take your own.',
          min: 1,
          max: 1000,
        }),
        ahead: quantity('time', {
          title: 'Ahead',
          help: 'So long before each moment it begins to add: with the time of a start the replicas are there in time.',
          default: '0 s',
          source:
            'A scheduled action begins at its moment; AWS predictive scaling begins 300 s before (SchedulingBufferTime).',
          usual: '0–10 min',
          min: 0,
          max: 86_400,
        }),
      },
    ),
  },
);

export interface AutoscaleSpec {
  readonly by: 'utilization' | 'steps' | 'backlog';
  readonly min: number;
  readonly max: number;
  readonly target: number;
  readonly backlog: number;
  readonly steps: Pairs;
  readonly cooldown: number;
  readonly tolerance: number;
  readonly interval: number;
  readonly stabilization: number;
  readonly startUp: number;
  readonly addsAtMost?: number | undefined;
  readonly schedule?: { readonly min: Pairs; readonly ahead: number } | undefined;
}

/** How many replicas there should be. */
export interface DesiredReplicas {
  /**
   * At a look: of those that are there some are ready. `measured` is the sum of the utilizations of the ready ones since it
   * was last asked, or the backlog of all; `min` is the minimum of this moment.
   */
  desired(now: number, ready: number, unready: number, measured: number, min: number): number;
}

/** Exact arithmetic matters: 0.7 + 0.1 over 0.8 is one, not 1.0000000000000002. */
export const SCALING_SLACK = 1e-9;

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
