import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';

const config = z.strictObject({
  from: idSchema,
  to: idSchema,
  share: quantity('fraction', {
    title: 'Share',
    help: 'Of the calls over this connection, how many are held up.',
    default: '10 %',
    source: 'Assumption: one path in ten is slow.',
    usual: '0.1–50 %',
    min: 0,
    max: 1,
  }),
  delay: quantity('time', {
    title: 'Held up',
    help: 'How much later they come: what is sent meanwhile overtakes them.',
    default: '1 s',
    source: 'Assumption: a retry of the sender, or a path with a queue.',
    usual: '10 ms–1 min',
    above: 0,
    max: 86_400,
  }),
});

/** A share of what is sent is overtaken by what is sent later. */
export const reorder = defineFault({
  kind: 'reorder',
  title: 'Out of order',
  summary: 'A share of the calls or messages over a connection is held up, and overtaken by later ones.',
  help: 'The order in which things are sent is the order in which they come only where somebody sees to it. Behind a queue that keeps the order of each item the next message waits for the one before; elsewhere an older state is dealt with after a newer one, which is counted for queues, topics, logs and webhooks.',
  icon: 'git-fork',
  target: 'connection',
  readsKeys: true,
  config,
  begin: ({ from, to, share, delay }, targets) => {
    const draws = targets.stream(`${from}->${to}`, 'reorder');
    return targets.links(from, to).map((link) => link.holdUp({ share, delay, draws }));
  },
  end: (_, __, begun) => {
    for (const stop of begun) stop();
  },
  label: ({ from, to }) => `${from}→${to} out of order`,
});
