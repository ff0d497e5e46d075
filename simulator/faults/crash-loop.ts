import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { meanTime } from '../field.ts';
import { alternately } from './alternately.ts';
import { struckReplicas } from './struck.ts';

const config = z.strictObject({
  component: idSchema,
  up: meanTime({
    title: 'Lives for',
    help: 'Time from a start to the next crash, of each instance. A bare time is the mean of an exponential law; an Erlang law with a large k is a leak that fills the memory at an even pace.',
    default: '60 s',
    source: 'Assumption: a leak of some megabytes per second before a limit of some hundred.',
    usual: '10 s–1 d',
  }),
  down: meanTime({
    title: 'Down for',
    help: 'From a crash until it serves again. A bare time is the mean of an exponential law.',
    default: '20 s',
    source:
      'Assumption: a restart of a container of 5 to 30 s; Kubernetes waits longer after each crash, 5 min at most.',
    usual: '1 s–5 min',
  }),
  replicas: struckReplicas('crash again and again'),
});

/** Each instance crashes and is restarted, again and again: a memory leak, a message that kills its consumer. */
export const crashLoop = defineFault({
  kind: 'crashLoop',
  title: 'Crash loop',
  summary: 'Each instance crashes and is restarted, again and again.',
  help: 'A memory leak that ends with the limit, a bad configuration, a consumer that dies of what it consumes. Each crash fails what is in progress and empties what is kept in memory; if all are down at once, nobody serves.',
  icon: 'rotate-ccw',
  target: 'component',
  roles: ['router', 'compute', 'cache', 'store', 'queue', 'worker', 'external', 'support', 'scheduler'],
  config,
  begin: ({ component, replicas, up, down }, targets, until) =>
    alternately(targets, targets.sites(component, replicas), { up, down, purpose: 'crash loop' }, until, (site) =>
      site.crash(),
    ),
  end: () => {
    // None crashes any more; one that is down comes up in its time.
  },
  label: ({ component }) => `${component} crash loop`,
});
