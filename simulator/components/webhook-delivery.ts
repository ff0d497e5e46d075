import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, quantity, queueField, workField } from '../field.ts';
import { Backoff } from '../parts/backoff.ts';
import { backlog, Deliveries, duplicatesField } from '../parts/deliveries.ts';
import { Slots } from '../parts/places.ts';
import { firstTimerOf, Topic } from '../parts/topic.ts';
import { backoffField } from '../policies/backoff.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import type { ComponentStation, Site } from '../site.ts';

/**
 * Deliveries of events to endpoints of customers, whose speed and health nobody here can change. Each event goes to every
 * endpoint, one for each connection, at least once and in no order: what fails or is not answered in time is tried again
 * after a growing backoff, for days. Senders are shared by all endpoints, or each endpoint has its own.
 *
 * Leaves out: signatures, replay windows, a dashboard of failures, switching endpoints off. [Stripe and GitHub webhook
 * documentation; Standard Webhooks]
 */
const config = z.strictObject({
  work: workField({
    title: 'Time to accept',
    help: 'Until an event is stored for all endpoints and the service that raised it is answered.',
    default: '5 ms',
    source: 'Assumption: one durable write in the same region, as to a queue.',
    usual: '2–20 ms',
  }),
  queue: queueField({
    title: 'Length',
    help: 'Deliveries that may wait in one line; the next event is rejected.',
    default: 'unbounded',
    source: 'Assumption: the backlog is a table or a queue, which hold any number.',
  }),
  isolation: choice({
    title: 'Senders',
    help: 'Who waits behind a slow endpoint.',
    options: [
      {
        value: 'per-endpoint',
        title: 'Per endpoint',
        description: 'Each endpoint has a line and senders of its own: a slow one delays its own events alone.',
      },
      {
        value: 'shared',
        title: 'Shared',
        description: 'One line and one pool for all: a slow endpoint takes all senders, and everybody waits.',
      },
    ],
    default: 'per-endpoint',
    source: 'Assumption: customers are kept apart, as a bulkhead does; a first version often shares.',
  }),
  concurrency: count({
    title: 'Deliveries at once',
    help: 'Requests under way: to each endpoint, or in all where senders are shared.',
    default: 50,
    source: 'Assumption: what a customer’s endpoint may be asked at once without being harmed.',
    usual: '1–500',
    max: 1_000_000,
  }),
  timeout: quantity('time', {
    title: 'Timeout',
    help: 'A delivery that is not answered by then has failed and gives its sender back; the endpoint may still work on it, and will get it again.',
    default: '10 s',
    source: 'GitHub webhooks: an endpoint has to answer within 10 seconds.',
    usual: '3–30 s',
    above: 0,
    max: 3600,
  }),
  maxDeliveries: count({
    title: 'Deliveries',
    help: 'After so many an event is given up for an endpoint: a dead letter.',
    default: 16,
    source: 'Stripe tries for up to three days: with this backoff 16 deliveries take 77 hours.',
    usual: '5–20',
    max: 1000,
  }),
  backoff: backoffField({
    base: { default: '1 min', source: 'Assumption: an endpoint that restarts is back after a minute.' },
    cap: { default: '12 h', source: 'Assumption: twice a day for who has been away for long.' },
    jitter: { default: 'none', source: 'Assumption: failures of one endpoint are spread over time by themselves.' },
  }),
  duplicates: duplicatesField(),
});
type Config = z.output<typeof config>;

export const webhookDelivery = defineComponent({
  type: 'webhook-delivery',
  title: 'Webhook delivery',
  category: 'messaging',
  role: 'queue',
  alsoKnownAs: ['webhooks', 'callbacks', 'Svix', 'Hookdeck'],
  summary: 'Sends events to customers’ endpoints, and tries again for days.',
  help: 'An event is answered when it is stored. Then it goes to every endpoint, a connection each; what is not answered in time or fails is tried again after a backoff, behind whatever has come meanwhile, so that events arrive late, twice and out of order. With shared senders one slow endpoint holds them all: the lag of the others then grows without end.',
  misconception:
    'A webhook is not delivered once and in order: a receiver has to remember which events it has seen, and ask for the state rather than trust the sequence. And the slowest customer sets the pace of all, unless they are kept apart.',
  leavesOut:
    'Signatures and replay windows, switching off endpoints that never answer, a limit of the rate per endpoint.',
  icon: 'webhook',
  config,
  calls: ['external', 'router', 'compute', 'queue'],
  wiring:
    'Draw the arrow from the service that raises events to the delivery, and from there to each endpoint: an external API.',
  filters: true,
  readsKeys: () => true,
  instances: () => 1,
  resources: ({ queue }) => [backlog(queue)],
  caveat: ({ duplicates }) => (duplicates > 0 ? 'what is delivered twice is left out' : undefined),
  work: ({ work }) => work,
  cost: (_config, usage, prices) => [
    {
      driver: 'requests',
      title: 'Events',
      monthly: prices('event-bus-event', usage.requestRate * SECONDS_PER_MONTH),
    },
  ],
  station: (config, site) => delivery(config, site),
  starter: {},
});

function delivery(config: Config, site: Site): ComponentStation {
  const rules = {
    ...config,
    delivery: 'at-least-once' as const,
    ordered: false,
    deadline: config.timeout,
    retention: Number.POSITIVE_INFINITY,
    backoff: new Backoff(config.backoff, site.stream('backoff')),
  };
  const { links } = site;
  const lines = config.isolation === 'shared' ? 1 : links.length;
  const deliveries = Array.from(
    { length: lines },
    (_, line) => new Deliveries(site, rules, new Slots(links, config.concurrency), firstTimerOf(line)),
  );
  links.forEach((link, at) => {
    link.waiting = () => deliveries[Math.min(at, lines - 1)].waiting;
  });
  return new Topic(site, deliveries, config.queue);
}
