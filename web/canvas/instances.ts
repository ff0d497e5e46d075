import { definitionOf } from '../../simulator/index.ts';
import type { RawComponent } from '../../src/index.ts';
import { getEngine } from '../engine/index.ts';

const known = new WeakMap<RawComponent, { readonly instances: number | undefined }>();

/** How many instances a component has as it is written; undefined where its parameters are wrong or its type has always one. */
export function instancesOf(component: RawComponent): number | undefined {
  const cached = known.get(component);
  if (cached !== undefined) return cached.instances;
  if (getEngine() === undefined) return undefined;
  const definition = definitionOf(component.type);
  let instances: number | undefined;
  if (definition?.replicaField !== undefined) {
    const { id: _id, type: _type, name: _name, ...parameters } = component;
    const parsed = definition.config.safeParse(parameters);
    if (parsed.success) instances = definition.instances(parsed.data);
  }
  known.set(component, { instances });
  return instances;
}
