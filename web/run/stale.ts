import type { DesignDocument } from '../../src/index.ts';

/** The parts of a document that a run's numbers depend on: not its layout, nor the names shown on the canvas. */
const parts = ['components', 'connections', 'workload', 'faults', 'objectives', 'run'] as const;

function text(document: DesignDocument): string {
  const unnamed = document.components.map(({ name: _, ...component }) => component);
  return JSON.stringify(parts.map((part) => (part === 'components' ? unnamed : document[part])));
}

const texts = new WeakMap<DesignDocument, string>();

function simulated(document: DesignDocument): string {
  const known = texts.get(document);
  if (known !== undefined) return known;
  const made = text(document);
  texts.set(document, made);
  return made;
}

/** Whether results measured on `of` still hold for `now`. Moving and renaming components changes no result. */
export function sameRun(of: DesignDocument, now: DesignDocument): boolean {
  return parts.every((part) => of[part] === now[part]) || simulated(of) === simulated(now);
}
