import { definitionOf, fieldsOf, readQuantity } from '../../simulator/index.ts';
import type { DesignDocument } from './document.ts';
import { called, indexOf, type Refused, setParameter } from './edit.ts';

/** The one edit that has to know a parameter's default and bounds, and with them the schemas of the catalogue. */

/** One instance more; refused where the type has no number of instances or its greatest is reached. */
export function addReplica(document: DesignDocument, id: string): { readonly doc: DesignDocument } | Refused {
  const component = document.components[indexOf(document, id)];
  const definition = component && definitionOf(component.type);
  const field = definition && fieldsOf(definition.config).find(({ name }) => name === definition.replicaField);
  if (component === undefined || definition === undefined || field === undefined) {
    const title = definition?.title ?? 'component';
    return { refused: `A ${title.toLowerCase()} has no replicas: only types with several instances take one.` };
  }
  const { id: _id, type: _type, name: _name, ...parameters } = component;
  const parsed = definition.config.safeParse(parameters);
  const usual = parsed.success ? definition.instances(parsed.data) : field.default;
  const now = readQuantity(component[field.name] ?? usual, 'count');
  if (!now.ok) return { refused: `${field.title} of ${called(component)} is not a number: correct it first.` };
  if (!field.schema.safeParse(now.value + 1).success) {
    return { refused: `${called(component)} already has the most it can have (${now.value}).` };
  }
  return { doc: setParameter(document, id, [field.name], now.value + 1) };
}
