import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { count, group, quantity, workField } from '../field.ts';
import { OutlierDetection } from '../parts/outlier-detection.ts';
import { Pipeline } from '../parts/pipeline.ts';

/**
 * The proxies of a service mesh on a connection: the caller's on its way out and the callee's on its way in, as one. Each
 * call takes their processor time and waits for one of their workers, and the caller's proxy chooses among the instances
 * of the callee and leaves out those that fail. Retries, timeouts and breakers of the mesh are those of the connection
 * behind it; those of the application stand on the connection before it.
 *
 * Leaves out: the control plane (without it proxies go on with what they know), encryption beyond its processor time.
 * [Istio, performance and scalability; Envoy, outlier detection]
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Pairs of proxies: one for each instance of the caller. Calls take turns among them.',
    default: 1,
    source: 'Assumption: one instance that calls, the least there can be.',
    max: 1000,
  }),
  workers: count({
    title: 'Workers',
    help: 'Calls that one pair of proxies works on at the same time; a call that waits for its callee occupies none.',
    default: 2,
    source: 'Istio: a proxy’s concurrency follows from its processor limit, 2 CPU by default.',
    max: 256,
    usual: '1–4',
  }),
  work: workField({
    title: 'Proxy time',
    help: 'Processor time of both proxies for one call, there and back, which is also the latency that they add.',
    default: { lognormal: { p50: '1 ms', p99: '3 ms' } },
    source:
      'Istio 1.6 load test: two proxies add about 1 ms in the median and 3 ms at the 99th percentile, and take 0.5 vCPU each for 1,000 requests per second.',
    usual: '0.5–5 ms',
  }),
  outlierDetection: group(
    {
      title: 'Outlier ejection',
      help: 'Instances of the callee that fail several times in a row get no calls for a while.',
    },
    {
      consecutiveErrors: count({
        title: 'Failures in a row',
        help: 'So many until an instance is left out: errors, refusals and timeouts; refusals for a rate limit are none.',
        default: 5,
        source: 'Envoy: consecutive_5xx = 5.',
        max: 10_000,
      }),
      baseEjectionTime: quantity('time', {
        title: 'Left out for',
        help: 'For the first time; the second time it is twice as long, and so on, five minutes at most.',
        default: '30 s',
        source: 'Envoy: base_ejection_time = 30 s, max_ejection_time = 300 s.',
        above: 0,
        max: 300,
      }),
      maxEjection: quantity('fraction', {
        title: 'Left out at most',
        help: 'Share of the instances that may be left out at the same time; one may in any case.',
        default: '10 %',
        source: 'Envoy: max_ejection_percent = 10.',
        min: 0,
        max: 1,
      }),
    },
  ),
  reserved: quantity('count', {
    title: 'Reserved vCPU',
    help: 'Of the host, by each pair of proxies, for the bill: take them off the host’s cores. What they use beyond is billed as used.',
    default: 0.2,
    source: 'Istio: a proxy requests 100m CPU by default.',
    min: 0,
    max: 256,
    advanced: true,
  }),
});

export const sidecar = defineComponent({
  type: 'sidecar',
  title: 'Sidecar',
  category: 'edge',
  role: 'router',
  summary:
    'Proxies of a service mesh between two services: a little time on every call, retries, ejection of bad instances.',
  help: 'Every call pays for two proxies, and a request that passes three services pays three times. When their workers are busy calls wait in the proxy, before they have reached anybody. An instance that fails several times in a row is left out for a while, so that one bad instance costs a few requests and not its share of all.',
  misconception:
    'A mesh is not free, and does not make retries safe: its retries multiply with those of the application, 3 × 3 attempts at a callee that is down, and a write that was done is done again.',
  leavesOut:
    'The control plane; and the host’s own cores, which the proxies really share: give the host so many cores less.',
  icon: 'waypoints',
  config,
  calls: ['router', 'compute', 'external'],
  wiring: 'A sidecar stands between services: it passes calls on to services, gateways, balancers and external APIs.',
  instances: ({ replicas }) => replicas,
  replicaField: 'replicas',
  watchesHealth: ({ outlierDetection }) => outlierDetection !== undefined,
  resources: ({ workers }) => [
    { name: 'workers', title: 'Workers', servers: workers, queue: Number.POSITIVE_INFINITY, holdsCalls: false },
  ],
  work: (config) => config.work,
  measures: [{ name: 'ejections', title: 'instances left out', kind: 'total' }],
  cost: ({ replicas, reserved }, { requestRate }, prices) => [
    {
      driver: 'hours',
      title: 'Processor time of the proxies',
      monthly: prices('compute-vcpu', Math.max(replicas * reserved, requestRate * VCPU_SECONDS)),
    },
  ],
  station: ({ workers, outlierDetection }, site) => {
    if (outlierDetection !== undefined)
      for (const link of site.links)
        new OutlierDetection(link, outlierDetection, site.stream('choices'), site.book.own[0]);
    return new Pipeline(site, { cores: { servers: workers, queue: Number.POSITIVE_INFINITY } });
  },
  starter: { replicas: 2, outlierDetection: {} },
});

/** Istio 1.6 load test: processor time of two proxies for one call [vCPU s]. */
const VCPU_SECONDS = 0.001;
