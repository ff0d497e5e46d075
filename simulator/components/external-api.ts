import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { quantity, workField } from '../field.ts';
import type { RandomStream } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import { Answering, type Deciding } from '../parts/answering.ts';
import { RateLimited } from '../parts/rate-limited.ts';
import { rateLimitField } from '../policies/rate-limit.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import type { Site } from '../site.ts';

/**
 * Somebody else's service: maps, weather, a managed store. It has no queue that we could see; it is slow at
 * times, fails at times, and refuses what exceeds its rate limit.
 *
 * Leaves out: webhooks, and an answer that is lost after success: the payment provider has both. [Stripe API documentation]
 */
const config = z.strictObject({
  work: workField({
    title: 'Response time',
    help: 'From its receiving a request to its answer.',
    usual: '100 ms–5 s',
    default: { lognormal: { mean: '450 ms', cv: 0.9 } },
    source: 'Assumption: a card authorization, with a 99th percentile of 2 s; measure your own.',
  }),
  errorRate: quantity('fraction', {
    title: 'Error rate',
    help: 'Share of answers that are errors on a good day.',
    usual: '0.1–5 %',
    default: '0.5 %',
    source: 'Assumption: one answer in 200; take what your provider’s status history shows.',
    min: 0,
    max: 1,
  }),
  rateLimit: rateLimitField('What exceeds it is refused with 429, or delayed.', {
    rate: { default: '100/s', source: 'Stripe rate limits: 100 requests per second in live mode.' },
    burst: { default: 100, source: 'Assumption: one second of the rate.' },
  }),
  pricePerMillion: quantity('money', {
    title: 'Price per million',
    help: 'USD for a million requests.',
    default: 0,
    source: 'Assumption: paid by contract, not by request.',
    min: 0,
    max: 1e9,
  }),
});
type Config = z.output<typeof config>;

export const externalApi = defineComponent({
  type: 'external-api',
  title: 'External API',
  category: 'external',
  role: 'external',
  alsoKnownAs: ['third party', 'maps', 'partner', 'SaaS'],
  summary: 'A third party: slow at times, failing at times, limited in rate.',
  help: 'You cannot scale it and cannot see into it. When it turns slow, everybody who waits for it without a timeout runs out of threads.',
  misconception: 'A timeout is not a failure: the status is unknown, and the work may have been done.',
  leavesOut: 'Webhooks, and an answer that is lost after success: the payment provider has both.',
  icon: 'globe',
  config,
  calls: [],
  wiring: 'An external API answers; it calls nothing here. Draw the arrow from the caller to it.',
  instances: () => 1,
  resources: () => [],
  work: (config) => config.work,
  cost: (config, usage) => [
    {
      driver: 'requests',
      title: 'Requests',
      monthly: (usage.requestRate * SECONDS_PER_MONTH * config.pricePerMillion) / 1e6,
    },
  ],
  rateLimit: (config) => config.rateLimit,
  station: (config, site) => {
    const answering = new Answering(site, new Fallible(config, site));
    return config.rateLimit === undefined ? answering : new RateLimited(site, config.rateLimit, answering);
  },
  starter: { work: { lognormal: { mean: '450 ms', cv: 0.9 } } },
});

/** Fails sometimes. */
class Fallible implements Deciding {
  private readonly site: Site;
  private readonly errorRate: number;
  private readonly draws: RandomStream;

  constructor({ errorRate }: Config, site: Site) {
    this.site = site;
    this.errorRate = errorRate;
    this.draws = site.stream('errors');
  }

  done(visit: number): void {
    const { site, errorRate, draws } = this;
    if (errorRate > 0 && draws.chance(errorRate)) site.fail(visit, Outcome.error);
    else site.answer(visit, Outcome.ok, 0);
  }
}
