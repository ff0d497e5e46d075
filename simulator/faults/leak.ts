import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';
import { ConnectionPool } from '../parts/connection-pool.ts';
import { Leak } from '../parts/leak.ts';

const config = z.strictObject({
  from: idSchema,
  to: idSchema,
  every: quantity('time', {
    title: 'Every',
    help: 'Each caller instance loses one connection of its pool each time.',
    default: '10 s',
    source: 'Assumption: an error path that forgets to give the connection back, taken a few times a minute.',
    above: 0,
    max: 86_400,
  }),
});

/** Pooled connections are taken and not given back, one after the other, until a restart. */
export const leak = defineFault({
  kind: 'leak',
  title: 'Connection leak',
  summary: 'A pool loses one connection after the other, until the end of the fault: a restart.',
  help: 'For a long time nothing shows: a pool is seldom used up. Then calls wait for the few that are left, and at last for ever. The database is idle all the while.',
  icon: 'droplets',
  target: 'connection',
  unsuited: ({ to }, { spec, definition }) =>
    definition(to)?.pool?.(spec(to) as never) === undefined
      ? `Calls to "${to}" take no connection from a pool that could leak.`
      : undefined,
  config,
  begin: ({ from, to, every }, targets) => {
    const pools = targets
      .links(from, to)
      .flatMap(({ layers }) => layers.filter((layer): layer is ConnectionPool => layer instanceof ConnectionPool));
    return new Leak(targets.sim, pools, every);
  },
  end: (_, __, begun) => begun.stop(),
  label: ({ from, to }) => `${from}→${to} leaks connections`,
});
