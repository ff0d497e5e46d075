import { compile, type Finding, type Model, simulate, type Topology } from '../../simulator/index.ts';
import { type DesignDocument, parseDesign, withScenario } from '../../src/design/index.ts';
import { judge, type Objective, parseObjectives } from '../../src/objective/index.ts';
import type { DesignReference, Proof, Scenario } from '../../src/scenario/index.ts';
import { loaded } from './files.ts';

/** A design of a scenario, ready to be run. */
export interface Opened {
  readonly document: DesignDocument;
  readonly topology: Topology;
  readonly model: Model;
  readonly objectives: readonly Objective[];
  /** All that was said on the way, errors and warnings. */
  readonly findings: readonly Finding[];
}

export function open(document: DesignDocument): Opened {
  const { topology, objectives, findings } = parseDesign(document);
  if (topology === undefined) throw new Error(JSON.stringify(findings, undefined, 2));
  const compilation = compile(topology);
  const said = [...findings, ...compilation.findings];
  if (compilation.model === undefined) throw new Error(JSON.stringify(said, undefined, 2));
  return { document, topology, model: compilation.model, objectives, findings: said };
}

/** The document of a scenario's design, with what it takes from the scenario. */
export function documentOf(id: string, reference: DesignReference): DesignDocument {
  const { scenario, designs } = loaded(id);
  const written = typeof reference === 'string' ? designs[reference] : reference;
  return documentFor(scenario, written);
}

export function documentFor(scenario: Scenario, written: unknown): DesignDocument {
  const { document, findings } = parseDesign(written);
  if (document === undefined) throw new Error(JSON.stringify(findings, undefined, 2));
  return withScenario(document, scenario);
}

/** What a proof claims and what its run shows: two values that are equal where the claim is true. */
export function held(proof: Proof, opened: Opened): { claimed: unknown; shown: unknown } {
  const { model, objectives, topology } = opened;
  const context = {
    requests: new Set(topology.streams.flatMap((stream) => Object.keys(stream.requests))),
    components: new Map(topology.components.map(({ id, type }) => [id, type])),
    faults: [],
  };
  const claims = parseObjectives(
    proof.shows.map(({ require }) => ({ name: require, require })),
    context,
  );
  if (claims.findings.length > 0) throw new Error(JSON.stringify(claims.findings, undefined, 2));
  const result = simulate(model);
  const missed = (list: readonly Objective[]): string[] =>
    judge(result, list)
      .objectives.filter(({ met }) => !met)
      .map(({ name }) => name);
  return {
    claimed: { misses: proof.misses, bottleneck: proof.bottleneck, notShown: [] },
    shown: {
      misses: missed(objectives),
      bottleneck: proof.bottleneck === undefined ? undefined : result.bottleneck?.component,
      notShown: missed(claims.objectives),
    },
  };
}
