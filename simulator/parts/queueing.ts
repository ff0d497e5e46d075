import { optionalTimeDistribution } from '../field.ts';

/** The fields of whatever has a waiting line: who waits, how long, and who is turned away. */
export const queueingFields = {
  queueTimeout: optionalTimeDistribution({
    title: 'Queue timeout',
    help: 'A request that has waited so long for its turn leaves the queue unserved: it fails after this time, and has cost no work. Use it so that nobody waits for an answer that will come too late. A distribution makes some more patient than others.',
    advanced: true,
  }),
};
