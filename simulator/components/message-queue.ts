import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, flag, quantity, queueField, workField } from '../field.ts';
import { DeadlineQueue, NO_VISIT, Ring } from '../kernel/index.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * A durable queue, delivering at least once unless told otherwise. A publish is answered when the message is stored; from then on the producer
 * has nothing to do with it. A message is handed to a worker with a free place; if it is not acknowledged within the
 * visibility timeout it is handed out again, and after so many deliveries it goes to the dead letters.
 *
 * Leaves out: retention, message size. [Amazon SQS Developer Guide]
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
});
type Config = z.output<typeof config>;

export const messageQueue = defineComponent({
  type: 'message-queue',
  title: 'Message queue',
  category: 'messaging',
  role: 'queue',
  summary: 'Stores messages until workers have taken care of them.',
  help: 'It takes work off the response path and lets it wait. Response time ends when the message is stored; how long until it is processed is the lag. If workers are slower than producers the lag grows without end.',
  misconception:
    'A queue gives no exactly-once delivery: what times out is delivered again. And it does not make users wait less for a result they need.',
  leavesOut: 'Retention, message size.',
  icon: 'inbox',
  config,
  calls: ['worker'],
  wiring:
    'A queue hands its messages to workers. Draw the arrow from the producer to the queue, and from the queue to the worker.',
  choosesOne: true,
  handsOutPlaces: () => true,
  instances: () => 1,
  readsKeys: ({ ordered }) => ordered,
  resources: (config) => [
    { name: 'backlog', title: 'Backlog', servers: Number.POSITIVE_INFINITY, queue: config.queue, holdsCalls: false },
  ],
  work: (config) => config.work,
  cost: (_config, usage, prices) => [
    {
      driver: 'requests',
      title: 'Send, receive, delete',
      monthly: prices('queue-request', usage.requestRate * SECONDS_PER_MONTH * REQUESTS_PER_MESSAGE),
    },
  ],
  station: (config, site) => new MessageQueue(config, site),
  starter: {},
});

/** Send, receive, delete: three requests of the price list. */
const REQUESTS_PER_MESSAGE = 3;

const VISIBLE_AGAIN = 1;

/** Stages of a visit: a publish under way, or a stored message waiting or handed out. */
const PUBLISHING = 0;
const WAITING = 1;
const HANDED_OUT = 2;

/** Of a message's columns: `sentAt` is when it was stored, `step` its deliveries so far, `mark` its deadline, `tag` unused. */
class MessageQueue implements ComponentStation {
  private readonly site: Site;
  private readonly config: Config;
  private readonly backlog = new Ring();
  private readonly deadlines: DeadlineQueue;
  /** Of an ordered queue, by item: the messages that wait for the one before them. An item that is busy has a line. */
  private readonly behind = new Map<number, Ring>();
  /** How many of them there are. */
  private held = 0;
  /** Next consumer to be offered a message. */
  private turn = 0;

  constructor(config: Config, site: Site) {
    this.config = config;
    this.site = site;
    this.deadlines = new DeadlineQueue(site.sim, site.id, VISIBLE_AGAIN, config.visibilityTimeout);
    // Workers ask for their next message as soon as they have a free place, whether or not anybody waited for the last.
    for (const link of site.links) link.onRoom = () => this.dispatch();
  }

  arrive(visit: number): void {
    if (this.backlog.size + this.held >= this.config.queue) this.site.fail(visit, Outcome.rejected);
    else this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer === WORK_DONE) {
      this.store(visit);
      this.site.answer(visit, Outcome.ok, 0);
    } else {
      for (let late = this.deadlines.expired(); late !== NO_VISIT; late = this.deadlines.expired()) this.again(late);
    }
    this.dispatch();
  }

  /** A worker has finished with a message. Only success acknowledges it; what failed becomes visible again in its time. */
  answered(message: number, delivery: number, outcome: number): void {
    const { visits, now } = this.site.sim;
    const isCurrent = visits.stage[message] === HANDED_OUT && visits.step[message] === delivery;
    if (isCurrent && !isFailure(outcome)) {
      this.site.book.lag.record(now - visits.sentAt[message]);
      this.discard(message);
    } else if (isCurrent && this.config.delivery === 'at-most-once') {
      this.site.book.lost++;
      this.discard(message);
    }
    this.dispatch();
  }

  abandoned(): void {
    // A publish that nobody waits for is stored all the same.
  }

  crashed(): void {
    // Messages are durable.
  }

  restored(): void {
    this.dispatch();
  }

  survives(visit: number): boolean {
    return this.site.sim.visits.stage[visit] !== PUBLISHING;
  }

  private store(publish: number): void {
    const { site } = this;
    const { sim } = site;
    const message = sim.open(site.id, NO_VISIT, 0, sim.visits.kind[publish], sim.visits.key[publish], Op.write, -1);
    site.operations?.inherit(publish, message);
    sim.visits.arrivedAt[message] = sim.now;
    site.book.inSystem.add(sim.now, 1);
    this.wait(message);
  }

  private wait(message: number): void {
    const { sim, resources } = this.site;
    sim.visits.stage[message] = WAITING;
    resources[0].waiting.add(sim.now, 1);
    const key = sim.visits.key[message];
    const before = this.config.ordered && sim.visits.step[message] === 0 ? this.behind.get(key) : undefined;
    if (before !== undefined) {
      before.push(message, sim.visits.serial[message], sim.now);
      this.held++;
      return;
    }
    if (this.config.ordered && sim.visits.step[message] === 0) this.behind.set(key, new Ring());
    this.backlog.push(message, sim.visits.serial[message], sim.now);
  }

  /** The message before has been dealt with: the next about the same item may be handed out. */
  private next(key: number): void {
    const line = this.behind.get(key);
    if (line === undefined) return;
    if (line.size === 0) {
      this.behind.delete(key);
      return;
    }
    this.held--;
    const message = line.shift();
    this.backlog.push(message, line.serial, line.joinedAt);
  }

  /** Hands out messages while there are both messages and workers with a free place. */
  private dispatch(): void {
    const { site, backlog, config } = this;
    const { sim } = site;
    while (backlog.size > 0 && !site.isOut) {
      const place = this.freePlace();
      if (place < 0) return;
      const message = backlog.shift();
      const [resource] = site.resources;
      resource.waiting.add(sim.now, -1);
      resource.wait.record(sim.now - backlog.joinedAt);
      if (sim.now > backlog.joinedAt) resource.waited++;
      const delivery = ++sim.visits.step[message];
      sim.visits.stage[message] = HANDED_OUT;
      if (config.delivery === 'at-least-once') this.deadlines.set(message);
      const link = site.links[this.linkAt(place)];
      link.call(
        message,
        delivery,
        sim.visits.kind[message],
        sim.visits.key[message],
        Op.write,
        place - this.firstAt(place),
      );
    }
  }

  /** Number of a worker instance with a free place, over all links, in turn; -1 where there is none. */
  private freePlace(): number {
    const { links } = this.site;
    let total = 0;
    for (const link of links) total += link.targets.length;
    for (let tried = 0; tried < total; tried++) {
      if (this.turn >= total) this.turn = 0;
      const place = this.turn++;
      const link = links[this.linkAt(place)];
      const position = place - this.firstAt(place);
      const worker = link.targets[position];
      if (!worker.isOut && !link.isCut && link.outstanding[position] < worker.component.resources[0].servers)
        return place;
    }
    return -1;
  }

  private linkAt(place: number): number {
    const { links } = this.site;
    let first = 0;
    for (let at = 0; at < links.length; at++) {
      first += links[at].targets.length;
      if (place < first) return at;
    }
    return -1;
  }

  private firstAt(place: number): number {
    const { links } = this.site;
    let first = 0;
    for (let at = 0; at < links.length; at++) {
      if (place < first + links[at].targets.length) return first;
      first += links[at].targets.length;
    }
    return first;
  }

  private again(message: number): void {
    const { site, config } = this;
    if (site.sim.visits.step[message] >= config.maxDeliveries) {
      site.book.deadLetters++;
      this.discard(message);
    } else {
      site.book.redeliveries++;
      this.wait(message);
    }
  }

  private discard(message: number): void {
    const { sim, book } = this.site;
    sim.visits.mark[message] = 0;
    if (this.config.ordered) this.next(sim.visits.key[message]);
    book.inSystem.add(sim.now, -1);
    sim.answer(message, Outcome.ok, 0); // to nobody: the producer has long been answered
  }
}
