import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { meanTime } from '../field.ts';
import { alternately } from './alternately.ts';
import { struckReplicas } from './struck.ts';

const config = z.strictObject({
  component: idSchema,
  every: meanTime({
    title: 'Every',
    help: 'Time from the end of a pause to the next one, of each instance. A bare time is the mean of an exponential law.',
    default: '10 s',
    source: 'Assumption: a collector that stops the world a few times a minute under load.',
    usual: '1 s–10 min',
  }),
  length: meanTime({
    title: 'Length',
    help: 'How long a pause lasts. A bare time is the mean of an exponential law.',
    default: '500 ms',
    source: 'Assumption: a full collection of a heap of some gigabytes; G1 aims at 200 ms (-XX:MaxGCPauseMillis).',
    usual: '1 ms–2 s',
  }),
  replicas: struckReplicas('pause'),
});

/** Each instance stops for a moment, again and again, each at its own times. */
export const pauses = defineFault({
  kind: 'pauses',
  title: 'Pauses',
  summary: 'Each instance stands still for a moment, again and again.',
  help: 'Garbage collection, a noisy neighbor, a snapshot. What was about to be answered waits for the end of the pause, and what has piled up comes after it: the median stays, the tail is the length of the pause. More replicas make a pause somewhere more likely for whoever asks several.',
  icon: 'circle-pause',
  target: 'component',
  roles: ['router', 'compute', 'cache', 'store', 'queue', 'worker', 'external', 'support'],
  config,
  begin: ({ component, replicas, every, length }, targets, until) =>
    alternately(
      targets,
      targets.sites(component, replicas),
      { up: every, down: length, purpose: 'pauses' },
      until,
      (site) => {
        site.freeze();
        return () => site.thaw();
      },
    ),
  end: () => {
    // None begins any more; one that has begun has its length.
  },
  label: ({ component }) => `${component} pauses`,
});
