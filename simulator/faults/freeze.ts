import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { struckReplicas } from './struck.ts';

const config = z.strictObject({ component: idSchema, replicas: struckReplicas('freeze') });

/** Time stops in an instance, and goes on later: a pause for garbage collection, a live migration, a stuck disk. */
export const freeze = defineFault({
  kind: 'freeze',
  title: 'Freeze',
  summary: 'Time stops in the component, and goes on later where it stopped.',
  help: 'Nothing is lost: connections stay open, calls wait, work in progress resumes. Callers see only silence. What has piled up meanwhile is worked off afterwards, also what nobody waits for any more: with retries that may keep a system down that would carry its load (a metastable failure).',
  icon: 'snowflake',
  target: 'component',
  roles: ['router', 'compute', 'cache', 'store', 'queue', 'worker', 'external', 'support'],
  config,
  begin: ({ component, replicas }, targets) => {
    for (const site of targets.sites(component, replicas)) site.freeze();
  },
  end: ({ component, replicas }, targets) => {
    for (const site of targets.sites(component, replicas)) site.thaw();
  },
  label: ({ component, replicas }) =>
    replicas === undefined ? `${component} freeze` : `${component} freeze (${replicas})`,
});
