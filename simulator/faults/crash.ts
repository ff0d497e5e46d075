import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { callsField, struckReplicas } from './struck.ts';

const config = z.strictObject({ component: idSchema, replicas: struckReplicas('crash'), calls: callsField });

/** An instance stops: what is queued and running fails, volatile state is lost, calls are refused or hang. */
export const crash = defineFault({
  kind: 'crash',
  title: 'Crash',
  summary: 'The component stops: everything in it fails, and calls are refused.',
  help: 'Queued and running requests fail, caches lose their contents. A balancer keeps sending until its health checks have noticed. Where calls hang instead of being refused, callers without a timeout wait until it is back.',
  icon: 'skull',
  target: 'component',
  isFrequent: true,
  roles: ['router', 'compute', 'cache', 'store', 'queue', 'worker', 'external', 'support', 'scheduler'],
  config,
  begin: ({ component, replicas, calls }, targets, until) =>
    targets.sites(component, replicas).map((site) => site.crash(calls === 'hang' ? until : 0)),
  end: (_config, _targets, repairs) => {
    for (const repair of repairs) repair();
  },
  label: ({ component, replicas }) =>
    replicas === undefined ? `${component} crash` : `${component} crash (${replicas})`,
});
