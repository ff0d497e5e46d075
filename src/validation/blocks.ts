import type { Sketch } from './case.ts';

/** Components and connections from which the models of queueing theory are built. Times in seconds where bare. */

type Component = Sketch['components'][number];
type Connection = Sketch['connections'][number];

export const client: Component = { id: 'users', type: 'client' };

/** Passes requests on in no time and without limit: the routing of a network of queues. */
export function relay(id: string): Component {
  return { id, type: 'service', model: 'event-loop', cores: 4096, queue: 'unbounded', work: '0 s' };
}

/** So many servers before one unbounded line, first come first served; they are not held through calls to others. */
export function servers(id: string, cores: number, work: unknown): Component {
  return { id, type: 'service', model: 'event-loop', cores, queue: 'unbounded', work };
}

/** Takes its time for any number of requests at once. */
export function delay(id: string, work: unknown): Component {
  return { id, type: 'external-api', work, errorRate: 0 };
}

/** A balancer that takes no time. */
export function balancer(id: string, policy: string): Component {
  return { id, type: 'load-balancer', policy, work: '0 s' };
}

/** Connections from each to the next. */
export function chain(...ids: string[]): Connection[] {
  return ids.slice(1).map((to, i) => ({ from: ids[i] ?? '', to }));
}

export function exponential(mean: number | string): unknown {
  return { exponential: { mean } };
}

/** Requests of one kind from the client `users`. */
export function requests(arrivals: object, request: object = {}, more: object = {}): unknown {
  return { streams: [{ client: 'users', arrivals, requests: { get: request }, ...more }] };
}

export function poisson(rate: number | string, request: object = {}): unknown {
  return requests({ poisson: { rate } }, request);
}

export function closed(users: number, think: unknown): unknown {
  return requests({ closed: { users, think } });
}

/** One station, called `station`, fed by a Poisson stream or by another workload. */
export function singleStation(rate: number, station: Component, workload = poisson(rate)): Sketch {
  return { components: [client, station], connections: chain('users', 'station'), workload };
}
