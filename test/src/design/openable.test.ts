import { expect, test } from 'vitest';
import { faultCatalogue } from '../../../simulator/index.ts';
import { parseDesign } from '../../../src/index.ts';

const design = {
  format: 'headroom/design@1',
  name: 'One of each fault',
  components: [
    { id: 'users', type: 'client' },
    { id: 'api', type: 'service', zone: 'zone-a' },
    { id: 'cache', type: 'cache' },
    { id: 'db', type: 'sql-database', readReplicas: 1 },
  ],
  connections: [
    { from: 'users', to: 'api' },
    { from: 'api', to: 'cache' },
    { from: 'api', to: 'db' },
  ],
  workload: {
    streams: [
      {
        client: 'users',
        arrivals: { poisson: { rate: 10 } },
        requests: { get: { kind: 'read', keys: { count: 10, zipf: 1 } } },
      },
    ],
  },
};

/** Something to strike for each kind of target. */
const struck = {
  load: {},
  request: { request: 'get' },
  component: { component: 'db' },
  'component-or-zone': { component: 'db' },
  zone: { zone: 'zone-a' },
  connection: { from: 'api', to: 'db' },
  'connection-or-zone': { from: 'api', to: 'db' },
};

test.each(faultCatalogue.map((definition) => [definition.kind, definition] as const))(
  'a file without problems can be opened, with the fault %s in it too',
  (kind, { always, target }) => {
    const config = kind === 'flush' ? { component: 'cache' } : struck[target];
    const fault = { ...(always === true ? {} : { at: '1 s' }), [kind]: config };
    const { document, topology, findings } = parseDesign({ ...design, faults: [fault] });
    expect(findings).toEqual([]);
    expect(topology).toBeDefined();
    expect(document).toBeDefined();
  },
);
