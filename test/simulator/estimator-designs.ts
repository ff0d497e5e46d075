import fc from 'fast-check';
import { STATED_ERROR } from '../../simulator/estimate-domain.ts';
import { catalogue, compile, estimate, fieldsOf, simulate } from '../../simulator/index.ts';
import { streamFor } from '../../simulator/kernel/index.ts';
import { evictions } from '../../simulator/parts/eviction/index.ts';
import type { Interval } from '../../simulator/result.ts';
import { around, lightened } from '../conformance/around.ts';
import { modelOf, type Sketch, topologyOf } from '../support/topology.ts';
import { client } from './building-blocks.ts';
import { randomValues } from './random-values.ts';

/** Random designs most of which are in the domain of the closed forms, with every station below 85 % of its capacity. */

const RATE = 100;

const law = fc.constantFrom<(mean: number) => unknown>(
  (mean) => mean,
  (mean) => ({ exponential: { mean } }),
  (mean) => ({ exponential: { mean } }),
  (mean) => ({ erlang: { mean, k: 3 } }),
  (mean) => ({ lognormal: { mean, cv: 1.5 } }),
  (mean) => ({
    hyperexponential: [
      { weight: 0.8, mean: mean / 2 },
      { weight: 0.2, mean: mean * 3 },
    ],
  }),
);
const service = fc.record({
  holds: fc.constantFrom(false, false, true),
  servers: fc.constantFrom(1, 1, 2, 4, 8),
  replicas: fc.constantFrom(1, 1, 3),
  load: fc.integer({ min: 10, max: 85 }),
  law,
  on: fc.constantFrom(1, 1, 0.5),
  calls: fc.constantFrom(1, 1, 3),
  queue: fc.constantFrom<number | 'unbounded'>('unbounded', 'unbounded', 100, 10),
  network: fc.constantFrom<object | undefined>(
    undefined,
    undefined,
    { rtt: '2 ms' },
    { rtt: { exponential: { mean: '10 ms' } }, jitter: '2 ms' },
    { rtt: '1 ms', loss: 0.01 },
  ),
});
const cache = fc.record({
  eviction: fc.constantFrom(...evictions.map(({ value }) => value)),
  entries: fc.constantFrom(20, 100, 400),
  keys: fc.constantFrom(300, 1000),
  zipf: fc.constantFrom(0.6, 0.9, 1.2),
  ttl: fc.constantFrom<string | undefined>(undefined, undefined, '5 s'),
  ttlRenewedByHit: fc.boolean(),
  fetch: law,
});

export const estimable: fc.Arbitrary<Sketch> = fc
  .record({
    services: fc.array(service, { minLength: 1, maxLength: 4 }),
    cache: fc.option(cache, { freq: 2, nil: undefined }),
    seed: fc.nat(1e6),
  })
  .map(({ services, cache: held, seed }) => {
    const components: Sketch['components'] = [client];
    const connections: Sketch['connections'] = [];
    let before = 'users';
    let plan: object = {};
    let rate = RATE;
    const link = (to: string, network?: object) => {
      connections.push({ from: before, to, ...plan, ...(network === undefined ? {} : { network }) });
      before = to;
      plan = {};
    };
    services.forEach(({ holds, servers, replicas, load, law: of, on, calls, queue, network }, i) => {
      const mean = ((load / 100) * servers * replicas) / rate;
      const isLast = i === services.length - 1;
      // A thread held through calls is busy for longer than it works: how long is the estimate's affair.
      const pool = holds && isLast ? { threads: servers } : { model: 'event-loop', cores: servers };
      if (replicas > 1) {
        components.push({ id: `lb${i}`, type: 'load-balancer', policy: 'random', work: '0 s' });
        link(`lb${i}`, network);
      }
      components.push({ id: `s${i}`, type: 'service', ...pool, replicas, queue, work: of(mean) });
      link(`s${i}`, replicas > 1 ? undefined : network);
      plan = { probability: on, calls };
      rate *= on * calls;
    });
    if (held !== undefined) {
      const { entries, fetch, keys: _keys, zipf: _zipf, ttl, ...more } = held;
      const life = {
        ...(ttl === undefined ? {} : { ttl }),
        // It takes long until counts have told keys apart that are nearly equally popular.
        ...(held.eviction === 'lfu' ? { start: 'warm' } : {}),
      };
      components.push(
        { id: 'cache', type: 'cache', capacity: `${entries} entries`, ...more, ...life, work: '0.1 ms', threads: 4 },
        { id: 'origin', type: 'external-api', work: fetch(0.02), errorRate: 0 },
      );
      link('cache');
      link('origin');
    }
    const keys = { count: held?.keys ?? 100, zipf: held?.zipf ?? 1 };
    return {
      components,
      connections,
      workload: { streams: [{ client: 'users', arrivals: { poisson: { rate: RATE } }, requests: { get: { keys } } }] },
      run: { duration: 320, warmup: 20, seed },
    };
  });

/**
 * What the closed forms say of a design and a long run does not, beyond the stated error and four standard errors of the
 * run (two half-widths of its interval), in words; undefined where they say themselves that they do not apply.
 */
export function disagreements(sketch: Sketch, duration: number, rate = RATE): string[] | undefined {
  const { seed } = sketch.run as { seed: number };
  const twin = estimate(modelOf(sketch));
  if (twin.caveats.length > 0) return undefined;
  // A cold cache is in steady state when it has been asked for many times what it holds.
  const lookups =
    20 * Number.parseInt(String(sketch.components.find(({ id }) => id === 'cache')?.['capacity'] ?? 0), 10);
  const warmup = Math.max(20, lookups / (twin.components['cache']?.arrivalRate ?? 1));
  const model = modelOf({ ...sketch, run: { duration: duration + warmup, warmup, seed } });
  const { components, requests } = simulate(model);
  const said: string[] = [];
  const compare = (what: string, expected: number, measured: number, allowed: number, interval?: Interval) => {
    const chance = interval === undefined ? Number.NaN : interval[1] - interval[0];
    if (!(Math.abs(expected - measured) <= allowed + chance))
      said.push(`${what}: ${expected} is not ${measured} ± ${allowed} ± ${chance}`);
  };
  const { latency, throughput, counts } = requests['*'];
  const mean = twin.requests['*'].mean ?? Number.NaN;
  compare('mean response', mean, latency.mean, STATED_ERROR.meanResponse * latency.mean, latency.ci95?.mean);
  // Requests come by a Poisson process.
  const luck = (2 * throughput) / Math.sqrt(counts.offered);
  compare('throughput', rate, throughput, STATED_ERROR.throughput * throughput, [-luck, luck]);
  for (const [id, station] of Object.entries(twin.components)) {
    const { utilization, limiting, resources, hitRatio, lookups } = components[id];
    const { ci95 } = resources[limiting ?? ''] ?? {};
    if (limiting !== undefined)
      compare(`utilization of ${id}`, station.utilization, utilization, STATED_ERROR.utilization, ci95?.utilization);
    if (station.hitRatio !== undefined && hitRatio !== undefined && lookups !== undefined) {
      const asked = lookups.hits + lookups.delayedHits + lookups.misses;
      const chance = 2 * Math.sqrt((station.hitRatio * (1 - station.hitRatio)) / asked);
      compare(`hit ratio of ${id}`, station.hitRatio, hitRatio, STATED_ERROR.hitRatio, [-chance, chance]);
    }
  }
  return said;
}

/** What a type is asked for in a second. */
const RATE_OF_A_TYPE = 40;

/**
 * Each type by itself, as its definition starts it and with some of its settings drawn from so many seeds, between nothing
 * that takes time. Caches are left out: nobody fills one that stands alone, and they are among the designs above.
 */
export function tryTypes(seeds: number, duration: number): { wrong: string[]; tried: Set<string> } {
  const wrong: string[] = [];
  const tried = new Set<string>();
  for (const definition of catalogue.filter(({ role }) => role !== 'cache')) {
    for (let seed = 0; seed < seeds; seed++) {
      const dice = streamFor(seed, 0, definition.type, 'settings');
      const fields = fieldsOf(definition.config).filter(({ name }) => name !== 'zone');
      const settings = seed === 0 ? {} : randomValues(fields, dice, 0.25);
      const parameters = { ...definition.starter, ...lightened(definition), ...settings };
      if (!definition.config.safeParse(parameters).success) continue;
      const arrivals = { poisson: { rate: RATE_OF_A_TYPE } };
      const sketch = { ...around(definition, { parameters, arrivals, duration }), run: { duration, seed } };
      if (compile(topologyOf(sketch)).model === undefined) continue;
      const said = disagreements(sketch, duration, RATE_OF_A_TYPE);
      if (said === undefined) continue;
      tried.add(definition.type);
      if (said.length > 0) wrong.push(`${JSON.stringify(sketch)}\n  ${said.join('\n  ')}`);
    }
  }
  return { wrong, tried };
}

/** Tries so many designs in the domain of the closed forms; returns those that they are wrong about, and how many others were drawn. */
export function tryEstimator(designs: number, duration: number, seed: number): { wrong: string[]; skipped: number } {
  const wrong: string[] = [];
  let inside = 0;
  let skipped = 0;
  for (const sketch of fc.sample(estimable, { numRuns: designs * 4, seed })) {
    const said = disagreements(sketch, duration);
    if (said === undefined) {
      skipped++;
      continue;
    }
    if (said.length > 0) wrong.push(`${JSON.stringify(sketch)}\n  ${said.join('\n  ')}`);
    if (++inside === designs) return { wrong, skipped };
  }
  throw new Error(`Only ${inside} of ${designs * 4} designs are in the domain.`);
}
