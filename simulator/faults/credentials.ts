import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';
import { StaleCredentials } from '../parts/stale-credentials.ts';

const config = z.strictObject({
  component: idSchema,
  connectionLife: quantity('time', {
    title: 'Connections live',
    help: 'How long callers keep a connection before they open a new one. Open ones go on; 0 where each call opens its own.',
    default: '30 min',
    source: 'HikariCP: maxLifetime = 30 min.',
    usual: '0–1 h',
    min: 0,
    max: 30 * 86_400,
  }),
  rollout: quantity('time', {
    title: 'Rollout',
    help: 'From the end of the fault until the last caller instance has what is good: a rolling restart where a new secret is read at the start only, nothing where a certificate of the callee was renewed.',
    default: '0 s',
    source: 'Assumption: the certificate is the callee’s own.',
    usual: '0–30 min',
    min: 0,
    max: 86_400,
  }),
});

/** New connections are refused: a certificate has expired, a secret was changed and callers hold the old one. */
export const credentials = defineFault({
  kind: 'credentials',
  title: 'Expired credentials',
  summary: 'New connections to the component are refused; open ones go on until they are renewed.',
  help: 'A certificate has expired, or a secret was changed and callers that read it at their start still have the old one. Pools hide it at first: a share of the calls fails that grows until every connection has been renewed, so that nobody thinks of the change that was the cause. What is refused costs no work.',
  icon: 'key-round',
  target: 'component',
  roles: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  config,
  begin: ({ component, connectionLife }, targets) =>
    targets.sites(component).map((site) => new StaleCredentials(site, connectionLife, site.stream('credentials'))),
  end: ({ rollout }, _targets, begun) => {
    for (const one of begun) one.renew(rollout);
  },
  label: ({ component }) => `${component} credentials expired`,
});
