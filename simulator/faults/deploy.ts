import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { choice, flag, group, quantity } from '../field.ts';
import { Deployment, type DeploymentPlan } from '../parts/deployment.ts';

const config = z.strictObject({
  component: idSchema,
  strategy: choice({
    title: 'Strategy',
    help: 'How the instances are exchanged.',
    options: [
      { value: 'rolling', title: 'Rolling', description: 'Some at a time, the others serve meanwhile.' },
      { value: 'canary', title: 'Canary', description: 'A few first; the others follow after a look at them.' },
      {
        value: 'blue-green',
        title: 'Blue-green',
        description: 'New ones stand beside the old ones, and all requests are switched over at one moment.',
      },
      {
        value: 'recreate',
        title: 'Recreate',
        description: 'All at once: nobody serves until the new ones have started.',
      },
      {
        value: 'push',
        title: 'Configuration push',
        description: 'Into running processes, all within seconds: a bad one is everywhere before anybody looks.',
      },
      {
        value: 'flag',
        title: 'Feature flag',
        description: 'The code is there already; a share of the requests takes it from one moment to the next.',
      },
    ],
    default: 'rolling',
    source: 'Kubernetes, Deployment: RollingUpdate unless told otherwise.',
  }),
  atOnce: quantity('fraction', {
    title: 'At once',
    help: 'Part of the instances that is exchanged at the same time, one at least.',
    default: '25 %',
    source: 'Kubernetes, Deployment: maxUnavailable is 25 %.',
    min: 0,
    max: 1,
    appliesWhen: { field: 'strategy', is: ['rolling', 'canary'] },
  }),
  canaries: quantity('fraction', {
    title: 'Canaries',
    help: 'Part of the instances that get the new version first, one at least.',
    default: '5 %',
    source: 'Assumption: so few that a bad version is a small incident.',
    usual: '1–10 %',
    min: 0,
    max: 1,
    appliesWhen: { field: 'strategy', is: ['canary'] },
  }),
  bake: quantity('time', {
    title: 'Bake',
    help: 'How long the canaries are watched before the others follow.',
    default: '10 min',
    source: 'Assumption: long enough for an alert that looks at five minutes.',
    usual: '5 min–1 h',
    min: 0,
    max: 86_400,
    appliesWhen: { field: 'strategy', is: ['canary'] },
  }),
  exposed: quantity('fraction', {
    title: 'Exposed',
    help: 'Share of the requests that the flag is on for.',
    default: '5 %',
    source: 'Assumption: so few that a bad version is a small incident.',
    usual: '1–100 %',
    min: 0,
    max: 1,
    appliesWhen: { field: 'strategy', is: ['flag'] },
  }),
  pushTime: quantity('time', {
    title: 'Push time',
    help: 'Until the last instance has the configuration, one after the other and without a restart; taking it back needs as long.',
    default: '10 s',
    source:
      'Assumption: instances that are told or ask every few seconds, as those of feature flags and of edge networks.',
    usual: '1–60 s',
    min: 0,
    max: 86_400,
    appliesWhen: { field: 'strategy', is: ['push'] },
  }),
  startUp: quantity('time', {
    title: 'Start-up',
    help: 'From the moment an instance gets no more calls until its successor takes them: draining, pulling the image, starting, warming up.',
    default: '30 s',
    source: 'Assumption: 5 to 30 s for image and process, and a readiness check.',
    usual: '2 s–5 min',
    min: 0,
    max: 86_400,
    appliesWhen: { field: 'strategy', is: ['rolling', 'canary', 'blue-green', 'recreate'] },
  }),
  graceful: flag({
    title: 'Graceful',
    help: 'Requests that are in an instance are finished before it goes, as long as its successor takes to start; otherwise they fail with it.',
    default: true,
    source: 'Kubernetes sends SIGTERM and waits 30 s (terminationGracePeriodSeconds); the process must heed it.',
    appliesWhen: { field: 'strategy', is: ['rolling', 'canary', 'recreate'] },
  }),
  bad: group(
    { title: 'Bad version', help: 'What is wrong with the new version; nothing if empty.' },
    {
      errors: quantity('fraction', {
        title: 'Errors',
        help: 'Share of its requests that fail after the work is done.',
        default: '20 %',
        source: 'Assumption: one code path in five is broken.',
        min: 0,
        max: 1,
      }),
      slow: quantity('count', {
        title: 'Slowness',
        help: 'Its work takes this many times as long.',
        default: 1,
        source: 'Assumption: it is wrong, not slow.',
        above: 0,
        max: 1e6,
      }),
    },
  ),
});
type DeployConfig = z.output<typeof config>;

/** A new version takes the place of the old one, instance by instance. */
export const deploy = defineFault({
  kind: 'deploy',
  title: 'Deployment',
  summary: 'A new version takes the place of the old one; with “for”, it is rolled back after that time.',
  help: 'Most outages follow a change. While instances are exchanged the others carry the load: what runs at 90 % has none to spare for a quarter that is away. A bad version reaches everybody at the pace of the strategy, and “for” says when it is noticed: the rollback goes the same way. Blue-green pays for twice the machines meanwhile, which the bill leaves out.',
  icon: 'rocket',
  target: 'component',
  isFrequent: true,
  roles: ['router', 'compute', 'worker'],
  switchesOff: true,
  unsuited: ({ component }, { spec }) =>
    spec(component)?.autoscale === undefined
      ? undefined
      : `"${component}" is scaled by itself: who is exchanged and who is switched off is not modeled together.`,
  config,
  begin: (written, targets) => {
    const sites = targets.sites(written.component);
    const { errors = 0, slow = 1 } = written.bad ?? {};
    const share = written.strategy === 'flag' ? written.exposed : 1;
    return new Deployment(targets.sim, sites, planOf(written, sites.length), (site) => {
      const over = [
        errors > 0 && site.failSometimes(errors * share),
        slow !== 1 && site.slowDown(slow, undefined, share),
      ];
      return () => {
        for (const end of over) if (end !== false) end();
      };
    });
  },
  end: (_, __, deployment) => deployment.rollBack(),
  label: ({ component, bad }) => `${component} ${bad === undefined ? '' : 'bad '}deployment`,
});

function planOf(
  { strategy, atOnce, canaries, bake, startUp, pushTime, graceful }: DeployConfig,
  instances: number,
): DeploymentPlan {
  // Into running processes: nobody is away meanwhile.
  const running = { canaries: 0, bake: 0, isBeside: true, isGraceful: true };
  if (strategy === 'push') return { ...running, atOnce: 1, startUp: pushTime / instances };
  if (strategy === 'flag') return { ...running, atOnce: instances, startUp: 0 };
  const part = (share: number) => Math.max(1, Math.floor(share * instances + 1e-9));
  const isAll = strategy === 'recreate' || strategy === 'blue-green';
  return {
    atOnce: isAll ? instances : part(atOnce),
    canaries: strategy === 'canary' ? part(canaries) : 0,
    bake,
    startUp,
    isBeside: strategy === 'blue-green',
    isGraceful: graceful,
  };
}
