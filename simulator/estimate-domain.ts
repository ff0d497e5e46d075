import type { CompiledComponent, CompiledResource, Model } from './model.ts';
import { Op } from './outcome.ts';
import type { StationEstimate } from './result.ts';
import { erlangC } from './theory/index.ts';

/**
 * Where the closed forms leave the domain in which their error is known. Without any caveat they are within these errors
 * of a long run in steady state, as a test on a thousand random designs holds.
 */
export const STATED_ERROR = {
  /** Of a utilization, absolute. */
  utilization: 0.02,
  /** Of the requests answered per second, relative: a queue may be full once in a while. */
  throughput: 0.005,
  /** Of a hit ratio, absolute. */
  hitRatio: 0.02,
  /** Of a mean response time, relative: several servers with service times that are not exponential, and what they send on. */
  meanResponse: 0.2,
} as const;

/** A queue that is full more often than this loses requests that the closed forms do not know of. */
const FULL_TOO_OFTEN = 1e-3;
/** A wait below this share of the response does not matter, however roughly it is known. */
const NEGLIGIBLE = 0.02;

/** Components whose bounded queues are full now and then. */
export function overflowing(model: Model, stations: readonly StationEstimate[]): CompiledComponent[] {
  return model.components.filter((component) => {
    const { arrivalRate, resources } = stations[component.index];
    return component.resources.some(({ name, servers, instances, queue }) => {
      // What stores messages and has no room for one.
      if (component.definition.role === 'queue' && queue === 0) return true;
      const { offeredLoad, wait } = resources[name];
      if (servers === Infinity || queue === Infinity || wait === null) return false;
      // The line is taken to have a geometric tail: its mean and the chance that there is one say the rest.
      const exists = erlangC(servers, offeredLoad / instances);
      const mean = (arrivalRate / instances) * wait;
      const share = mean === 0 ? 0 : mean / (exists + mean);
      let full = exists;
      for (let place = 0; place < Math.min(queue, 10_000) && full >= FULL_TOO_OFTEN; place++) full *= share;
      return full >= FULL_TOO_OFTEN;
    });
  });
}

/** Components whose threads are held while others work, and waited for. */
export function holdingOthers(model: Model, stations: readonly StationEstimate[]): CompiledComponent[] {
  return model.components.filter((component) => {
    const calls = component.plans.some((steps) => steps.some((step) => step.calls.some(({ isAsync }) => !isAsync)));
    const { resources, response } = stations[component.index];
    const matters = ({ name, holdsCalls }: CompiledResource) =>
      holdsCalls && (resources[name].wait ?? 0) > NEGLIGIBLE * (response ?? Infinity);
    return calls && component.resources.some(matters);
  });
}

/** Caches that one request may ask more than once for its key. */
export function askedAgain(model: Model): CompiledComponent[] {
  const { components, connections, kinds } = model;
  return components.filter(
    (cache) =>
      cache.definition.holds !== undefined &&
      kinds.some(({ index, isWrite, stream }) => most(model.streams[stream].client, index, isWrite, cache) > 1),
  );

  /** Most lookups in the cache that one visit here can lead to. */
  function most(from: number, kind: number, isWrite: boolean, cache: CompiledComponent, depth = 0): number {
    const component = components[from];
    if (component === cache) return isWrite ? 0 : 1;
    if (depth > components.length) return 2; // requests that come round
    let lookups = 0;
    for (const { calls } of component.plans[kind * 2 + (isWrite ? 1 : 0)]) {
      const each = calls
        .filter(({ op }) => op === Op.read || op === Op.write)
        .map(({ link, op, times }) => {
          const { to } = connections[component.outgoing[link]];
          return times * most(to, kind, op === Op.write, cache, depth + 1);
        });
      // A balancer takes one of them.
      lookups += component.definition.choosesOne === true ? Math.max(0, ...each) : each.reduce((sum, n) => sum + n, 0);
    }
    return lookups;
  }
}
