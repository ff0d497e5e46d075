import { z } from 'zod';
import { defineArrivals, type Pace, type PaceParts, type Recorded } from '../arrival-process.ts';
import { count, optionalQuantity, quantity, requiredQuantity } from '../field.ts';

const config = z.strictObject({
  every: requiredQuantity('time', {
    title: 'Every',
    help: 'From one tick of the clock to the next: a minute, an hour, a day.',
    above: 0,
    max: 31_536_000,
  }),
  first: optionalQuantity('time', {
    title: 'First',
    help: 'Moment of the first tick; one interval after the start if empty.',
    min: 0,
    max: 31_536_000,
  }),
  jobs: count({
    title: 'Jobs',
    help: 'Jobs that are due at each tick: one for each tenant, say.',
    default: 1,
    source: 'Assumption: one job.',
    max: 100_000,
  }),
  jitter: quantity('time', {
    title: 'Jitter',
    help: 'Each job begins at a random moment within this time after the tick.',
    default: '0 s',
    source: 'cron: every job at its minute, to the second.',
    min: 0,
    max: 31_536_000,
    usual: '0 s–10 min',
  }),
});
type Config = z.output<typeof config>;

/** A clock: at each tick so many jobs are due, all at once or spread by a jitter. Their numbers are the items they ask for. */
export const schedule = defineArrivals({
  name: 'schedule',
  title: 'Schedule',
  description: 'A clock at whose ticks jobs are due, at once or spread.',
  config,
  rate: ({ every, jobs }) => jobs / every,
  pace: (of, parts) => new SchedulePace(of, parts),
  check: ({ every, jitter }) =>
    jitter <= every
      ? []
      : [
          {
            code: 'jitter-too-long',
            severity: 'error',
            path: ['jitter'],
            what: `The jitter of ${jitter} s is longer than the ${every} s between ticks.`,
            why: 'Jobs of one tick would come after those of the next.',
            todo: 'Make "jitter" shorter or "every" longer.',
          },
        ],
  scaled: (of, factor) => ({ ...of, every: of.every / factor, jitter: of.jitter / factor }),
  starter: (rate) => ({ every: Number((1 / rate).toPrecision(6)) }),
});

class SchedulePace implements Pace {
  readonly recorded: { -readonly [P in keyof Recorded]: Recorded[P] } = { request: undefined, key: -1 };
  private readonly of: Config;
  private readonly draws;
  /** Moments of the jobs of this tick after it, in order [s], and which jobs they are. */
  private readonly delays: Float64Array;
  private readonly order: number[];
  private tick = 0;
  private tickAt: number;
  private at: number;

  constructor(of: Config, parts: PaceParts) {
    this.of = of;
    this.draws = parts.draws('jitter');
    this.delays = new Float64Array(of.jobs);
    this.order = Array.from({ length: of.jobs }, (_, job) => job);
    this.tickAt = 0;
    this.at = of.jobs;
  }

  /** Surges and shapes do not move a clock. */
  next(): number {
    if (this.at === this.of.jobs) this.turn();
    const job = this.order[this.at++];
    this.recorded.key = job;
    return this.tickAt + this.delays[job];
  }

  private turn(): void {
    const { of, delays, order, draws } = this;
    // A multiple and not a sum, so that no rounding piles up.
    this.tickAt = (of.first ?? of.every) + this.tick++ * of.every;
    this.at = 0;
    if (of.jitter === 0) return;
    for (let job = 0; job < of.jobs; job++) delays[job] = draws.uniform() * of.jitter;
    order.sort((a, b) => delays[a] - delays[b] || a - b);
  }
}
