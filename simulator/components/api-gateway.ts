import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, workField } from '../field.ts';
import { concurrencyFields, DEFAULT_CORES, heldResources, heldStages } from '../parts/concurrency.ts';
import { Pipeline } from '../parts/pipeline.ts';
import { queueingFields } from '../parts/queueing.ts';
import { RateLimited } from '../parts/rate-limited.ts';
import { type RateLimitSpec, rateLimitField } from '../policies/rate-limit.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';

/**
 * The single entry: routes, authenticates, and limits the rate by a token bucket. It does not hold anything while it
 * waits for the services behind it.
 *
 * Leaves out: quotas per tenant, request validation, aggregation.
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Instances, each with a bucket of its own.',
    default: 1,
    source: 'Assumption: one gateway, the least there can be.',
    max: 1000,
  }),
  cores: count({
    title: 'Cores',
    help: 'Requests that work at the same time per instance; one that waits for a service behind the gateway occupies none.',
    default: DEFAULT_CORES,
    source: 'Assumption: a small general-purpose machine, AWS m7g.large with 2 vCPU.',
    max: 4096,
  }),
  queue: concurrencyFields.queue,
  concurrencyLimit: concurrencyFields.concurrencyLimit,
  ...queueingFields,
  work: workField({
    title: 'Work',
    help: 'Time on a core for one request: routing, authentication.',
    default: '0.5 ms',
    source: 'Istio 1.6 load test: Envoy takes 0.5 vCPU for 1,000 requests per second.',
  }),
  rateLimit: rateLimitField('What exceeds it is refused with 429, or delayed.', {
    rate: { default: '10k/s', source: 'Amazon API Gateway quotas: 10,000 requests per second and account.' },
    burst: { default: 5000, source: 'Amazon API Gateway quotas: a bucket of 5,000 requests.' },
  }),
  hosting: choice({
    title: 'Hosting',
    help: 'How it is paid.',
    options: [
      { value: 'self-run', title: 'Self-run', description: 'On machines of your own, by the hour.' },
      {
        value: 'managed',
        title: 'Managed',
        description:
          'By the request; without a rate limit of its own it has the quota of an account, 10,000 a second and a bucket of 5,000.',
      },
    ],
    default: 'self-run',
    source: 'Assumption: on machines of your own, so that its size is a decision of the design.',
  }),
});

type Config = z.output<typeof config>;

export const apiGateway = defineComponent({
  type: 'api-gateway',
  title: 'API gateway',
  category: 'edge',
  role: 'router',
  alsoKnownAs: ['Kong', 'Amazon API Gateway', 'Apigee', 'Spring Cloud Gateway'],
  summary: 'Single entry to the services behind it, with a rate limit.',
  help: 'Requests beyond the rate limit are refused at once and cost almost nothing: that keeps what is behind it alive. It is a choke point for every route, and everybody shares its limit.',
  misconception:
    'A rate limit does not make a system faster: it chooses who is refused, so that the others are served.',
  leavesOut: 'Quotas per tenant, validation, aggregation of answers.',
  icon: 'door-open',
  config,
  calls: ['router', 'compute', 'external', 'support', 'queue'],
  wiring:
    'A gateway routes to services, balancers and external APIs, and may put what is written into a queue or a log by itself. Databases and caches are reached by the services that use them.',
  instances: (config) => config.replicas,
  replicaField: 'replicas',
  resources: (config) => heldResources({ ...config, model: 'event-loop' }),
  work: (config) => config.work,
  cost: (config, usage, prices) =>
    config.hosting === 'managed'
      ? [
          {
            driver: 'requests',
            title: 'Requests',
            monthly: prices('gateway-request', usage.requestRate * SECONDS_PER_MONTH),
          },
        ]
      : [
          {
            driver: 'hours',
            title: `${config.replicas} × ${config.cores} vCPU`,
            monthly: prices('compute-vcpu', config.replicas * config.cores),
          },
        ],
  rateLimit: limitOf,
  station: (config, site) => {
    const pipeline = new Pipeline(site, heldStages({ ...config, model: 'event-loop' }), config);
    const limit = limitOf(config);
    return limit === undefined ? pipeline : new RateLimited(site, limit, pipeline);
  },
  starter: { replicas: 2, work: '0.5 ms' },
});

/** Its own, or where it is managed the quota. */
function limitOf(config: Config): RateLimitSpec | undefined {
  return config.rateLimit ?? (config.hosting === 'managed' ? quotaOf(config) : undefined);
}

/** Amazon API Gateway quotas: what an account may send through in a region, shared by what there is of the gateway. */
function quotaOf({ replicas }: { replicas: number }): RateLimitSpec {
  return {
    rate: 10_000 / replicas,
    burst: Math.max(1, 5000 / replicas),
    algorithm: 'token-bucket',
    excess: 'reject',
  };
}
