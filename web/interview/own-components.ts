import { definitionOf } from '../../simulator/index.ts';
import type { DesignDocument } from '../../src/index.ts';
import type { ChoiceOption } from '../ui/index.ts';

/** The components of a design that can be a bottleneck or fail: all but those who ask. */
export function ownComponents({ components }: DesignDocument): ChoiceOption[] {
  return components.flatMap(({ id, type, name }) => {
    const definition = definitionOf(type);
    if (definition?.role === 'client') return [];
    return [{ value: id, title: name ?? id, description: definition?.title ?? type }];
  });
}

/** Option lists compare by what they say. */
export function sameOptions(a: readonly ChoiceOption[] | undefined, b: readonly ChoiceOption[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The name that a component has on the canvas. */
export function nameOf({ components }: DesignDocument, id: string): string {
  return components.find((component) => component.id === id)?.name ?? id;
}
