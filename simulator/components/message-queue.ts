import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, flag, group, optionalQuantity, quantity, queueField, workField } from '../field.ts';
import { waysToMembers } from '../geography.ts';
import { Rank } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import { backlog, DELIVERY_TIMERS, Deliveries, duplicatesField, isMessage } from '../parts/deliveries.ts';
import { Failover, failoverFields, type Promoted, votesOf } from '../parts/failover.ts';
import { WorkerPlaces } from '../parts/places.ts';
import { TokenBucket } from '../parts/token-bucket.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * A durable queue, delivering at least once unless told otherwise. A publish is answered when the message is stored; from
 * then on the producer has nothing to do with it. A message is handed to a worker with a free place; if it is not
 * acknowledged within the visibility timeout it is handed out again, and after so many deliveries it goes to the dead
 * letters. It is a managed service, which is in all its zones at once, or brokers that hold a quorum of copies: a leader does
 * all, and when it dies another is elected.
 *
 * Leaves out: message size, batches, the throughput of brokers. [Amazon SQS Developer Guide; RabbitMQ documentation, quorum
 * queues]
 */
const config = z.strictObject({
  work: workField({
    title: 'Publish time',
    help: 'Until a message is stored and its producer is answered. It limits nothing: managed queues take any rate.',
    default: '5 ms',
    source: 'Assumption: one call to a managed queue in the same region; measure your own.',
  }),
  queue: queueField({
    title: 'Length',
    help: 'Messages that may wait; the next publish is rejected.',
    default: 'unbounded',
    source: 'Amazon SQS quotas: a queue may hold any number of messages.',
  }),
  visibilityTimeout: quantity('time', {
    title: 'Visibility timeout',
    help: 'A message that is not acknowledged by then is delivered again, while the first delivery may still be worked on.',
    default: '30 s',
    source: 'Amazon SQS: VisibilityTimeout = 30 s.',
    above: 0,
    max: 43_200,
  }),
  delivery: choice({
    title: 'Delivery',
    help: 'What becomes of a message whose delivery fails.',
    options: [
      {
        value: 'at-least-once',
        title: 'At least once',
        description: 'It stays until a worker has acknowledged it: nothing is lost, and some is done twice.',
      },
      {
        value: 'at-most-once',
        title: 'At most once',
        description:
          'It is gone once it has been handed out: nothing is done twice, and what a worker fails at is lost.',
      },
    ],
    default: 'at-least-once',
    source: 'Amazon SQS Developer Guide: standard queues deliver at least once.',
  }),
  ordered: flag({
    title: 'In order',
    help: 'Messages about the same item are handed out one after the other, in the order in which they were stored: the next waits for the acknowledgement. Needs requests with keys to matter.',
    default: false,
    source: 'Amazon SQS: a standard queue keeps no order; a FIFO queue keeps that of each message group.',
  }),
  maxDeliveries: count({
    title: 'Deliveries',
    help: 'After so many the message goes to the dead letters.',
    default: 5,
    source: 'AWS Lambda guide for SQS: a maxReceiveCount of at least 5.',
    max: 1000,
  }),
  duplicates: duplicatesField({ field: 'delivery', is: ['at-least-once'] }),
  retention: quantity('time', {
    title: 'Retention',
    help: 'A message that nobody has taken by then is lost.',
    default: '4 day',
    source: 'Amazon SQS: MessageRetentionPeriod = 4 days.',
    usual: '1 min–14 days',
    above: 0,
    advanced: true,
  }),
  failover: group(
    {
      title: 'Brokers and election',
      help: 'Brokers of one’s own, in a list of zones in turn, each with a copy of the messages (RabbitMQ quorum queues). The leader takes and hands out all; a publish waits for a majority, and when the leader dies nobody does anything until another is elected. Empty: a managed queue, which is in all its zones at once.',
      advanced: true,
    },
    {
      members: count({
        title: 'Brokers',
        help: 'Machines with a copy. More than half of them must be up.',
        default: 3,
        source: 'RabbitMQ documentation: a quorum queue has three copies unless told otherwise.',
        usual: '3–5',
        min: 3,
        max: 15,
      }),
      ...failoverFields(
        {
          default: '2 s',
          source: 'Assumption: a process that dies is noticed at once, a host that vanishes in seconds.',
        },
        { default: '1 s', source: 'Assumption: an election of Raft takes 1 to 5 s in all, with its detection.' },
      ),
    },
  ),
  throughput: optionalQuantity(
    'rate',
    {
      title: 'Publishes per second',
      help: 'What exceeds it is refused as rate limited. An order costs throughput: unless written, a queue that keeps one takes 300 a second, and one that does not takes any number.',
      usual: '300/s–3,000/s in order',
      above: 0,
      max: 1e8,
      advanced: true,
    },
    {
      default: '300/s',
      source: 'Amazon SQS quotas: 300 calls per second to a FIFO queue; batches of ten make it 3,000.',
    },
  ),
});
type Config = z.output<typeof config>;

export const messageQueue = defineComponent({
  type: 'message-queue',
  title: 'Message queue',
  category: 'messaging',
  role: 'queue',
  alsoKnownAs: ['RabbitMQ', 'quorum queue', 'ActiveMQ', 'task queue', 'Amazon SQS', 'Azure Service Bus'],
  summary: 'Stores messages until workers have taken care of them.',
  help: 'It takes work off the response path and lets it wait. Response time ends when the message is stored; how long until it is processed is the lag. If workers are slower than producers the lag grows without end. A managed queue outlives each of its zones; with brokers of one’s own the loss of the leader is some seconds without publishes and deliveries.',
  misconception:
    'A queue gives no exactly-once delivery: what times out is delivered again. And it does not make users wait less for a result they need.',
  leavesOut: 'Message size, batches, quotas of calls that receive, the throughput of brokers.',
  icon: 'inbox',
  config,
  calls: ['worker'],
  wiring:
    'A queue hands its messages to workers. Draw the arrow from the producer to the queue, and from the queue to the worker.',
  choosesOne: true,
  handsOutPlaces: () => true,
  instances: () => 1,
  members: ({ failover }) => failover?.members,
  isRegional: ({ failover }) => failover === undefined,
  readsKeys: ({ ordered }) => ordered,
  resources: (config) => [backlog(config.queue)],
  caveat: (config) =>
    [
      config.duplicates > 0 ? 'what is delivered twice is left out' : '',
      publishesPerSecond(config) === undefined ? '' : 'nobody is taken to publish more often than it allows',
    ]
      .filter((said) => said !== '')
      .join('; ') || undefined,
  work: (config) => config.work,
  cost: ({ failover }, usage, prices) =>
    failover === undefined
      ? [
          {
            driver: 'requests',
            title: 'Send, receive, delete',
            monthly: prices('queue-request', usage.requestRate * SECONDS_PER_MONTH * REQUESTS_PER_MESSAGE),
          },
        ]
      : [
          {
            driver: 'hours',
            title: `${failover.members} brokers`,
            monthly: prices('queue-broker', failover.members),
          },
        ],
  station: (config, site) => new MessageQueue(config, site),
  starter: {},
});

/** Send, receive, delete: three requests of the price list. */
const REQUESTS_PER_MESSAGE = 3;

/** Calls a second to a queue that keeps an order. */
const ORDERED_PUBLISHES = 300;

function publishesPerSecond({ throughput, ordered }: Config): number | undefined {
  return throughput ?? (ordered ? ORDERED_PUBLISHES : undefined);
}

/** The timers of the deliveries come after the end of a publish's work, and that of a majority's acknowledgment after these. */
const FIRST_OF_DELIVERIES = WORK_DONE + 1;
const ACKNOWLEDGED = FIRST_OF_DELIVERIES + DELIVERY_TIMERS;

class MessageQueue implements ComponentStation, Promoted {
  private readonly site: Site;
  private readonly members: number;
  /** From the leader to a majority in other zones and back [s]. */
  private roundTrip = 0;
  private readonly places: number;
  private readonly limit: TokenBucket | undefined;
  private readonly deliveries: Deliveries;

  constructor(config: Config, site: Site) {
    const rate = publishesPerSecond(config);
    this.site = site;
    this.places = config.queue;
    this.limit = rate === undefined ? undefined : new TokenBucket(rate, Math.max(1, rate));
    const rules = { ...config, deadline: config.visibilityTimeout };
    this.deliveries = new Deliveries(site, rules, new WorkerPlaces(site.links), FIRST_OF_DELIVERIES);
    const { failover } = config;
    this.members = failover?.members ?? 0;
    if (failover !== undefined) {
      const votes = votesOf(site, failover.members);
      site.failover = new Failover(site.sim, failover, this, site.stream('failover'), true, votes);
      this.measure();
    }
    // Workers ask for their next message as soon as they have a free place, whether or not anybody waited for the last.
    for (const link of site.links) {
      link.onRoom = () => this.deliveries.dispatch();
      link.waiting = () => this.deliveries.waiting;
    }
  }

  arrive(visit: number): void {
    if (this.limit?.take(this.site.sim.now) === false) this.site.fail(visit, Outcome.rateLimited);
    else if (this.deliveries.waiting >= this.places) this.site.fail(visit, Outcome.rejected);
    else this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    const { site, deliveries } = this;
    if (timer === WORK_DONE && this.roundTrip > 0) {
      site.sim.wakeAfter(site.id, ACKNOWLEDGED, visit, this.roundTrip, Rank.completion);
    } else if (timer === WORK_DONE || timer === ACKNOWLEDGED) {
      deliveries.store(visit, -1);
      site.answer(visit, Outcome.ok, 0);
      deliveries.dispatch();
    } else {
      deliveries.wake(timer, visit);
    }
  }

  /** Another broker leads: it has all that has been stored, since a majority had it. */
  takeOver(): void {
    const { site } = this;
    site.book.failovers++;
    site.takeOver();
    this.measure();
  }

  answered(message: number, delivery: number, outcome: number): void {
    this.deliveries.answered(message, delivery, outcome);
  }

  abandoned(): void {
    // A publish that nobody waits for is stored all the same.
  }

  crashed(): void {
    // Messages are durable.
  }

  restored(): void {
    this.deliveries.dispatch();
  }

  survives(visit: number): boolean {
    return isMessage(this.site, visit);
  }

  private measure(): void {
    const { site, members } = this;
    const ways = waysToMembers(site.component, site, members);
    // The leader is one of the majority.
    this.roundTrip = ways === undefined ? 0 : 2 * ways.sort()[Math.floor(members / 2) - 1];
  }
}
