import type { AnyFault } from '../fault.ts';
import { faultOf } from '../fault-catalogue.ts';
import { fieldsOf } from '../field.ts';
import { withLoad } from '../load.ts';
import type { FaultSpec, Topology } from '../topology.ts';

/** A fault that comes once, for a while or for a moment: what may tip a design over. */
export type Trigger = Pick<FaultSpec, 'kind' | 'config' | 'for'>;

/** How long a trigger lasts where nobody says [s]: a flash of load, a restart. */
const USUAL_LENGTH = 10;
/** A surge that most designs are not made for, and that happens. */
const USUAL_SURGE = 3;

/**
 * What to try a design with: its own faults that pass, or else a flush of each of its caches and a surge.
 */
export function triggersOf({ faults, components }: Topology): Trigger[] {
  const own = faults.flatMap(({ kind, config, for: lasts }): Trigger[] => {
    const definition = faultOf(kind);
    if (definition === undefined || definition.always === true) return [];
    if (definition.end === undefined) return [{ kind, config }];
    return lasts === undefined ? [] : [{ kind, config, for: lasts }];
  });
  if (own.length > 0) return own;
  const caches = components.filter(({ type }) => type === 'cache');
  return [
    ...caches.map(({ id }): Trigger => ({ kind: 'flush', config: { component: id } })),
    { kind: 'surge', config: { factor: USUAL_SURGE }, for: USUAL_LENGTH },
  ];
}

/** A trigger by kind, with the kind's own defaults; undefined where the kind or its target is unknown or passes never. */
export function triggerOf(
  kind: string,
  target: string | undefined,
  factor: number | undefined,
  lasts: number | undefined,
): Trigger | undefined {
  const definition = faultOf(kind);
  if (definition === undefined || definition.always === true) return undefined;
  const config = definition.config.safeParse({
    ...(target !== undefined && targetOf(definition, target)),
    ...(factor !== undefined && { factor }),
  });
  if (!config.success) return undefined;
  return { kind, config: config.data, ...(definition.end !== undefined && { for: lasts ?? USUAL_LENGTH }) };
}

/** Under the name that the fault's kind has for what it strikes; a connection is written with an arrow. */
function targetOf({ target }: AnyFault, text: string): Readonly<Record<string, string>> {
  const [from = '', to] = text.split('->');
  if (to !== undefined) return { from, to };
  return { [target === 'zone' || target === 'request' ? target : 'component']: from };
}

export function labelOf({ kind, config }: Trigger): string {
  return faultOf(kind)?.label(config as never) ?? kind;
}

/** How hard it strikes, where that is a factor. */
export function sizeOf({ config }: Trigger): number | undefined {
  const { factor } = config as { readonly factor?: number };
  return factor;
}

/** The same trigger, harder or softer; undefined beyond what its kind allows. */
export function resized(trigger: Trigger, factor: number): Trigger | undefined {
  const field = fieldsOf(faultOf(trigger.kind)?.config as never).find(({ name }) => name === 'factor');
  if (field?.schema.safeParse(factor).success !== true) return undefined;
  return { ...trigger, config: { ...(trigger.config as object), factor } };
}

/** A design under a steady load, so many times its own, with nothing else going wrong. */
export function steadied(topology: Topology, load: number): Topology {
  const scaled = load === 1 ? topology : withLoad(topology, load);
  return { ...scaled, streams: scaled.streams.map(({ shape: _, ...stream }) => stream), faults: [] };
}
