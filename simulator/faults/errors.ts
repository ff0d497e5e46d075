import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';
import { struckKinds } from '../parts/struck-kinds.ts';
import { struckReplicas, struckRequests } from './struck.ts';

const config = z.strictObject({
  component: idSchema,
  rate: quantity('fraction', {
    title: 'Error rate',
    help: 'Share of the finished requests that then fail.',
    default: '30 %',
    source: 'Assumption: a bad release on about a third of the machines.',
    above: 0,
    max: 1,
  }),
  replicas: struckReplicas('err'),
  requests: struckRequests('may fail: writes only where a disk is full, say'),
});

/** Requests are worked on to the end, and then fail. */
export const errors = defineFault({
  kind: 'errors',
  title: 'Errors',
  summary: 'A share of the requests fails after the work is done.',
  help: 'The work is done and paid for, and the answer is an error. Retries double the work.',
  icon: 'bug',
  target: 'component',
  isFrequent: true,
  roles: ['router', 'compute', 'cache', 'store', 'queue', 'worker', 'external', 'support'],
  config,
  begin: ({ component, rate, replicas, requests }, targets) => {
    const struck = struckKinds(targets.kinds, requests);
    return targets.sites(component, replicas).map((site) => site.failSometimes(rate, struck));
  },
  end: (_, __, over) => {
    for (const end of over) end();
  },
  label: ({ component, rate }) => `${component} errors ${Math.round(rate * 1000) / 10} %`,
});
