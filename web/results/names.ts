import { useMemo } from 'react';
import { useDocument } from '../state/document-store.ts';

/** How a component is called on the canvas, by its id; the id itself where it has no name or is no longer there. */
export type NameOf = (id: string) => string;

export function useNames(): NameOf {
  const components = useDocument((document) => document.components);
  return useMemo(() => {
    const names = new Map(components.map(({ id, name }) => [id, name ?? id]));
    return (id) => names.get(id) ?? id;
  }, [components]);
}
