import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';

const config = z.strictObject({
  from: idSchema,
  to: idSchema,
  add: quantity('time', {
    title: 'Added delay',
    help: 'There and back together.',
    default: '200 ms',
    source: 'Assumption: the way to a far continent; US west to Singapore is 180 ms (napkin-math, 2026).',
    above: 0,
    max: 3600,
  }),
});

/** The wire between two components takes longer; the components themselves are well. */
export const latency = defineFault({
  kind: 'latency',
  title: 'Network delay',
  summary: 'A connection takes longer, there and back.',
  help: 'The callee is as quick as ever, but callers hold threads and pooled connections while they wait.',
  icon: 'cable',
  target: 'connection',
  config,
  begin: ({ from, to, add }, targets) => {
    for (const link of targets.links(from, to)) link.addDelay(add);
  },
  end: ({ from, to, add }, targets) => {
    for (const link of targets.links(from, to)) link.addDelay(-add);
  },
  label: ({ from, to }) => `${from}→${to} delayed`,
});
