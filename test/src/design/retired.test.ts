import { expect, test } from 'vitest';
import { parseDesign } from '../../../src/index.ts';

const design = (database: object) => ({
  format: 'headroom/design@1',
  name: 'Failover',
  components: [
    { id: 'users', type: 'client' },
    { id: 'api', type: 'service' },
    { id: 'db', type: 'sql-database', readReplicas: 1, ...database },
  ],
  connections: [
    { from: 'users', to: 'api' },
    { from: 'api', to: 'db' },
  ],
});

test('the loss window of a file from before is read as the lag of replication, and said so', () => {
  const { document, topology, findings } = parseDesign(design({ failover: { detection: '5 s', lossWindow: '3 s' } }));
  expect(findings.map(({ code, severity, path }) => [code, severity, path])).toEqual([
    ['retired-field', 'warning', ['components', 2, 'failover']],
  ]);
  expect(document?.components[2]).toMatchObject({ replicationLag: '3 s', failover: { detection: '5 s' } });
  expect(document?.components[2]?.['failover']).not.toHaveProperty('lossWindow');
  expect(topology).toEqual(parseDesign(design({ replicationLag: '3 s', failover: { detection: '5 s' } })).topology);
});

test('a lag that is written stays', () => {
  const { document } = parseDesign(design({ replicationLag: '1 s', failover: { lossWindow: '3 s' } }));
  expect(document?.components[2]).toMatchObject({ replicationLag: '1 s' });
});

test('a file without it is left as it is', () => {
  const file = design({ failover: {} });
  const { document, findings } = parseDesign(file);
  expect(document).toBe(file);
  expect(findings).toEqual([]);
});
