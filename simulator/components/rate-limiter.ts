import { z } from 'zod';
import { type CallerSide, defineComponent } from '../component.ts';
import { choice, count, optionsOf, quantity, queueField, workField } from '../field.ts';
import { avalanche } from '../kernel/index.ts';
import type { Chooser } from '../link.ts';
import { Outcome } from '../outcome.ts';
import { type Clerk, Desk } from '../parts/desk.ts';
import { NearSideLayer } from '../parts/near-side.ts';
import { type RateLimiter, rateLimiter } from '../parts/rate-limiter.ts';
import { TokenBucket } from '../parts/token-bucket.ts';
import { TokenLease } from '../parts/token-lease.ts';
import { rateLimitAlgorithms } from '../policies/rate-limit.ts';
import type { Site } from '../site.ts';

/**
 * One limit for all instances of a caller, kept in a store that they ask before they go on: by item (a customer, an
 * account) or for everything. Each key is counted on one shard. Callers may take tokens in batches, and decide what to do
 * when nobody can be asked.
 *
 * Leaves out: copies of the counters, what is lost of them when a shard fails over, memory. [Redis benchmarks; Google SRE
 * book, chapter 21]
 */
const config = z.strictObject({
  scope: choice({
    title: 'Limit for',
    help: 'Who shares one limit.',
    options: [
      {
        value: 'item',
        title: 'Each item',
        description: 'Requests about the same item: a customer, an account, a key.',
      },
      { value: 'one', title: 'Everything', description: 'All requests together, from all instances that ask.' },
    ],
    default: 'item',
    source: 'Assumption: limits are per customer, so that one does not use up what belongs to the others.',
  }),
  rate: quantity('rate', {
    title: 'Rate',
    help: 'Requests per second that may pass in the long run.',
    default: '100/s',
    source: 'Stripe rate limits: 100 requests per second in live mode.',
    usual: '1–10,000/s',
    above: 0,
    max: 1e8,
  }),
  burst: quantity('count', {
    title: 'Burst',
    help: 'Requests admitted at once after a quiet spell: the size of the bucket, full at the start, or what a window of burst / rate seconds admits.',
    default: 100,
    source: 'Assumption: one second of the rate.',
    min: 1,
    max: 1e9,
  }),
  algorithm: choice({
    title: 'Algorithm',
    help: 'How it is decided who exceeds the rate.',
    options: optionsOf(rateLimitAlgorithms),
    default: 'token-bucket',
    source: 'Amazon API Gateway, Stripe and Envoy limit by token buckets.',
  }),
  work: workField({
    title: 'Decision time',
    help: 'Time of one decision on the thread of a shard; the way there and back comes on the connection.',
    default: '0.014 ms',
    source: 'Redis benchmark without pipelining: some 70,000 operations per second on one thread.',
    usual: '0.01–0.05 ms',
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Decisions that may wait per shard; the next is rejected.',
    default: 10_000,
    source: 'Redis: maxclients = 10,000, each with one question at a time.',
  }),
  shards: count({
    title: 'Shards',
    help: 'Nodes over which the keys are spread. One key is on one of them, however many there are.',
    default: 1,
    source: 'Assumption: one node decides for all.',
    max: 1000,
  }),
  lease: count({
    title: 'Tokens at a time',
    help: 'A caller instance takes so many at once and decides by itself until they are used up: so many times fewer questions, and as many tokens that one instance may hold while another is refused.',
    default: 1,
    source: 'Assumption: every request is asked for, until that costs too much.',
    usual: '1–100',
    max: 100_000,
    appliesWhen: { field: 'algorithm', is: ['token-bucket'] },
  }),
  whenDown: choice({
    title: 'When it is down',
    help: 'What a caller does that cannot ask: because the limiter is down, refuses for lack of room, or does not answer within the timeout of the connection.',
    options: [
      { value: 'open', title: 'Fail open', description: 'The request goes on as if it had been admitted.' },
      { value: 'closed', title: 'Fail closed', description: 'The request fails: nobody gets in who was not counted.' },
    ],
    default: 'open',
    source: 'Stripe, "Scaling your API with rate limiters", 2017: limiters that fail open keep the API up.',
  }),
});
type Config = z.output<typeof config>;

/** Bytes of a node: cache.r7g.large; and a copy of it that takes over. */
const NODE_BYTES = 13 * 1_073_741_824;
const COPIES = 2;

export const rateLimiterComponent = defineComponent({
  type: 'rate-limiter',
  title: 'Rate limiter',
  category: 'coordination',
  role: 'support',
  summary: 'Counts for all who ask it: whoever exceeds the limit is refused.',
  alsoKnownAs: ['quota', 'throttling', 'Envoy rate limit service', 'token bucket'],
  help: 'Gateways and services ask it before anything else, and a request that it refuses fails as rate limited. All instances share its limit, unlike one that each keeps for itself. A hot customer keeps one shard busy. When it cannot be asked requests go on uncounted, or all fail with it.',
  misconception:
    'A rate limit does not protect from overload: ten million polite customers are within it, and need load shedding. And a limit of 100 in a fixed window lets 200 through around its end.',
  leavesOut:
    'Copies of the counters and what a failover loses of them, memory, and answers that tell when to come again.',
  icon: 'traffic-cone',
  config,
  calls: [],
  wiring: 'A rate limiter answers; it calls nothing. Draw the arrow from the gateway or service that asks it.',
  readsKeys: ({ scope, shards }) => scope === 'item' || shards > 1,
  instances: ({ shards }) => shards,
  replicaField: 'shards',
  chooser: (config) => shardChooser(config),
  check: ({ scope, shards }) =>
    scope === 'one' && shards > 1
      ? [
          {
            severity: 'warning',
            path: ['shards'],
            what: `One limit for everything is kept on one shard, and there are ${shards}.`,
            why: 'What must be counted together cannot be spread.',
            todo: 'Use one shard, limit by item, or take more tokens at a time.',
          },
        ]
      : [],
  caveat: () => 'nobody is taken to be refused, and nobody to use up what it has leased',
  resources: ({ queue }) => [{ name: 'thread', title: 'Thread', servers: 1, queue, holdsCalls: false }],
  measures: [{ name: 'uncounted', title: 'requests let through uncounted', kind: 'total' }],
  work: ({ work }) => work,
  atCaller: (config) => (leaseOf(config) > 1 || config.whenDown === 'open' ? leaseAtCaller(config) : undefined),
  cost: ({ shards }, _usage, prices) => [
    {
      driver: 'hours',
      title: `Shards: ${shards}, each with a copy`,
      monthly: prices('cache-memory', shards * COPIES * NODE_BYTES),
    },
  ],
  station: (config, site) => new Desk(site, { servers: 1, queue: config.queue }, new Counters(config, site)),
  starter: { rate: '100/s', burst: 100 },
});

/** In place of a key where all requests share one limit. */
const EVERYTHING = 0;

/** Tokens can be taken in advance from a bucket only. */
function leaseOf({ algorithm, lease }: Config): number {
  return algorithm === 'token-bucket' ? lease : 1;
}

function leaseAtCaller(config: Config): CallerSide {
  const { whenDown, scope } = config;
  const lease = leaseOf(config);
  return {
    goOut: () => 1 / lease,
    time: 0,
    isNeeded: whenDown === 'closed',
    layer: ({ link, origin }, below) => {
      const [uncounted] = link.targets[0].book.own;
      const side = new TokenLease({
        lease,
        isOpen: whenDown === 'open',
        letThrough: () => uncounted.tick(),
        keyOf: scope === 'one' ? () => EVERYTHING : (key) => key,
      });
      return new NearSideLayer(link, below, origin, side);
    },
  };
}

/** The shard that a key is on. */
function shardChooser({ scope, shards }: Config): Chooser | undefined {
  if (shards === 1) return undefined;
  if (scope === 'one') return { choose: () => 0 };
  return { choose: (_link, _kind, key) => (avalanche((key | 0) ^ 0x51ed270b) >>> 0) % shards };
}

/** The counters of one shard. */
class Counters implements Clerk {
  private readonly site: Site;
  private readonly config: Config;
  /** By key; made when it is first seen. */
  private readonly limiters = new Map<number, RateLimiter>();

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
  }

  worked(visit: number): void {
    const { sim } = this.site;
    const { scope } = this.config;
    const lease = leaseOf(this.config);
    const limiter = this.limiterOf(scope === 'one' ? EVERYTHING : sim.visits.key[visit]);
    if (limiter.reserve(sim.now) !== 0) {
      this.site.fail(visit, Outcome.rateLimited);
    } else {
      const isWhole = lease === 1 || (limiter instanceof TokenBucket && limiter.takeMany(sim.now, lease - 1));
      this.site.answer(visit, isWhole ? Outcome.ok : Outcome.miss, 0);
    }
  }

  crashed(): void {
    this.limiters.clear();
  }

  private limiterOf(key: number): RateLimiter {
    let limiter = this.limiters.get(key);
    if (limiter === undefined) {
      limiter = rateLimiter({ ...this.config, excess: 'reject' });
      this.limiters.set(key, limiter);
    }
    return limiter;
  }
}
