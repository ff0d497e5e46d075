import type { AnyComponent, Role } from './component.ts';

const rolePlural: Readonly<Record<Role, string>> = {
  client: 'clients',
  router: 'balancers and gateways',
  compute: 'services',
  cache: 'caches',
  store: 'databases',
  queue: 'queues',
  worker: 'workers',
  external: 'external APIs',
  support: 'locks, limiters and other helpers',
};

/** Why one type may not call another, in a sentence or two for the person who draws; undefined where it may. */
export function wiring(from: AnyComponent, to: AnyComponent): string | undefined {
  if (from.calls.includes(to.role)) return undefined;
  if (to.standsInFor?.some((role) => from.calls.includes(role)) === true) return undefined;
  if (to.role === 'client')
    return `Nothing calls a client: its requests start the calls, and answers go back the same way by themselves.`;
  const turned = to.calls.includes(from.role) ? ' Draw it the other way round.' : '';
  if (from.calls.length === 0 || to.role !== 'worker') return `${from.wiring}${turned}`;
  return `A worker takes its work from a queue, not from ${rolePlural[from.role]}. Put a message queue between them.`;
}
