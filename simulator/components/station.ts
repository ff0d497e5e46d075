import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, quantity, queueField, workField } from '../field.ts';
import type { Finding } from '../finding.ts';
import { Pipeline } from '../parts/pipeline.ts';
import { queueingFields } from '../parts/queueing.ts';

/**
 * A part of the engineer's own, in the terms of queueing theory: servers, a line, a law of service times. With Poisson
 * requests and exponential service it is M/M/c; with another law M/G/c; with c servers and K − c waiting places M/M/c/K;
 * without a limit of servers a delay, M/G/∞. With `usl` its servers slow each other down.
 *
 * Leaves out: whatever the part really is. [Kleinrock, Queueing Systems I, 1975]
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Instances, each with servers and a line of its own.',
    default: 1,
    source: 'Assumption: one station, as in the textbooks.',
    max: 1000,
  }),
  servers: queueField({
    title: 'Servers',
    help: 'Requests that are served at the same time per instance; "unbounded" serves everybody at once, so that nobody waits: a delay.',
    default: 1,
    source: 'Assumption: a single server, the station that all theory begins with.',
    min: 1,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Requests that may wait per instance, without those in service: M/M/c/K has K − c; with 0 who finds no server is lost, as in Erlang’s formula.',
    default: 'unbounded',
    source: 'Assumption: a line without end, as Kendall’s notation has it where it does not say.',
  }),
  holds: choice({
    title: 'Server held',
    help: 'Until when a request keeps its server.',
    options: [
      {
        value: 'work',
        title: 'For the work',
        description: 'The server is free once the work is done, and the calls to others follow: a network of queues.',
      },
      {
        value: 'calls',
        title: 'Through the calls',
        description: 'The server stays taken until all calls have been answered, as a thread does.',
      },
    ],
    default: 'work',
    source: 'Jackson networks: a station serves a request and passes it on.',
  }),
  work: workField({
    title: 'Service time',
    help: 'Time at a server. Any law: exponential for the M/M/c of the textbooks, a constant for M/D/c, your own measured quantiles with "empirical".',
    default: { exponential: { mean: '10 ms' } },
    source: 'Assumption: exponential, the law that needs no memory; measure your own.',
  }),
  failureShare: quantity('fraction', {
    title: 'Failures',
    help: 'Share of the requests that fail after their work.',
    default: 0,
    source: 'Assumption: none, until you know better.',
    min: 0,
    max: 1,
  }),
  ...queueingFields,
});
type Config = z.output<typeof config>;

export const station = defineComponent({
  type: 'station',
  title: 'Station',
  category: 'generic',
  role: 'compute',
  alsoKnownAs: ['queue', 'M/M/c', 'custom', 'generic'],
  summary: 'A part of your own: servers, a line, a law of service times.',
  help: 'Models whatever the catalogue does not have: measure its service times, count how many it serves at once, and draw it anywhere. Past its capacity the line grows without end, or fills and refuses. When it fails, what is in it is lost.',
  misconception:
    'The mean service time does not say how long one waits: with the same mean and twice the squared variation the wait of a single server rises by half, and near full load everything waits.',
  leavesOut: 'Whatever the part really is: contents, consistency, prices.',
  icon: 'square-function',
  config,
  calls: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  standsInFor: ['store', 'worker'],
  wiring:
    'A station may stand anywhere: it calls whatever a service calls, and is called by clients, services, caches and queues.',
  instances: (config) => config.replicas,
  replicaField: 'replicas',
  check: checkStation,
  resources: ({ servers, queue, holds }) => [
    { name: 'servers', title: 'Servers', servers, queue, holdsCalls: holds === 'calls' },
  ],
  work: (config) => config.work,
  cost: () => [],
  station: (config, site) => {
    const { servers, queue, holds, failureShare } = config;
    if (failureShare > 0) site.failSometimes(failureShare);
    const limit = servers === Number.POSITIVE_INFINITY ? undefined : { servers, queue };
    return new Pipeline(site, holds === 'calls' ? { threads: limit } : { cores: limit }, config);
  },
  starter: { servers: 1, work: { exponential: { mean: '10 ms' } } },
});

/** Where everybody is served at once nobody waits, and what is said about waiting has no effect. */
function checkStation(config: Config): Omit<Finding, 'code'>[] {
  if (config.servers < Number.POSITIVE_INFINITY) return [];
  const isSaid = {
    queue: config.queue < Number.POSITIVE_INFINITY,
    discipline: config.discipline !== 'fifo',
    holds: config.holds === 'calls',
    queueTimeout: config.queueTimeout !== undefined,
    shedLate: config.shedLate !== undefined,
    codel: config.codel !== undefined,
  };
  return Object.entries(isSaid)
    .filter(([, said]) => said)
    .map(([field]) => ({
      severity: 'warning' as const,
      path: [field],
      what: `"${field}" has no effect: its servers are unbounded.`,
      why: 'Everybody is served at once, and nobody waits.',
      todo: `Give "servers" a number, or remove "${field}".`,
    }));
}
