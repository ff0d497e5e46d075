import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { type Distribution, sampler } from '../distribution.ts';
import { choice, quantity, timeDistribution, workField } from '../field.ts';
import type { RandomStream } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import { Answering, type Deciding } from '../parts/answering.ts';
import { RateLimited } from '../parts/rate-limited.ts';
import { rateLimitField } from '../policies/rate-limit.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import type { Site } from '../site.ts';

/**
 * A service that sends push messages, e-mails or text messages to people. Its good answer says that it has taken a message,
 * and no more: some never arrive and nobody is told, the others arrive after a time of their own. A message that is handed
 * over twice reaches the person twice. What exceeds the quota is refused until the next minute.
 *
 * Leaves out: feedback on invalid addresses, bounces and complaints, collapsing of push messages, quiet hours. [Firebase Cloud
 * Messaging, Amazon SES and SNS documentation, 2025]
 */
const config = z.strictObject({
  channel: choice({
    title: 'Channel',
    help: 'How a message reaches the person: it decides the price.',
    options: [
      { value: 'push', title: 'Push', description: 'To an app, nearly free.' },
      { value: 'email', title: 'E-mail', description: 'A tenth of a thousandth of a dollar.' },
      { value: 'sms', title: 'SMS', description: 'About a cent: a hundred times the price of an e-mail.' },
    ],
    default: 'push',
    source: 'Assumption: an app asks for push first, since the other two cost more.',
  }),
  work: workField({
    title: 'Time to accept',
    help: 'From handing a message over until the provider has taken it.',
    default: { lognormal: { p50: '120 ms', p99: '600 ms' } },
    source: 'Assumption: an API over the internet; measure your own.',
    usual: '80–300 ms',
  }),
  errorRate: quantity('fraction', {
    title: 'Error rate',
    help: 'Share of messages that it does not take, and says so.',
    default: '0.2 %',
    source: 'Assumption: one in 500 on a good day; take what your provider’s status history shows.',
    usual: '0.01–1 %',
    min: 0,
    max: 1,
  }),
  silentDrops: quantity('fraction', {
    title: 'Taken and not delivered',
    help: 'Share of the messages that it takes and that never arrive: the address is stale, the phone is off, a filter eats it. Nobody is told.',
    default: '2 %',
    source: 'Assumption: 1 to 5 % of the addresses on file are stale; your delivery reports have yours.',
    usual: '1–10 %',
    min: 0,
    max: 1,
  }),
  delivery: timeDistribution({
    title: 'Time to deliver',
    help: 'From taking a message until the person has it.',
    default: { lognormal: { p50: '2 s', p99: '30 s' } },
    source: 'Assumption: a second or two where the phone is on; an SMS takes up to half a minute.',
    usual: '0.5–30 s',
  }),
  rateLimit: rateLimitField('What exceeds the quota is refused with 429, or delayed.', {
    rate: {
      default: '10000/s',
      source: 'Firebase Cloud Messaging: 600,000 messages per minute and project by default.',
    },
    burst: { default: 600_000, source: 'Firebase Cloud Messaging: the quota is for a minute.' },
  }),
});
type Config = z.output<typeof config>;

const items = { push: 'push-message', email: 'email-message', sms: 'sms-message' } as const;

export const notificationProvider = defineComponent({
  type: 'notification-provider',
  title: 'Notification provider',
  category: 'external',
  role: 'external',
  alsoKnownAs: ['FCM', 'APNs', 'SES', 'Twilio', 'SendGrid', 'e-mail', 'SMS', 'push'],
  summary: 'Sends push messages, e-mails or SMS: what it takes does not always arrive.',
  help: 'A write hands a message over; a good answer says that it was taken. A part never arrives, and nobody is told. Handed over twice, after a timeout or by a queue that delivers again, it reaches the person twice. Beyond the quota it refuses until the next minute: a campaign to everybody has to be spread. When it is down, what is not kept in a queue before it is gone.',
  misconception:
    'Accepted is not delivered, a retry is not harmless, and channels do not cost alike: an SMS costs a hundred e-mails.',
  leavesOut: 'Feedback on stale addresses, bounces and complaints, collapsing of push messages, quiet hours.',
  icon: 'bell-ring',
  irrevocable: true,
  config,
  calls: [],
  wiring: 'A provider answers; it calls nothing here. Draw the arrow from the service or worker that sends.',
  instances: () => 1,
  resources: () => [],
  work: (config) => config.work,
  measures: [
    { name: 'undelivered', title: 'taken and not delivered', kind: 'count' },
    { name: 'delivery', title: 'from taken to delivered', kind: 'time' },
  ],
  cost: ({ channel, errorRate }, usage, prices) => [
    {
      driver: 'requests',
      title: 'Messages taken',
      monthly: prices(items[channel], usage.requestRate * SECONDS_PER_MONTH * (1 - errorRate)),
    },
  ],
  rateLimit: (config) => config.rateLimit,
  station: (config, site) => {
    const sending = new Answering(site, new Sending(config, site));
    return config.rateLimit === undefined ? sending : new RateLimited(site, config.rateLimit, sending);
  },
  starter: { rateLimit: { rate: '10000/s', burst: 600_000, algorithm: 'fixed-window' } },
});

/** Takes a message, and says nothing of what becomes of it. */
class Sending implements Deciding {
  private readonly site: Site;
  private readonly config: Config;
  private readonly draws: RandomStream;
  private readonly delivery: Distribution;
  private readonly deliveryDraws: RandomStream;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.draws = site.stream('messages');
    this.delivery = sampler(config.delivery);
    this.deliveryDraws = site.stream('deliveries');
    if (site.effects !== undefined) site.effects.isToldOnly = true;
  }

  done(visit: number): void {
    const { site, config, draws } = this;
    if (draws.chance(config.errorRate)) {
      site.fail(visit, Outcome.error);
      return;
    }
    if (site.sim.visits.op[visit] === Op.write) this.deliver(visit);
    site.answer(visit, Outcome.ok, 0);
  }

  private deliver(visit: number): void {
    const { site, config, draws } = this;
    const [undelivered, delivered] = site.book.own;
    if (draws.chance(config.silentDrops)) {
      undelivered.tick();
      return;
    }
    site.effects?.executed(visit);
    delivered.record(this.delivery.sample(this.deliveryDraws));
  }
}
