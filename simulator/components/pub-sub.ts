import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { count, flag, quantity, queueField, workField } from '../field.ts';
import { Backoff } from '../parts/backoff.ts';
import { backlog, Deliveries, duplicatesField } from '../parts/deliveries.ts';
import { placesAt } from '../parts/places.ts';
import { firstTimerOf, Topic } from '../parts/topic.ts';
import { backoffField } from '../policies/backoff.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import type { ComponentStation, Site } from '../site.ts';

/**
 * A topic: every message goes to every subscription, one for each connection, or to the share of them that its filter
 * takes. Each subscription has a backlog of its own, with retries and dead letters: a slow subscriber delays itself alone.
 * Workers take messages when they have a place; anybody else is pushed to, up to so many messages that are not
 * acknowledged.
 *
 * Leaves out: message size, batches, snapshots and replay. [Google Cloud Pub/Sub documentation; Amazon SNS Developer Guide]
 */
const config = z.strictObject({
  work: workField({
    title: 'Publish time',
    help: 'Until a message is stored for all subscriptions and its publisher is answered. It limits nothing: managed topics take any rate.',
    default: '10 ms',
    source: 'Assumption: stored in several zones of a region before it is acknowledged; measure your own.',
    usual: '5–50 ms',
  }),
  queue: queueField({
    title: 'Length',
    help: 'Messages that may wait in one subscription; the next publish is rejected.',
    default: 'unbounded',
    source: 'Google Cloud Pub/Sub quotas: the number of messages is not limited, their age is.',
  }),
  ackDeadline: quantity('time', {
    title: 'Acknowledgement deadline',
    help: 'A message that is not acknowledged by then is delivered again, while the first delivery may still be worked on.',
    default: '10 s',
    source: 'Google Cloud Pub/Sub: ackDeadlineSeconds = 10.',
    usual: '10 s–10 min',
    above: 0,
    max: 43_200,
  }),
  maxDeliveries: count({
    title: 'Deliveries',
    help: 'After so many to one subscription the message goes to its dead letters.',
    default: 5,
    source: 'Google Cloud Pub/Sub, dead-letter topics: maxDeliveryAttempts = 5.',
    max: 1000,
  }),
  backoff: backoffField({
    base: { default: '10 s', source: 'Google Cloud Pub/Sub retry policy: a minimum backoff of 10 s.' },
    cap: { default: '10 min', source: 'Google Cloud Pub/Sub retry policy: a maximum backoff of 600 s.' },
    jitter: { default: 'none', source: 'Assumption: a service that retries for all its subscribers needs no jitter.' },
  }),
  ordered: flag({
    title: 'In order',
    help: 'Messages about the same item go to a subscription one after the other: the next waits for the acknowledgement. Needs requests with keys to matter.',
    default: false,
    source: 'Google Cloud Pub/Sub: without an ordering key no order is kept.',
  }),
  maxInFlight: count({
    title: 'Unacknowledged at once',
    help: 'Messages that are pushed to one subscription and not acknowledged yet; the next waits. Workers are given as many as they have places for.',
    default: 1000,
    source: 'Google Cloud Pub/Sub client libraries, flow control: 1,000 outstanding messages.',
    max: 1_000_000,
    advanced: true,
  }),
  duplicates: duplicatesField(),
  retention: quantity('time', {
    title: 'Retention',
    help: 'A message that a subscription has not got rid of by then is lost to it.',
    default: '7 day',
    source: 'Google Cloud Pub/Sub: messageRetentionDuration = 7 days.',
    usual: '10 min–31 days',
    above: 0,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

export const pubSub = defineComponent({
  type: 'pub-sub',
  title: 'Pub/sub topic',
  category: 'messaging',
  role: 'queue',
  alsoKnownAs: ['Google Pub/Sub', 'EventBridge', 'fan-out', 'Amazon SNS', 'Azure Service Bus topic'],
  summary: 'Delivers every message to every subscriber.',
  help: 'A publish is answered when the message is stored; then each connection from here, a subscription, gets its own copy. "probability" on the connection is the share that its filter lets through. A subscriber that is slow or down has a backlog and a lag of its own, and the others do not notice. What fails is tried again after a backoff, and goes to the dead letters after so many deliveries.',
  misconception:
    'A message that is published has not been received: at least once means twice now and then, and one publish makes as much work as there are subscribers.',
  leavesOut: 'Message size, batches, replay of what has been acknowledged, and what deliveries cost.',
  icon: 'megaphone',
  config,
  calls: ['worker', 'queue', 'compute', 'router', 'external'],
  wiring:
    'Draw the arrow from the publisher to the topic, and from the topic to each subscriber: a worker, a queue, a service or an external API.',
  filters: true,
  handsOutPlaces: () => true,
  readsKeys: () => true,
  instances: () => 1,
  isRegional: () => true,
  resources: ({ queue }) => [backlog(queue)],
  caveat: ({ duplicates }) => (duplicates > 0 ? 'what is delivered twice is left out' : undefined),
  work: ({ work }) => work,
  cost: (_config, usage, prices) => [
    {
      driver: 'requests',
      title: 'Publishes',
      monthly: prices('topic-publish', usage.requestRate * SECONDS_PER_MONTH),
    },
  ],
  station: (config, site) => topic(config, site),
  starter: {},
});

function topic(config: Config, site: Site): ComponentStation {
  const rules = {
    ...config,
    delivery: 'at-least-once' as const,
    deadline: config.ackDeadline,
    backoff: new Backoff(config.backoff, site.stream('backoff')),
  };
  const subscriptions = site.links.map((link, number) => {
    const places = placesAt(link, site.links, config.maxInFlight);
    const deliveries = new Deliveries(site, rules, places, firstTimerOf(number));
    link.onRoom = () => deliveries.dispatch();
    link.waiting = () => deliveries.waiting;
    return deliveries;
  });
  return new Topic(site, subscriptions, config.queue);
}
