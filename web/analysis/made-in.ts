import type { Change } from '../../simulator/index.ts';
import type { DesignDocument, Path } from '../../src/index.ts';

/** One field of the document, wherever it is by now, and what it becomes. */
export interface Made {
  readonly at: (document: DesignDocument) => Path;
  readonly value: unknown;
}

/**
 * How a change is made in the document; undefined where that cannot be: work that is faster by magic, a fault that is not
 * the designer's to take away.
 */
export function madeIn({ edits }: Change): readonly Made[] | undefined {
  const made = edits.flatMap((edit): Made[] => {
    if (!('field' in edit)) return [];
    const { field, value } = edit;
    if ('from' in edit) {
      const isIt = (of: { readonly from: string; readonly to: string }) => of.from === edit.from && of.to === edit.to;
      return [{ at: (document) => ['connections', document.connections.findIndex(isIt), field], value }];
    }
    const isIt = (of: { readonly id: string }) => of.id === edit.component;
    return [{ at: (document) => ['components', document.components.findIndex(isIt), field], value }];
  });
  return made.length === edits.length && made.length > 0 ? made : undefined;
}
