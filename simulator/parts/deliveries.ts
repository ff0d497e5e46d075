import type { ResourceSpec } from '../component.ts';
import { type AppliesWhen, quantity } from '../field.ts';
import { DeadlineQueue, NO_VISIT, type RandomStream, Rank, Ring } from '../kernel/index.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import type { Backoff } from './backoff.ts';
import type { Places } from './places.ts';

/** What is stored and not delivered yet, of which there may be so many. */
export function backlog(queue: number): ResourceSpec {
  return { name: 'backlog', title: 'Backlog', servers: Number.POSITIVE_INFINITY, queue, holdsCalls: false };
}

/** Where messages are stored, and whose books tell of them: a queue's own instance, or what a store keeps of its changes. */
export type Depot = Pick<
  Site,
  'sim' | 'id' | 'book' | 'resources' | 'links' | 'requests' | 'operations' | 'isOut' | 'stream'
>;

/** How stored messages are delivered. Times in seconds. */
export interface DeliveryRules {
  readonly delivery: 'at-least-once' | 'at-most-once';
  /** A delivery that has not been acknowledged by then counts for nothing, and the message is due again; Infinity where it is waited for. */
  readonly deadline: number;
  /** After so many deliveries a message goes to the dead letters. */
  readonly maxDeliveries: number;
  /** A message older than this is dropped when its turn comes. */
  readonly retention: number;
  /** Whether messages about one item are delivered one after the other. */
  readonly ordered: boolean;
  /** Share of the messages that are delivered once more, though they have been acknowledged. */
  readonly duplicates: number;
  /** Wait after the k-th delivery has failed; without one a failure shows only when the deadline has passed. */
  readonly backoff?: Backoff | undefined;
}

/** The field of those who deliver at least once. */
export function duplicatesField(appliesWhen?: AppliesWhen) {
  return quantity('fraction', {
    title: 'Duplicates',
    help: 'Share of the messages that are delivered once more although they have been acknowledged: the price of at least once, beside what timeouts cause.',
    default: 0,
    source: 'Assumption: rare enough to leave out; providers promise no number.',
    usual: '0–0.1 %',
    min: 0,
    max: 1,
    advanced: true,
    ...(appliesWhen === undefined ? {} : { appliesWhen }),
  });
}

/** Timers of one line of deliveries, behind the first. */
export const DeliveryTimer = { deadline: 0, retry: 1 } as const;
export const DELIVERY_TIMERS = 2;

/** Stages of a message. A publish that is under way is none yet. */
const WAITING = 1;
const HANDED_OUT = 2;
const RESTING = 3;

/** Whether a visit is a message that has been stored, and no publish under way. */
export function isMessage({ sim }: Site, visit: number): boolean {
  return sim.visits.stage[visit] >= WAITING;
}

/** Value of `pending` of a message that has been acknowledged and is delivered again by mistake. */
const DONE_BEFORE = 1;

/**
 * A durable line of messages and their deliveries to whoever has a place for them: at least once, with a deadline for each
 * acknowledgement, retries, dead letters, retention and an order by item where it is asked for.
 *
 * Of a message's columns: `sentAt` is when it was stored, `step` its deliveries so far, `mark` its deadline, `flags` the
 * link that it is for or -1, `grantedAt2` its last backoff.
 */
export class Deliveries {
  private readonly site: Depot;
  private readonly rules: DeliveryRules;
  private readonly places: Places;
  private readonly firstTimer: number;
  private readonly draws: RandomStream | undefined;
  private readonly backlog = new Ring();
  private readonly deadlines: DeadlineQueue;
  private readonly hasDeadline: boolean;
  /** Where messages are in order, by item: those that wait for the one before them. An item that is busy has a line. */
  private readonly behind = new Map<number, Ring>();
  /** How many of them there are. */
  private held = 0;
  /** By link + 1 and item: the latest message that has been dealt with; absent where nobody looks at items. */
  private readonly newest: Map<number, number>[] | undefined;

  constructor(site: Depot, rules: DeliveryRules, places: Places, firstTimer: number) {
    this.site = site;
    this.rules = rules;
    this.places = places;
    this.firstTimer = firstTimer;
    this.draws = rules.duplicates > 0 ? site.stream('duplicates') : undefined;
    this.newest = site.requests.keysMatter ? [] : undefined;
    this.hasDeadline = rules.delivery === 'at-least-once' && rules.deadline < Number.POSITIVE_INFINITY;
    this.deadlines = new DeadlineQueue(site.sim, site.id, firstTimer + DeliveryTimer.deadline, rules.deadline);
  }

  /** Messages that wait. */
  get waiting(): number {
    return this.backlog.size + this.held;
  }

  /** Stores what a visit publishes as a message for a link, by its number, or for any (-1). Returns the message. */
  store(publish: number, bound: number): number {
    const { site } = this;
    const { sim } = site;
    const message = sim.open(site.id, NO_VISIT, 0, sim.visits.kind[publish], sim.visits.key[publish], Op.write, -1);
    site.operations?.inherit(publish, message);
    site.book.effects.promise();
    sim.visits.arrivedAt[message] = sim.now;
    sim.visits.flags[message] = bound;
    site.book.inSystem.add(sim.now, 1);
    this.wait(message);
    return message;
  }

  wake(timer: number, message: number): void {
    if (timer === this.firstTimer + DeliveryTimer.retry) {
      this.again(message);
    } else {
      const { deadlines, places } = this;
      for (let late = deadlines.expired(); late !== NO_VISIT; late = deadlines.expired()) {
        places.freed();
        this.failed(late);
      }
    }
    this.dispatch();
  }

  /** A delivery has been answered. Only success acknowledges it, and only that of the delivery under way. */
  answered(message: number, delivery: number, outcome: number): void {
    const { visits } = this.site.sim;
    if (visits.stage[message] === HANDED_OUT && visits.step[message] === delivery) {
      const { rules } = this;
      if (!isFailure(outcome)) {
        this.places.freed();
        this.acknowledged(message);
      } else if (rules.delivery === 'at-most-once') {
        this.places.freed();
        this.lose(message);
      } else if (rules.backoff !== undefined) {
        this.places.freed();
        visits.mark[message] = 0;
        this.failed(message);
      }
    }
    this.dispatch();
  }

  /** Delivers while there are both messages and places. */
  dispatch(): void {
    const { site, backlog, places } = this;
    const { sim } = site;
    this.expire();
    while (backlog.size > 0 && !site.isOut) {
      if (!places.find(sim.visits.flags[backlog.oldest()])) return;
      const message = backlog.shift();
      const [resource] = site.resources;
      resource.waiting.add(sim.now, -1);
      resource.wait.record(sim.now - backlog.joinedAt);
      if (sim.now > backlog.joinedAt) resource.waited++;
      const delivery = ++sim.visits.step[message];
      sim.visits.stage[message] = HANDED_OUT;
      if (this.hasDeadline) this.deadlines.set(message);
      places.taken();
      const { link, position } = places;
      link.call(message, delivery, sim.visits.kind[message], sim.visits.key[message], Op.write, position);
      this.expire();
    }
  }

  private wait(message: number): void {
    const { sim, resources } = this.site;
    const { visits } = sim;
    const isFirst = this.rules.ordered && visits.step[message] === 0;
    visits.stage[message] = WAITING;
    resources[0].waiting.add(sim.now, 1);
    const key = visits.key[message];
    const before = isFirst ? this.behind.get(key) : undefined;
    if (before !== undefined) {
      before.push(message, visits.serial[message], sim.now);
      this.held++;
      return;
    }
    if (isFirst) this.behind.set(key, new Ring());
    this.backlog.push(message, visits.serial[message], sim.now);
  }

  /** Drops those in front that have been kept for as long as they may be. */
  private expire(): void {
    const { site, backlog, rules } = this;
    if (rules.retention === Number.POSITIVE_INFINITY) return;
    const { sim, resources } = site;
    while (backlog.size > 0 && sim.now - sim.visits.sentAt[backlog.oldest()] > rules.retention) {
      const message = backlog.shift();
      resources[0].waiting.add(sim.now, -1);
      this.lose(message);
    }
  }

  private lose(message: number): void {
    const { sim, book } = this.site;
    if (sim.visits.pending[message] !== DONE_BEFORE) {
      book.lost++;
      book.effects.lose(1);
    }
    this.discard(message);
  }

  private acknowledged(message: number): void {
    const { sim, book, links } = this.site;
    const { visits } = sim;
    const isNew = visits.pending[message] !== DONE_BEFORE;
    if (isNew) {
      const lag = sim.now - visits.sentAt[message];
      book.lag.record(lag);
      if (visits.flags[message] >= 0) links[visits.flags[message]].book.lag?.record(lag);
    }
    this.noteOrder(message);
    if (isNew && this.draws?.chance(this.rules.duplicates) === true) {
      visits.pending[message] = DONE_BEFORE;
      visits.mark[message] = 0;
      this.again(message);
    } else {
      this.discard(message);
    }
  }

  /** Whether a message has been dealt with after a later one about the same item, at the same link. */
  private noteOrder(message: number): void {
    const { flags, key, serial } = this.site.sim.visits;
    // An item that no other request is about has no order.
    if (this.newest === undefined || key[message] < 0) return;
    const at = flags[message] + 1;
    this.newest[at] ??= new Map();
    const newest = this.newest[at].get(key[message]) ?? 0;
    this.site.book.effects.delivered(serial[message] < newest);
    if (serial[message] > newest) this.newest[at].set(key[message], serial[message]);
  }

  /** A delivery has come to nothing. */
  private failed(message: number): void {
    const { site, rules } = this;
    const { sim } = site;
    const { visits } = sim;
    if (visits.step[message] >= rules.maxDeliveries) {
      if (visits.pending[message] !== DONE_BEFORE) site.book.deadLetters++;
      this.discard(message);
    } else if (rules.backoff === undefined) {
      this.again(message);
    } else {
      const { step } = visits;
      const rest = rules.backoff.wait(step[message], step[message] === 1 ? 0 : visits.grantedAt2[message]);
      visits.grantedAt2[message] = rest;
      visits.stage[message] = RESTING;
      sim.wakeAfter(site.id, this.firstTimer + DeliveryTimer.retry, message, rest, Rank.timer);
    }
  }

  private again(message: number): void {
    this.site.book.redeliveries++;
    this.wait(message);
  }

  private discard(message: number): void {
    const { sim, book } = this.site;
    sim.visits.mark[message] = 0;
    if (this.rules.ordered) this.next(sim.visits.key[message]);
    book.inSystem.add(sim.now, -1);
    sim.answer(message, Outcome.ok, 0); // to nobody: the producer has long been answered
  }

  /** The message before has been dealt with: the next about the same item may be delivered. */
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
}
