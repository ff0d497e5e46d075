import type { DesignDocument } from '../../src/index.ts';

/** The parts of a document that a run's numbers depend on: not its layout, nor the names shown on the canvas. */
function simulated(document: DesignDocument): string {
  const { components, connections, workload, faults, objectives, run } = document;
  const unnamed = components.map(({ name: _, ...component }) => component);
  return JSON.stringify([unnamed, connections, workload, faults, objectives, run]);
}

const texts = new WeakMap<DesignDocument, string>();

function text(document: DesignDocument): string {
  const known = texts.get(document);
  if (known !== undefined) return known;
  const made = simulated(document);
  texts.set(document, made);
  return made;
}

/** Whether results measured on `of` still hold for `now`. Moving and renaming components changes no result. */
export function sameRun(of: DesignDocument, now: DesignDocument): boolean {
  return of === now || text(of) === text(now);
}
