import type { CompiledComponent, CompiledConnection, Model } from './model.ts';

/** Where in a design something may be done twice, and where that matters. */
export interface Repetition {
  /** Connections over which operations are told apart; empty where nothing that does harm can be repeated. */
  readonly links: ReadonlySet<number>;
  /** By component: whether its instances look at operations. */
  readonly watching: ReadonlySet<number>;
}

/**
 * An operation has a number from the first connection on that may repeat it, or that gives it an idempotency key, to the
 * last component below; and only where one of these does something that must not be done twice, or honors keys.
 */
export function repetitionOf(model: Model): Repetition {
  const { components, connections, faults } = model;
  const links = new Set<number>();
  const reached = new Set<number>();
  for (let before = -1; before !== links.size; ) {
    before = links.size;
    for (const connection of connections) {
      const { index, from, to, spec } = connection;
      if (!reached.has(from) && !spec.idempotencyKey && !repeats(components[from], connection, faults)) continue;
      links.add(index);
      reached.add(to);
    }
  }
  const watching = [...reached].filter(
    (index) => harmsOf(model, components[index]).some((harm) => harm === 1) || dedupeWindowOf(components[index]) > 0,
  );
  return watching.length === 0 ? { links: new Set(), watching: new Set() } : { links, watching: new Set(watching) };
}

/** Whether a call over this connection may come more than once: it is tried again, copied or delivered again, or a fault repeats it. */
function repeats(from: CompiledComponent, { spec }: CompiledConnection, faults: Model['faults']): boolean {
  const { role, repeats: repeatsItself, tellsOfChanges } = from.definition;
  const redelivers = (role === 'queue' || role === 'external') && from.spec['delivery'] !== 'at-most-once';
  const asksAgain = redelivers || tellsOfChanges === true || repeatsItself?.(from.spec as never) === true;
  const isStruck = faults.some(({ definition, config }) => {
    const named = config as { readonly from?: string; readonly to?: string };
    return definition.repeats === true && named.from === spec.from && named.to === spec.to;
  });
  return asksAgain || isStruck || spec.hedge !== undefined || (spec.retry?.attempts ?? 1) > 1;
}

/**
 * By request kind, 1 where carrying it out twice at this component does harm. Effects are kept by stores and by others'
 * services; and by a worker where neither is behind it, so that nothing is counted in two places.
 */
export function harmsOf({ components, connections, kinds }: Model, component: CompiledComponent): Uint8Array {
  const { role, irrevocable } = component.definition;
  const isBehind = (number: number) => keepsEffects(components[connections[number].to]);
  const keeps = keepsEffects(component) || (role === 'worker' && !component.outgoing.some(isBehind));
  return Uint8Array.from(kinds, ({ spec }) => (keeps && (irrevocable === true || !spec.idempotent) ? 1 : 0));
}

function keepsEffects({ definition: { role } }: CompiledComponent): boolean {
  return role === 'store' || role === 'external';
}

/** How long a component remembers idempotency keys [s]; 0 where it does not. */
export function dedupeWindowOf({ spec }: CompiledComponent): number {
  return spec.dedupeWindow ?? 0;
}
