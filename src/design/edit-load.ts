import type { DesignDocument, RawFault, RawStream } from './document.ts';
import { type Path, setIn } from './set-in.ts';

/** What the studio does to a design's workload, faults, objectives and run. The same rules as in `edit.ts`. */

/** A first load for a client, to be changed: enough to see numbers. */
export function freshStream(client: string): RawStream {
  return {
    client,
    arrivals: { poisson: { rate: '100/s' } },
    requests: { view: { kind: 'read', share: 0.9 }, save: { kind: 'write', share: 0.1 } },
  };
}

export function addStream(document: DesignDocument, stream: RawStream): DesignDocument {
  return { ...document, workload: { streams: [...(document.workload?.streams ?? []), stream] } };
}

/** Removes a stream; with the last one the design has no workload of its own. */
export function removeStream(document: DesignDocument, index: number): DesignDocument {
  const streams = document.workload?.streams ?? [];
  if (streams.length > 1) return setIn(document, ['workload', 'streams', index], undefined);
  const { workload: _, ...rest } = document;
  return rest;
}

/** Sets one field of a stream as a file would write it; `undefined` removes it. */
export function setStream(document: DesignDocument, index: number, path: Path, raw: unknown): DesignDocument {
  if (document.workload?.streams[index] === undefined) throw new Error(`the design has no stream ${index}`);
  return setIn(document, ['workload', 'streams', index, ...path], raw);
}

/** Sets one field of the run settings; `undefined` removes it, so that its default applies. */
export function setRun(document: DesignDocument, path: Path, raw: unknown): DesignDocument {
  return setIn(document, ['run', ...path], raw);
}

/** Adds a fault after the others; returns where it is. */
export function addFault(
  document: DesignDocument,
  fault: RawFault,
): { readonly doc: DesignDocument; readonly index: number } {
  const faults = [...(document.faults ?? []), fault];
  return { doc: { ...document, faults }, index: faults.length - 1 };
}

/** Sets one field of a fault: `['at']`, `['for']`, `['crash', 'component']`. */
export function setFault(document: DesignDocument, index: number, path: Path, raw: unknown): DesignDocument {
  if (document.faults?.[index] === undefined) throw new Error(`the design has no fault ${index}`);
  return setIn(document, ['faults', index, ...path], raw);
}

export function removeFault(document: DesignDocument, index: number): DesignDocument {
  return document.faults?.[index] === undefined ? document : setIn(document, ['faults', index], undefined);
}
