import type { CompiledComponent, Model } from './model.ts';

/**
 * How requests come to the instances of a component: `shared` where they wait in one line for the first free server,
 * `random` where each instance gets an independent share, `other` where some rule evens the shares out.
 */
export function lineBefore(model: Model, component: CompiledComponent): 'shared' | 'random' | 'other' {
  const callers = model.connections.filter(({ to }) => to === component.index);
  const policies = callers.map(({ from }) => String(model.components[from].spec['policy']));
  if (policies.length > 0 && policies.every((policy) => policy === 'random' || policy === 'weighted-random'))
    return 'random';
  const [only] = callers;
  const isAlone = callers.length === 1 && model.components[only.from].outgoing.length === 1;
  return isAlone && policies[0] === 'shared-queue' ? 'shared' : 'other';
}
