import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { quantity, workField } from '../field.ts';
import { type RandomStream, Rank } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import { Callbacks, callbacksField } from '../parts/callbacks.ts';
import { RateLimited } from '../parts/rate-limited.ts';
import { rateLimitField } from '../policies/rate-limit.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * A service that charges cards. A write is a charge: it may be declined, which is an answer and no failure; it may be made
 * without its answer ever coming back, so that the caller who gives up does not know; and it is made again by whoever asks again,
 * unless an idempotency key says that it is the same. What has been charged it tells by webhooks, over the connections that
 * lead from it. A read asks for the status of a charge.
 *
 * Leaves out: 3-D Secure, captures after authorizations, refunds, disputes, payouts. [Stripe API documentation, 2025]
 */
const config = z.strictObject({
  work: workField({
    title: 'Authorization time',
    help: 'From its receiving a request to its answer: most of it is the card’s bank.',
    default: { lognormal: { mean: '450 ms', cv: 0.9 } },
    source: 'Assumption: a card authorization, with a 99th percentile of 2 s; measure your own.',
    usual: '100 ms–5 s',
  }),
  declineRate: quantity('fraction', {
    title: 'Declined',
    help: 'Share of charges that the card’s bank declines: a good answer, and no money.',
    default: '5 %',
    source: 'Assumption: one card in twenty; it depends on country and trade, and your provider’s dashboard has yours.',
    usual: '2–20 %',
    min: 0,
    max: 1,
  }),
  errorRate: quantity('fraction', {
    title: 'Error rate',
    help: 'Share of requests that it fails at on a good day, without a charge.',
    default: '0.5 %',
    source: 'Assumption: one answer in 200; take what your provider’s status history shows.',
    usual: '0.1–5 %',
    min: 0,
    max: 1,
  }),
  lostAnswers: quantity('fraction', {
    title: 'Charged without an answer',
    help: 'Share of charges that are made and whose answer is lost on the way back: who gives up must not take it for a failure.',
    default: '0.1 %',
    source: 'Assumption: one in a thousand, on a good day.',
    usual: '0.01–1 %',
    min: 0,
    max: 1,
  }),
  connectionTimeout: quantity('time', {
    title: 'Silence ends after',
    help: 'Who waits without a timeout for an answer that is lost learns it when the connection breaks.',
    default: '80 s',
    source: 'Stripe client library for Node: a request times out after 80 s.',
    usual: '30–120 s',
    above: 0,
    max: 3600,
    advanced: true,
  }),
  dedupeWindow: quantity('time', {
    title: 'Remembers keys',
    help: 'A charge that comes again with the same idempotency key within this time is answered from the record and not made again; while the first is under way it is refused.',
    default: '24 h',
    source: 'Stripe API, idempotent requests: keys may be removed after they are at least 24 hours old.',
    usual: '24 h and more',
    above: 0,
    max: 31_536_000,
  }),
  rateLimit: rateLimitField('What exceeds it is refused with 429, or delayed.', {
    rate: { default: '100/s', source: 'Stripe rate limits: 100 requests per second in live mode.' },
    burst: { default: 100, source: 'Assumption: one second of the rate.' },
  }),
  webhooks: callbacksField,
  fixedFee: quantity('money', {
    title: 'Fee for each charge',
    help: 'USD for each charge that is made.',
    default: 0.3,
    source: 'Stripe list price for cards in the United States: 2.9 % + $0.30.',
    usual: '$0.05–0.30',
    min: 0,
    max: 1000,
  }),
  feeShare: quantity('fraction', {
    title: 'Fee on the amount',
    help: 'Share of each amount that is charged.',
    default: '2.9 %',
    source: 'Stripe list price for cards in the United States: 2.9 % + $0.30.',
    usual: '0.3–3.5 %',
    min: 0,
    max: 1,
  }),
  amount: quantity('money', {
    title: 'Mean amount',
    help: 'USD of a charge, for the fee on it. 0: only the fixed fee is on the bill.',
    default: 0,
    source: 'Assumption: the share of the amount is a cost of sales, and no cost of the design.',
    min: 0,
    max: 1e9,
  }),
});
type Config = z.output<typeof config>;

/** Share of the charges asked for that are made. */
function charged({ errorRate, declineRate }: Config): number {
  return (1 - errorRate) * (1 - declineRate);
}

export const paymentProvider = defineComponent({
  type: 'payment-provider',
  title: 'Payment provider',
  category: 'external',
  role: 'external',
  alsoKnownAs: ['Stripe', 'Adyen', 'PayPal', 'card', 'checkout'],
  summary: 'Charges cards: slow, limited in rate, at times without an answer, and twice if asked twice.',
  help: 'A write is a charge, a read asks for its status. A decline is a good answer. At times a charge is made and its answer is lost: a retry then charges again, unless an idempotency key says that it is the same. What exceeds the rate is refused. What was charged it tells by webhooks, late, at times twice and in no order. When it is down, nothing is charged.',
  misconception:
    'A timeout is no failed payment: its status is unknown. Who tries again without an idempotency key charges some customers twice; who does not try again leaves some charged who have no order.',
  leavesOut: 'Authentication by 3-D Secure, captures after authorizations, refunds, disputes and payouts.',
  icon: 'credit-card',
  irrevocable: true,
  config,
  calls: ['router', 'compute', 'queue'],
  callsLater: true,
  filters: true,
  wiring:
    'Draw the arrow from the caller to it. An arrow from it is a webhook: to a gateway, a service of its own that receives it, or a queue.',
  instances: () => 1,
  readsKeys: () => true,
  passesOn: (config, _request, op) => (op === 'read' ? 0 : charged(config) * (1 + config.webhooks.duplicates)),
  resources: () => [],
  work: (config) => config.work,
  measures: [
    { name: 'declined', title: 'declined', kind: 'count' },
    { name: 'lostAnswers', title: 'charged without an answer', kind: 'count' },
  ],
  cost: (config, usage) => [
    {
      driver: 'requests',
      title: 'Fees of charges',
      monthly:
        usage.requestRate * SECONDS_PER_MONTH * charged(config) * (config.fixedFee + config.feeShare * config.amount),
    },
  ],
  rateLimit: (config) => config.rateLimit,
  station: (config, site) => {
    const charging = new Charging(config, site);
    return config.rateLimit === undefined ? charging : new RateLimited(site, config.rateLimit, charging);
  },
  starter: { rateLimit: { rate: '100/s', burst: 100 } },
});

/** Timers, after WORK_DONE. */
const BROKEN = 1;
const TELL = 2;

/** Works as long as it takes, for any number of requests at once; then a draw says what has become of it. */
class Charging implements ComponentStation {
  private readonly site: Site;
  private readonly config: Config;
  private readonly draws: RandomStream;
  private readonly callbacks: Callbacks;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.draws = site.stream('charges');
    this.callbacks = new Callbacks(site, TELL, config.webhooks);
    if (site.effects !== undefined) site.effects.isToldOnly = true;
  }

  arrive(visit: number): void {
    this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer === TELL) this.callbacks.send(visit);
    else if (timer === BROKEN) this.site.fail(visit, Outcome.timeout);
    else if (timer === WORK_DONE) this.done(visit);
  }

  answered(event: number, _tag: number, outcome: number): void {
    this.callbacks.answered(event, outcome);
  }

  abandoned(): void {
    // Nobody told it: it charges all the same.
  }

  withdraw(): void {
    // A request holds nothing here.
  }

  crashed(): void {
    // What has been charged is told when its time comes.
  }

  private done(visit: number): void {
    const { site, config, draws } = this;
    const { errorRate, declineRate, lostAnswers } = config;
    if (draws.chance(errorRate)) {
      site.fail(visit, Outcome.error);
    } else if (site.sim.visits.op[visit] === Op.read) {
      site.answer(visit, Outcome.ok, 0);
    } else if (draws.chance(declineRate)) {
      site.book.own[0].tick();
      site.answer(visit, Outcome.ok, 0);
    } else {
      this.charge(visit, draws.chance(lostAnswers));
    }
  }

  private charge(visit: number, isLost: boolean): void {
    const { site, config, callbacks } = this;
    site.effects?.executed(visit);
    callbacks.announce(visit);
    if (!isLost) {
      site.answer(visit, Outcome.ok, 0);
      return;
    }
    site.book.own[1].tick();
    site.sim.wakeAfter(site.id, BROKEN, visit, config.connectionTimeout, Rank.timer);
  }
}
