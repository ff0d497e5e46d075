import { expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { topologyOf } from '../support/topology.ts';
import { client, relay } from './building-blocks.ts';
import { cold, run } from './support.ts';

const KEYS = { count: 20, zipf: 0 };
const WRITES = 40;
const LAG = 0.3;

/** Writes go to a log, from which a view is written; reads ask the view. `fed` has a database before the log. */
function split(
  of: {
    fed?: boolean;
    view?: object;
    faults?: object[];
    keys?: object | null;
    db?: object;
    command?: object;
    more?: { from: string; to: string }[];
  } = {},
) {
  const { fed = false, view = { readModel: true }, faults = [], keys = KEYS, db = {}, command = {}, more = [] } = of;
  const [first, ...rest] = fed ? ['db', 'log'] : ['log'];
  const store = { type: 'sql-database', cores: 64, work: 0, commit: 0 };
  return {
    components: [
      client,
      relay('commands'),
      relay('queries'),
      ...(fed ? [{ id: 'db', ...store, ...db }] : []),
      { id: 'log', type: 'event-log', work: 0, partitions: 20 },
      { id: 'projector', type: 'worker', replicas: 20, threads: 1, work: fed ? 0 : '10 ms' },
      { id: 'view', ...store, ...view },
    ],
    connections: [
      { from: 'users', to: 'commands', for: ['write'] },
      { from: 'users', to: 'queries', for: ['read'] },
      { from: 'commands', to: first, ...command },
      ...rest.map((to) => ({ from: 'db', to, feed: { lag: '300 ms' } })),
      { from: 'log', to: 'projector' },
      { from: 'projector', to: 'view' },
      { from: 'queries', to: 'view' },
      ...more,
    ],
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { poisson: { rate: WRITES } },
          requests: { change: { kind: 'write', share: 1, ...(keys === null ? {} : { keys }) } },
        },
        { client: 'users', arrivals: { poisson: { rate: 100 } }, requests: { look: { kind: 'read', keys: KEYS } } },
      ],
    },
    faults: faults as never,
    run: cold(60),
  };
}

const twice = { at: 0, for: 60, duplicates: { from: 'commands', to: 'db', share: 0.5 } };

test.each([
  ['', {}],
  [
    ', as where half of the writes come twice and are answered from the record',
    { db: { dedupeWindow: '1 h' }, command: { idempotencyKey: true }, faults: [twice] },
  ],
  [', as where the projector notes in the database what it has done', { more: [{ from: 'projector', to: 'db' }] }],
])(
  'A read of a view misses a write with probability 1 − exp(−λ L): one to its item in the lag before it%s',
  (_, of) => {
    const { outcomes } = run(split({ fed: true, ...of })).components['view'];
    const expected = 1 - Math.exp((-WRITES / KEYS.count) * LAG);
    const reads = outcomes?.outOf.staleReads ?? 0;
    expect(reads).toBeGreaterThan(5000);
    // Reads that meet the same write are no independent trials: those of one item within a lag, 1.5 of them, count as one.
    const error = Math.sqrt((expected * (1 - expected) * (1 + 100 * (LAG / KEYS.count))) / reads);
    expect(Math.abs((outcomes?.staleReads ?? 0) - expected)).toBeLessThan(4 * error);
  },
);

test('A log that takes the writes itself is what its view is judged by, and a projector that is down makes all stale', () => {
  const stale = (faults: object[]) => run(split({ faults })).components['view'].outcomes?.staleReads ?? 0;
  // An item is written twice a second, and the view has a write 10 ms later.
  const usual = 1 - Math.exp((-WRITES / KEYS.count) * 0.01);
  expect(Math.abs(stale([]) - usual)).toBeLessThan(4 * Math.sqrt((usual * (1 - usual)) / 6000));
  // For twenty of sixty seconds nothing comes; the share that is stale then is the mean of 1 − exp(−2t), 0.975. To catch up
  // with forty writes of each item takes a projector 0.4 s for each of its items, of which it has a few.
  const down = (20 * 0.975 + 40 * usual) / 60;
  const seen = stale([{ at: 20, for: 20, crash: { component: 'projector' } }]);
  expect(seen).toBeGreaterThan(down - 0.02);
  expect(seen).toBeLessThan(down + 2 / 60 + 0.02);
});

test('Where it is no read model nothing is judged, and what can have no effect is a finding', () => {
  expect(run(split({ view: {} })).components['view'].outcomes).toBeUndefined();
  const codes = (sketch: ReturnType<typeof split>) => checkTopology(topologyOf(sketch)).map(({ code }) => code);
  expect(codes(split())).toEqual([]);
  expect(codes(split({ keys: null }))).toEqual(['no-effect']);
  const { connections, ...rest } = split();
  const direct = connections.map((of) => (of.from === 'projector' ? { ...of, from: 'commands' } : of));
  expect(codes({ ...rest, connections: direct })).toContain('no-effect');
});
