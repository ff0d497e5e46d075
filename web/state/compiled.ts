import type { EstimateResult, Finding, Model, Topology } from '../../simulator/index.ts';
import type { DesignDocument, Objective } from '../../src/index.ts';
import { type Engine, getEngine, useEngine } from '../engine/index.ts';
import { useDocument } from './document-store.ts';

/** All that can be said about a design without running it. */
export interface Compiled {
  readonly findings: readonly Finding[];
  /** Absent where the document has errors. */
  readonly topology?: Topology;
  /** Absent where the design cannot run. */
  readonly model?: Model;
  readonly estimate?: EstimateResult;
  readonly objectives: readonly Objective[];
}

function derive(document: DesignDocument, { parseDesign, compile, estimate }: Engine): Compiled {
  const reading = parseDesign(document);
  const { topology, objectives } = reading;
  if (topology === undefined) return { findings: reading.findings, objectives };
  const { model, findings } = compile(topology);
  const all = [...reading.findings, ...findings];
  if (model === undefined) return { findings: all, topology, objectives };
  return { findings: all, topology, model, estimate: estimate(model), objectives };
}

/** Moving things about changes nothing that is derived here. */
function sameSubstance(a: DesignDocument, b: DesignDocument): boolean {
  return (
    a.components === b.components &&
    a.connections === b.connections &&
    a.workload === b.workload &&
    a.faults === b.faults &&
    a.objectives === b.objectives &&
    a.run === b.run &&
    a.scenario === b.scenario
  );
}

let last: { readonly document: DesignDocument; readonly compiled: Compiled } | undefined;

/** What is known of a design before the engine is here to read it. */
const unread: Compiled = { findings: [], objectives: [] };

/** What `document` compiles to; the same object as long as nothing of substance changes. */
export function compiled(document: DesignDocument): Compiled {
  const engine = getEngine();
  if (engine === undefined) return unread;
  if (last === undefined || !sameSubstance(last.document, document))
    last = { document, compiled: derive(document, engine) };
  return last.compiled;
}

/** What the current design compiles to: findings, model and closed-form estimate. */
export function useCompiled(): Compiled {
  useEngine();
  return useDocument(compiled);
}
