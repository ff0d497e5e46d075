import type { ByEffect } from '../../simulator/index.ts';

/** How the kinds of wrong effects are told to people, in the order in which they are. */
export const effectWords: Readonly<
  Record<
    keyof ByEffect<unknown>,
    {
      readonly title: string;
      /** What it is a share of. */
      readonly of: string;
      readonly help: string;
    }
  >
> = {
  duplicates: {
    title: 'Done twice',
    of: 'effects',
    help: 'An effect was carried out again for the same operation: by a retry, a copy, or a message that was delivered again.',
  },
  lostWrites: {
    title: 'Lost',
    of: 'acknowledged writes',
    help: 'A write that had been acknowledged is gone: a crash, a full buffer or a dead consumer took it.',
  },
  staleReads: {
    title: 'Stale',
    of: 'reads',
    help: 'A read missed a write that had returned before it began.',
  },
  outOfOrder: {
    title: 'Out of order',
    of: 'deliveries',
    help: 'A message was dealt with after a later one about the same item.',
  },
  oversold: {
    title: 'Oversold',
    of: 'units sold',
    help: 'A unit was sold that was not there: the buyer had seen one, and somebody else had taken it.',
  },
  halfDone: {
    title: 'Half done',
    of: 'requests',
    help: 'A request wrote in one of the places that belong together and not in another: a row without its event, a payment without its order.',
  },
};
