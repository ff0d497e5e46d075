/**
 * What the engine costs, as ratios to bare loops of the same run: absolute figures of a shared machine are gossip.
 * Everything is on that a user has on: histograms, series, books of every component, guards, deterministic mathematics.
 */
import { compile, estimate } from '../../simulator/index.ts';
import { modelOf, topologyOf } from '../support/topology.ts';
import { bareQueue } from './bare-queue.ts';
import { BareWeb } from './bare-web.ts';
import { fiveTiers, single, tandem, web } from './designs.ts';
import { limit, quickest, rounds, timed } from './timing.ts';

const ROUNDS = 12;
const ENDLESS = 1e9;

const bareWeb = new BareWeb();
const webLoop = () => timed(() => bareWeb.run(100_000));
const queueLoop = () => timed(() => bareQueue(400_000));

const policy = { timeout: '1 s', retry: { attempts: 3 } };
const table = [
  { name: 'W1 M/M/1', model: single(ENDLESS), reference: queueLoop, limit: ['w1', 1_500_000] },
  { name: 'W3 five M/M/1 in a row', model: tandem(ENDLESS), reference: queueLoop, limit: ['w3', 400_000] },
  { name: 'W4 web', model: web(ENDLESS), reference: webLoop, limit: ['w4', 250_000] },
  { name: 'W4, timeouts and retries', model: web(ENDLESS, policy), reference: webLoop, limit: ['w4', 250_000] },
  { name: 'five tiers as drawn', model: fiveTiers(ENDLESS), reference: webLoop, limit: ['w4', 250_000] },
] as const;

console.log('workload                    requests/s    events/s  ns/event  bare loop = 1   limit = 1');
for (const { name, model, reference, limit: external } of table) {
  const [own, bare] = quickest(ROUNDS, [rounds(model), reference]);
  if (own === undefined || bare === undefined) continue;
  const perSecond = own.requests / own.seconds;
  // The quickest of several here too, or the comparison would flatter us.
  const [workload, requests] = external;
  const bound = Math.max(...Array.from({ length: 5 }, () => limit(workload, requests) ?? Number.NaN));
  console.log(
    [
      name.padEnd(26),
      Math.round(perSecond).toLocaleString('en-US').padStart(11),
      Math.round(own.events / own.seconds)
        .toLocaleString('en-US')
        .padStart(11),
      ((own.seconds * 1e9) / own.events).toFixed(0).padStart(9),
      (perSecond / (bare.requests / bare.seconds)).toFixed(3).padStart(14),
      (Number.isNaN(bound) ? '–' : (perSecond / bound).toFixed(3)).padStart(11),
    ].join(' '),
  );
}

/** Fifty services in a row behind a balancer, each with a database of its own. */
const large = {
  components: [
    { id: 'users', type: 'client' },
    { id: 'lb', type: 'load-balancer' },
    ...Array.from({ length: 49 }, (_, i) => ({ id: `service-${i}`, type: 'service' })),
    ...Array.from({ length: 49 }, (_, i) => ({ id: `db-${i}`, type: 'sql-database' })),
  ],
  connections: [
    { from: 'users', to: 'lb' },
    { from: 'lb', to: 'service-0' },
    ...Array.from({ length: 48 }, (_, i) => ({ from: `service-${i}`, to: `service-${i + 1}` })),
    ...Array.from({ length: 49 }, (_, i) => ({ from: `service-${i}`, to: `db-${i}` })),
  ],
  workload: {
    streams: [
      { client: 'users', arrivals: { poisson: { rate: '10/s' } }, requests: { get: {}, put: { kind: 'write' } } },
    ],
  },
};
const topology = topologyOf(large);
const model = modelOf(large);
for (const [name, work] of [
  ['compile', () => compile(topology)],
  ['estimate', () => estimate(model)],
] as const) {
  const once = () =>
    timed(() => {
      for (let i = 0; i < 10; i++) work();
      return { requests: 10, events: 0 };
    });
  const [own] = quickest(ROUNDS, [once]);
  if (own !== undefined)
    console.log(`${name} of 100 components: ${((own.seconds / own.requests) * 1000).toFixed(2)} ms`);
}
