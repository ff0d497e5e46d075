import { expect, test } from 'vitest';
import type { RequestBlame } from '../../simulator/index.ts';
import { timeGroups, timeRows } from '../../web/results/time-parts.ts';

const blame: RequestBlame = {
  p99: { api: { wait: 0.01, work: 0.005 }, db: { wait: 0.08, work: 0.004 }, network: 0.002, retry: 0.05 },
  all: { api: { wait: 0, work: 0.004 }, db: { wait: 0.001, work: 0.003 }, network: 0.002, hedge: 0.000001 },
  failures: { api: { wait: 0.2, work: 0 } },
  connections: {
    p99: { 'users->api': { network: 0.001, retry: 0.04 }, 'api->db': { network: 0.001, retry: 0.01 } },
    all: { 'users->api': { network: 0.002 }, 'api->db': { hedge: 0.000001 } },
  },
  counts: { p99: 12.5, all: 1250, failures: 3 },
};

test('a column for each group that there is, with its mean', () => {
  expect(timeGroups(blame)).toEqual([
    { key: 'p99', title: 'Slowest 1 %', requests: 12.5, total: expect.closeTo(0.151, 9) },
    { key: 'all', title: 'All', requests: 1250, total: expect.closeTo(0.010001, 9) },
    { key: 'failures', title: 'Failed', requests: 3, total: expect.closeTo(0.2, 9) },
  ]);
  const { failures: _, ...well } = blame;
  expect(timeGroups({ ...well, counts: { ...blame.counts, failures: 0 } }).map(({ key }) => key)).toEqual([
    'p99',
    'all',
  ]);
  expect(timeGroups({ p99: {}, all: {}, counts: { p99: 0, all: 0, failures: 0 } })).toEqual([]);
});

test('rows by what the slowest spend most on, work before wait; what is next to nothing everywhere is left out', () => {
  const rows = timeRows(blame);
  expect(rows.map(({ component, title }) => component ?? title)).toEqual([
    'db',
    'Earlier attempts: users → api',
    'api',
    'Earlier attempts: api → db',
    'Network',
  ]);
  expect(rows[0]?.cells.p99).toEqual([
    { part: 'work', seconds: 0.004 },
    { part: 'wait', seconds: 0.08 },
  ]);
  expect(rows[2]?.cells.failures).toEqual([{ part: 'wait', seconds: 0.2 }]);
  expect(rows[1]?.cells.all).toEqual([]);
  expect(rows[4]?.cells.p99).toEqual([{ part: 'network', seconds: 0.002 }]);
});

test('a result of before, which does not tell connections apart, has a row for what lies between them all', () => {
  const { connections: _, ...before } = blame;
  const rows = timeRows(before);
  expect(rows.map(({ component, title }) => component ?? title)).toEqual(['db', 'Earlier attempts', 'api', 'Network']);
});
