import { type Distribution, type DistributionSpec, sampler } from '../distribution.ts';
import { alwaysGroup, count, quantity, timeDistribution } from '../field.ts';
import { NO_VISIT, type RandomStream, Rank } from '../kernel/index.ts';
import type { PlannedCall } from '../model.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import { type BackoffSpec, backoffField } from '../policies/backoff.ts';
import type { Site } from '../site.ts';
import { Backoff } from './backoff.ts';
import { Turns } from './turns.ts';

/** How somebody else's service tells of what it has done: webhooks. */
export const callbacksField = alwaysGroup(
  {
    title: 'Webhooks',
    help: 'What it has done it tells over the connections that lead from it, at least once and in no order. Without such a connection it tells nobody.',
    advanced: true,
  },
  {
    delay: timeDistribution({
      title: 'Delay',
      help: 'From what was done until it is told.',
      default: { lognormal: { p50: '1 s', p99: '30 s' } },
      source: 'Assumption: mostly seconds, at times half a minute; providers promise nothing.',
    }),
    duplicates: quantity('fraction', {
      title: 'Duplicates',
      help: 'Share that is told twice though the first was taken.',
      default: '1 %',
      source:
        'Assumption: Stripe documentation says that an endpoint may receive an event more than once, not how often.',
      min: 0,
      max: 1,
    }),
    attempts: count({
      title: 'Attempts',
      help: 'Deliveries of one event until it is given up.',
      default: 18,
      source:
        'Assumption: with the wait doubling from 10 s to 12 h, 18 attempts take three days, as long as Stripe retries in live mode.',
      max: 100,
    }),
    backoff: backoffField({
      base: {
        default: '10 s',
        source: 'Assumption: Stripe documentation says exponential back-off, not where it begins.',
      },
      cap: { default: '12 h', source: 'Assumption: twice a day for who has been away for long.' },
      jitter: { default: 'none', source: 'Assumption: failures of one endpoint are spread over time by themselves.' },
    }),
  },
);

export interface CallbackOptions {
  readonly delay: DistributionSpec;
  readonly duplicates: number;
  readonly attempts: number;
  readonly backoff: BackoffSpec;
}

/**
 * Tells of what has been done, by calls of its own that no request waits for. Each event waits for a delay of its own, so that
 * two about the same item may change places; what fails is told again, later and later.
 *
 * An event is a visit: `step` counts its deliveries, `mark` is its number in the order of what was done, `grantedAt2` its last backoff.
 */
export class Callbacks {
  private readonly site: Site;
  private readonly timer: number;
  private readonly options: CallbackOptions;
  private readonly delay: Distribution;
  private readonly draws: RandomStream;
  private readonly backoff: Backoff;
  private readonly turns = new Turns();
  /** By request kind: whom to tell. */
  private readonly callsOf: readonly (readonly PlannedCall[])[];

  /** `station.wake(timer, event)` comes when an event is due: it is then to be passed to `send`. */
  constructor(site: Site, timer: number, options: CallbackOptions) {
    this.site = site;
    this.timer = timer;
    this.options = options;
    this.delay = sampler(options.delay);
    this.draws = site.stream('callbacks');
    this.backoff = new Backoff(options.backoff, site.stream('backoff'));
    this.callsOf = site.requests.kinds.map(({ index }) =>
      site.component.plans[index * 2 + 1].flatMap(({ calls }) => calls),
    );
  }

  /** What the visit asked for has been done. */
  announce(visit: number): void {
    const { site, draws, options, callsOf } = this;
    const calls = callsOf[site.sim.visits.kind[visit]];
    for (let i = 0; i < calls.length; i++) {
      if (calls[i].probability < 1 && !draws.chance(calls[i].probability)) continue;
      const number = this.turns.next();
      this.prepare(visit, i, number);
      if (options.duplicates > 0 && draws.chance(options.duplicates)) this.prepare(visit, i, number);
    }
  }

  /** An event is due. */
  send(event: number): void {
    const { site, callsOf } = this;
    const { visits } = site.sim;
    const kind = visits.kind[event];
    const call = callsOf[kind][visits.stage[event]];
    visits.step[event]++;
    site.links[call.link].call(event, 0, kind, visits.key[event], Op.write, -1);
  }

  /** Who was told has answered. */
  answered(event: number, outcome: number): void {
    const { site, options, turns } = this;
    const { sim, book } = site;
    const { key, step, mark, grantedAt2 } = sim.visits;
    if (isFailure(outcome) && step[event] < options.attempts) {
      const wait = this.backoff.wait(step[event], step[event] === 1 ? 0 : grantedAt2[event]);
      grantedAt2[event] = wait;
      sim.wakeAfter(site.id, this.timer, event, wait, Rank.timer);
      return;
    }
    // Of an item that nobody else asks for there is no order to keep.
    if (!isFailure(outcome) && key[event] >= 0) book.effects.delivered(turns.isLate(key[event], mark[event]));
    sim.answer(event, Outcome.ok, 0); // to nobody
  }

  private prepare(visit: number, call: number, number: number): void {
    const { site } = this;
    const { sim } = site;
    const event = sim.open(site.id, NO_VISIT, 0, sim.visits.kind[visit], sim.visits.key[visit], Op.write, -1);
    site.operations?.share(visit, event);
    sim.visits.stage[event] = call;
    sim.visits.mark[event] = number;
    sim.wakeAfter(site.id, this.timer, event, this.delay.sample(this.draws), Rank.timer);
  }
}
