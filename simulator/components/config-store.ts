import { z } from 'zod';
import { type CallerSide, defineComponent } from '../component.ts';
import { count, flag, group, quantity, queueField, workField } from '../field.ts';
import { NearSideLayer } from '../parts/near-side.ts';
import { Pipeline } from '../parts/pipeline.ts';
import { SettingsCopy } from '../parts/settings-copy.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';

/**
 * Configuration, secrets or feature flags that every instance needs to work. An instance fetches them with its first
 * request, for which others that come meanwhile wait (single flight), and keeps a copy; when the copy is too old it asks again. An instance that starts while the store cannot be
 * reached has nothing to work with, unless it has kept a copy on disk: every request fails, as in a crash loop. Secrets may
 * be replaced at intervals, and an old copy is then refused.
 *
 * Leaves out: what differs by key, changes that are pushed, versions in the store. [HashiCorp Vault and AWS Secrets Manager
 * documentation]
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Instances, each with its own queue.',
    default: 1,
    source: 'Assumption: one instance, the least there can be.',
    max: 100,
  }),
  cores: count({
    title: 'Cores',
    help: 'Fetches that are worked on at the same time per instance.',
    default: 2,
    source: 'Assumption: a small general-purpose machine, AWS m7g.large with 2 vCPU.',
    max: 256,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Fetches that may wait per instance; the next is rejected.',
    default: 1000,
    source: 'Assumption: as many instances may start at the same time, with one fetch each.',
  }),
  work: workField({
    title: 'Fetch time',
    help: 'Time for one fetch at the store: authentication, decryption, reading.',
    default: '10 ms',
    source: 'Assumption: a read that decrypts, in the same region; measure your own.',
    usual: '5–50 ms',
  }),
  refreshAfter: quantity('time', {
    title: 'Copy kept for',
    help: 'How long an instance works with what it has fetched before it asks again, once for all requests that wait for it; 0 asks for every request.',
    default: '5 min',
    source: 'AWS Secrets Manager Agent: a copy is kept for 300 s.',
    usual: '10 s–1 h',
    min: 0,
    max: 31_536_000,
  }),
  staleIfDown: flag({
    title: 'Old copy if it is down',
    help: 'An instance goes on with its old copy while it cannot fetch a new one, instead of failing.',
    default: true,
    source: 'Assumption: settings of a few minutes ago are better than none.',
  }),
  survivesRestart: flag({
    title: 'Copy survives a restart',
    help: 'The copy is on disk: an instance that starts while the store is down works with it.',
    default: false,
    source: 'Assumption: secrets are kept in memory only.',
  }),
  rotation: group(
    {
      title: 'Rotation',
      help: 'The secret is replaced at intervals, and who uses the old one for too long is refused.',
    },
    {
      every: quantity('time', {
        title: 'Every',
        help: 'Time from one version to the next.',
        default: '30 day',
        source: 'AWS Secrets Manager: rotation every 30 days in its examples.',
        usual: '1–90 days',
        above: 0,
      }),
      overlap: quantity('time', {
        title: 'Overlap',
        help: 'How long the version before is accepted beside the new one. Shorter than copies are kept, and requests fail after each rotation.',
        default: '1 day',
        source: 'Assumption: with two users in turns the old one works until the next rotation; a day is plenty.',
        min: 0,
      }),
    },
  ),
  secrets: count({
    title: 'Secrets',
    help: 'How many there are, for the bill.',
    default: 10,
    source: 'Assumption: one for each dependency of a small product.',
    max: 1_000_000,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

export const configStore = defineComponent({
  type: 'config-store',
  title: 'Config and secret store',
  category: 'coordination',
  role: 'support',
  summary: 'Holds what every instance needs to start: settings, secrets, flags.',
  alsoKnownAs: ['Vault', 'Secrets Manager', 'Parameter Store', 'feature flags', 'Consul KV'],
  help: 'Each caller instance fetches with its first request and then answers from its copy, so that the store sees little load and may be down for a while. An instance that starts meanwhile has no copy: whatever it is asked fails until the store is back. That turns a small outage into a large one when many instances restart or are added.',
  misconception:
    'A store that is asked once in minutes is no small dependency: nothing starts without it. And a secret is not replaced when the store has the new one, but when all who use it have noticed.',
  leavesOut: 'Pushed changes, differences from key to key, instances that end themselves and start again meanwhile.',
  icon: 'sliders-horizontal',
  config,
  calls: [],
  wiring: 'A config store answers; it calls nothing. Draw the arrow from each service that needs it to start.',
  instances: ({ replicas }) => replicas,
  replicaField: 'replicas',
  caveat: ({ refreshAfter }) =>
    refreshAfter === 0 ? undefined : 'fetches are left out, one for each caller instance now and then',
  resources: ({ cores, queue }) => [{ name: 'cores', title: 'Cores', servers: cores, queue, holdsCalls: false }],
  measures: [
    { name: 'stale', title: 'requests that went on with an old copy', kind: 'total' },
    { name: 'outdated', title: 'requests that used a secret which is not accepted any more', kind: 'total' },
  ],
  work: ({ work }) => work,
  atCaller: (config) => copyAtCaller(config),
  cost: ({ secrets }, usage, prices) => [
    { driver: 'storage', title: `${secrets} secrets`, monthly: prices('secret', secrets) },
    { driver: 'requests', title: 'Fetches', monthly: prices('secret-call', usage.requestRate * SECONDS_PER_MONTH) },
  ],
  station: (config, site) => new Pipeline(site, { cores: { servers: config.cores, queue: config.queue } }),
  starter: {},
});

function copyAtCaller(config: Config): CallerSide {
  return {
    goOut: () => (config.refreshAfter === 0 ? 1 : 0),
    time: 0,
    layer: ({ link, origin }, below) => {
      const [stale, outdated] = link.targets[0].book.own;
      const copy = new SettingsCopy(
        { ...config, ttl: config.refreshAfter },
        {
          stale: () => stale.tick(),
          outdated: () => outdated.tick(),
        },
      );
      return new NearSideLayer(link, below, origin, copy);
    },
  };
}
