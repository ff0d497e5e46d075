import { z } from 'zod';
import { defineArrivals, noGap } from '../arrival-process.ts';
import { sampler } from '../distribution.ts';
import { requiredQuantity, requiredTimeDistribution } from '../field.ts';

const config = z.strictObject({
  users: requiredQuantity('count', {
    title: 'Users',
    help: 'People, each with one request at a time.',
    min: 1,
    max: 1e6,
    integer: true,
  }),
  think: requiredTimeDistribution({ title: 'Think time', help: 'From an answer to the same user’s next request.' }),
});

/** Each user thinks, asks, waits for the answer or the failure, and thinks again; all begin by thinking. */
export const closed = defineArrivals({
  name: 'closed',
  title: 'Closed',
  description: 'So many users, each waiting for an answer before asking again.',
  config,
  // If answers took no time.
  rate: ({ users, think }) => users / sampler(think).mean,
  users: ({ users, think }) => ({ users, think: sampler(think) }),
  gap: ({ think }) => sampler(think),
  check: ({ think }) => (sampler(think).mean > 0 ? [] : [noGap('think')]),
  starter: () => ({ users: 100, think: '1 s' }),
});
