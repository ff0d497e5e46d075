import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';
import { struckKinds } from '../parts/struck-kinds.ts';
import { struckReplicas, struckRequests } from './struck.ts';

const config = z.strictObject({
  component: idSchema,
  factor: quantity('count', {
    title: 'Factor',
    help: 'Work takes this many times as long.',
    default: 10,
    source: 'Assumption: an order of magnitude, alive but late: a gray failure (Huang et al., HotOS 2017).',
    above: 0,
    max: 1e6,
  }),
  replicas: struckReplicas('are slow'),
  requests: struckRequests('are slow: a query without an index, say. Only work that begins from then on'),
});

/** Work takes longer, what is left of the work in progress too. */
export const slow = defineFault({
  kind: 'slow',
  title: 'Slow down',
  summary: 'Work takes many times as long.',
  help: 'The component answers, but late. Callers that wait without a timeout hold their threads all the while.',
  icon: 'snail',
  target: 'component',
  isFrequent: true,
  roles: ['router', 'compute', 'cache', 'store', 'queue', 'worker', 'external', 'support'],
  config,
  begin: ({ component, factor, replicas, requests }, targets) => {
    const struck = struckKinds(targets.kinds, requests);
    return targets.sites(component, replicas).map((site) => site.slowDown(factor, struck));
  },
  end: (_, __, over) => {
    for (const end of over) end();
  },
  label: ({ component, factor }) => `${component} slow ×${factor}`,
});
