import { describe, expect, test } from 'vitest';
import { catalogue } from '../../simulator/catalogue.ts';
import { type Change, changed, doubled, doubledReplicas, faster, oneMoreReplica } from '../../simulator/change.ts';
import { compile } from '../../simulator/index.ts';
import { around, lightened } from '../conformance/around.ts';
import { modelOf } from '../support/topology.ts';

describe.each(catalogue.filter(({ role }) => role !== 'client').map((of) => [of.type, of] as const))(
  '%s',
  (type, definition) => {
    test('faster, and more of it, is a design that runs', () => {
      const parameters = { ...definition.starter, ...lightened(definition) };
      const model = modelOf(around(definition, { parameters, arrivals: { poisson: { rate: 10 } }, duration: 1 }));
      const component = model.components.find(({ spec }) => spec.type === type);
      if (component === undefined) throw new Error('the type is in its own design');
      const limited = component.resources.filter(({ servers }) => Number.isFinite(servers));
      const changes: (Change | undefined)[] = [
        faster(component.spec.id, 2),
        doubledReplicas(component),
        oneMoreReplica(component),
        ...limited.map((resource) => doubled(component, resource)),
      ];
      for (const change of changes) {
        if (change === undefined) continue;
        const { findings } = compile(changed(model.topology, change));
        expect([change.says, findings.filter(({ severity }) => severity === 'error')]).toEqual([change.says, []]);
      }
    });
  },
);
