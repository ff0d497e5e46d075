import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { optionalQuantity } from '../field.ts';

const config = z.strictObject({
  component: idSchema,
  replicas: optionalQuantity('count', {
    title: 'Replicas',
    help: 'How many instances crash; all of them if empty.',
    min: 1,
    max: 100_000,
    integer: true,
  }),
});

/** An instance stops: what is queued and running fails at once, volatile state is lost, calls are refused. */
export const crash = defineFault({
  kind: 'crash',
  title: 'Crash',
  summary: 'The component stops: everything in it fails at once, and calls are refused.',
  help: 'Queued and running requests fail, caches lose their contents. A balancer keeps sending until its health checks have noticed.',
  icon: 'skull',
  target: 'component',
  roles: ['router', 'compute', 'cache', 'store', 'queue', 'worker', 'external'],
  config,
  begin: ({ component, replicas }, targets) => {
    for (const site of targets.sites(component, replicas)) site.crash();
  },
  end: ({ component, replicas }, targets) => {
    for (const site of targets.sites(component, replicas)) site.restore();
  },
  label: ({ component, replicas }) =>
    replicas === undefined ? `${component} crash` : `${component} crash (${replicas})`,
});
