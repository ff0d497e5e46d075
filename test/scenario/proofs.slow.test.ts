import { describe, expect, it } from 'vitest';
import { simulate } from '../../simulator/index.ts';
import type { DesignDocument, RawFault } from '../../src/design/index.ts';
import { judge, parseObjectives } from '../../src/objective/index.ts';
import type { FaultCurveball } from '../../src/scenario/index.ts';
import { loaded, scenarioIds } from './files.ts';
import { documentOf, held, open } from './run.ts';

const proofs = scenarioIds.flatMap((id) => loaded(id).scenario.proofs.map((proof) => ({ id, proof })));

describe('every proof as it stands', () => {
  it.each(proofs)('$id: $proof.id does what is claimed of it, with each of three seeds', ({ id, proof }) => {
    const document = documentOf(id, proof.design);
    for (const seed of [1, 2, 3]) {
      const { claimed, shown } = held(proof, open({ ...document, run: { ...document.run, seed } }));
      expect(shown, `seed ${seed}`).toEqual(claimed);
    }
  });
});

/** The first of the types that the design has; that it carries traffic is seen to by the scenario's own reference. */
function aimed({ fault, strikes }: FaultCurveball, { components }: DesignDocument): RawFault {
  const { at, for: length, kind, config } = fault;
  const struck = strikes?.types.flatMap((type) => components.filter((component) => component.type === type))[0];
  return {
    at,
    ...(length === undefined ? {} : { for: length }),
    [kind]: { ...(struck && { component: struck.id }), ...config },
  };
}

const curveballs = scenarioIds.flatMap((id) =>
  loaded(id).scenario.curveballs.flatMap((curveball) => (curveball.kind === 'fault' ? [{ id, curveball }] : [])),
);

describe('every curveball that is a fault', () => {
  it.each(curveballs)(
    '$id: $curveball.id is borne by the reference as a sound design bears it',
    ({ id, curveball }) => {
      const document = documentOf(id, loaded(id).scenario.proofs[0]!.design);
      const { model, topology, findings } = open({ ...document, faults: [aimed(curveball, document)] });
      expect(findings).toEqual([]);
      const { objectives } = parseObjectives(curveball.expect, {
        requests: new Set(topology.streams.flatMap((stream) => Object.keys(stream.requests))),
        components: new Map(),
        faults: [],
      });
      const missed = judge(simulate(model), objectives).objectives.filter(({ met }) => !met);
      expect(missed).toEqual([]);
    },
  );
});
