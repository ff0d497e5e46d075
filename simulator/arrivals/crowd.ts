import { z } from 'zod';
import { defineArrivals } from '../arrival-process.ts';
import { quantity } from '../field.ts';
import type { RandomStream } from '../kernel/index.ts';
import { ModulatedPace, type Mood } from '../parts/modulated-pace.ts';
import { perSecond } from './rate.ts';

const config = z.strictObject({
  users: quantity('count', {
    title: 'Active users',
    help: 'Mean number of users who are active at a time; how many really are is drawn anew every interval.',
    default: 100,
    source: 'AsyncFlow: a hundred active users in its first example.',
    above: 0,
    max: 100_000,
  }),
  each: quantity('rate', {
    title: 'Requests per user',
    help: 'What one active user asks for.',
    default: '20/min',
    source: 'AsyncFlow: 20 requests a minute and user in its first example.',
    above: 0,
    max: 1e6,
  }),
  every: quantity('time', {
    title: 'Drawn every',
    help: 'How long a number of active users stays.',
    default: '60 s',
    source: 'AsyncFlow: user_sampling_window = 60 s.',
    min: 0.001,
    max: 31_536_000,
  }),
});

/**
 * As many users as chance has it (a Poisson number), for an interval; then another number. Together they ask as a Poisson
 * process while the number stays. The mean is that of a plain Poisson process; the intervals differ more. [AsyncFlow]
 */
export const crowd = defineArrivals({
  name: 'crowd',
  title: 'Crowd',
  description: 'Active users whose number is drawn anew every interval, each asking at a rate of their own.',
  config,
  rate: ({ users, each }) => users * each,
  pace: ({ users, each, every }, parts) =>
    new ModulatedPace(new Crowd(users, each, every, parts.draws('users')), parts),
  scaled: ({ users, each, every }, factor) => ({ users, each: each * factor, every }),
  starter: (rate) => ({ users: 100, each: perSecond(rate / 100), every: '60 s' }),
});

class Crowd implements Mood {
  rate = 0;
  readonly stay: number;
  private readonly users: number;
  private readonly each: number;
  private readonly draws: RandomStream;

  constructor(users: number, each: number, stay: number, draws: RandomStream) {
    this.users = users;
    this.each = each;
    this.stay = stay;
    this.draws = draws;
  }

  /** A Poisson number is how many exponential gaps fit into its mean. */
  change(): void {
    let active = -1;
    for (let at = 0; at <= this.users; at += this.draws.exponential()) active++;
    this.rate = active * this.each;
  }
}
