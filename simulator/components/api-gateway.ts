import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, workField } from '../field.ts';
import { concurrencyFields, DEFAULT_CORES } from '../parts/concurrency.ts';
import { Pipeline } from '../parts/pipeline.ts';
import { RateLimited, rateLimitField } from '../parts/rate-limited.ts';
import { GATEWAY_REQUEST, VCPU_MONTH } from '../prices.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';

/**
 * The single entry: routes, authenticates, and limits the rate by a token bucket. It does not hold anything while it
 * waits for the services behind it.
 *
 * Leaves out: quotas per tenant, request validation, aggregation. [components 1.8]
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Instances, each with a bucket of its own.',
    default: 1,
    source: 'One gateway.',
    max: 1000,
  }),
  cores: concurrencyFields.cores,
  queue: concurrencyFields.queue,
  work: workField({
    title: 'Work',
    help: 'Time on a core for one request: routing, authentication.',
    default: '0.5 ms',
    source: 'Self-run gateways take 0.2–1 ms of CPU (components, 1.8).',
  }),
  rateLimit: rateLimitField({
    rate: { default: '10k/s', source: 'AWS API Gateway account quota: 10,000 requests per second (facts, 5.13).' },
    burst: { default: 5000, source: 'AWS API Gateway burst quota: 5,000 (facts, 5.13).' },
  }),
  hosting: choice({
    title: 'Hosting',
    help: 'How it is paid.',
    options: [
      { value: 'self-run', title: 'Self-run', description: 'On machines of your own, by the hour.' },
      { value: 'managed', title: 'Managed', description: '$1.00 per million requests.' },
    ],
    default: 'self-run',
    source: 'facts, 9.1 and 9.8.',
  }),
});
type Config = z.output<typeof config>;

const coresOf = (config: Config): number => config.cores ?? DEFAULT_CORES;

export const apiGateway = defineComponent({
  type: 'api-gateway',
  title: 'API gateway',
  category: 'edge',
  role: 'router',
  summary: 'Single entry to the services behind it, with a rate limit.',
  help: 'Requests beyond the rate limit are refused at once and cost almost nothing: that keeps what is behind it alive. It is a choke point for every route, and everybody shares its limit.',
  misconception:
    'A rate limit does not make a system faster: it chooses who is refused, so that the others are served.',
  leavesOut: 'Quotas per tenant, validation, aggregation of answers.',
  icon: 'door-open',
  config,
  calls: ['router', 'compute', 'external'],
  wiring:
    'A gateway routes to services, balancers and external APIs. Databases, caches and queues are reached by the services that use them.',
  instances: (config) => config.replicas,
  replicaField: 'replicas',
  resources: (config) => [
    { name: 'cores', title: 'Cores', servers: coresOf(config), queue: config.queue, holdsCalls: false },
  ],
  work: (config) => config.work,
  cost: (config, usage) =>
    config.hosting === 'managed'
      ? [{ driver: 'requests', title: 'Requests', monthly: usage.requestRate * SECONDS_PER_MONTH * GATEWAY_REQUEST }]
      : [
          {
            driver: 'hours',
            title: `${config.replicas} × ${coresOf(config)} vCPU`,
            monthly: config.replicas * coresOf(config) * VCPU_MONTH,
          },
        ],
  station: (config, site) => {
    const pipeline = new Pipeline(site, { cores: { servers: coresOf(config), queue: config.queue } });
    return config.rateLimit === undefined ? pipeline : new RateLimited(site, config.rateLimit, pipeline);
  },
  starter: { replicas: 2, work: '0.5 ms' },
});
