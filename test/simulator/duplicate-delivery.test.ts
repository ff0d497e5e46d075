import { describe, expect, test } from 'vitest';
import { chain, client, relay } from './building-blocks.ts';
import { expectConservation, expectEnd } from './laws.ts';
import { cold, run, steady } from './support.ts';
import { expectSums } from './tracing/sums.ts';

/** A thousand messages, one each 100 ms, of which a share comes twice, or too late. */
function messages(fault: object, more: { queue?: object; keys?: object } = {}) {
  return run({
    components: [
      client,
      { id: 'queue', type: 'message-queue', work: 0, ...more.queue },
      { id: 'worker', type: 'worker', replicas: 20, work: '1 ms' },
    ],
    connections: chain('users', 'queue', 'worker'),
    workload: steady(10, { kind: 'write', idempotent: false, ...more.keys }, 100.05),
    faults: [{ at: 0, for: 200, ...fault }],
    run: cold(120),
  });
}

/** Four standard errors of a number of a thousand with this share. */
const off = (share: number) => 4 * Math.sqrt(1000 * share * (1 - share));

describe('a connection over which messages come twice', () => {
  const duplicates = { duplicates: { from: 'queue', to: 'worker', share: 0.2 } };

  test('has a fifth of a thousand messages done again', () => {
    const result = messages(duplicates);
    const { counts, outOf } = result.components['worker'].outcomes ?? { counts: {}, outOf: {} };
    expect(Math.abs((counts.duplicates ?? 0) - 200)).toBeLessThan(off(0.2));
    expect(outOf.duplicates).toBe(1000 + (counts.duplicates ?? 0));
    // Its caller knows nothing of them.
    expect(result.requests['*'].counts).toMatchObject({ offered: 1000, succeeded: 1000, inFlight: 0 });
    expect(result.connections['queue->worker'].calls * 120).toBeCloseTo(1000, 6);
  });

  test('does no harm where keys are sent and remembered: all of them are answered from the record', () => {
    const keyed = run({
      components: [
        client,
        { id: 'queue', type: 'message-queue', work: 0 },
        { id: 'worker', type: 'worker', replicas: 20, work: '1 ms', dedupeWindow: '10 min' },
      ],
      connections: [
        { from: 'users', to: 'queue', idempotencyKey: true },
        { from: 'queue', to: 'worker', idempotencyKey: true },
      ],
      workload: steady(10, { kind: 'write', idempotent: false }, 100.05),
      faults: [{ at: 0, for: 200, ...duplicates }],
      run: cold(120),
    }).components['worker'].outcomes;
    expect(keyed?.counts.duplicates).toBe(0);
    expect(Math.abs((keyed?.deduplicated ?? 0) - 200)).toBeLessThan(off(0.2));
  });

  test('charges twice what a service asks of a provider', () => {
    const charged = (connection: object) =>
      run({
        components: [client, relay('shop'), { id: 'pay', type: 'payment-provider', dedupeWindow: '1 h' }],
        connections: [
          { from: 'users', to: 'shop' },
          { from: 'shop', to: 'pay', ...connection },
        ],
        workload: steady(10, { kind: 'write', idempotent: false }, 100.05),
        faults: [{ at: 0, for: 200, duplicates: { from: 'shop', to: 'pay', share: 0.2, after: '10 s' } }],
        run: cold(120),
      }).components['pay'].outcomes?.counts.duplicates ?? 0;
    expect(Math.abs(charged({}) - 200)).toBeLessThan(off(0.2));
    expect(Math.abs(charged({ timeout: '30 s' }) - 200)).toBeLessThan(off(0.2));
    expect(charged({ idempotencyKey: true })).toBe(0);
  });
});

describe('a connection over which messages overtake each other', () => {
  const late = (queue: object) =>
    messages(
      { reorder: { from: 'queue', to: 'worker', share: 0.2, delay: '250 ms' } },
      { queue, keys: { keys: { count: 1 } } },
    ).components['queue'].outcomes?.counts.outOfOrder ?? 0;

  test('has what is held up for 250 ms dealt with after one of the next two, unless these are held up too', () => {
    const share = 0.2 * (1 - 0.2 ** 2);
    expect(Math.abs(late({}) - 1000 * share)).toBeLessThan(off(share));
  });

  test('keeps the order of each item behind a queue that waits for the one before', () => {
    expect(late({ ordered: true })).toBe(0);
  });
});

describe('calls that come twice, late and to instances that crash or stand still', () => {
  const policies: object[] = [
    {},
    { timeout: '30 ms', retry: { attempts: 3 } },
    { hedge: { after: '5 ms', cancel: 'on-start' } },
    { timeout: '30 ms', cancellation: true },
    { deadline: '50 ms', propagateDeadline: true },
    { undo: {} },
    { bulkhead: { maxConcurrentCalls: 2 } },
  ];

  test.each(policies.map((policy) => [JSON.stringify(policy), policy] as const))(
    'leave nothing behind, lose no request, and the time of each is accounted for, with %s',
    (_, policy) => {
      const way = { from: 'shop', to: 'stock' };
      const sketch = {
        components: [
          client,
          relay('shop'),
          { id: 'stock', type: 'service', replicas: 2, cores: 1, work: { exponential: { mean: '8 ms' } } },
          { id: 'db', type: 'sql-database' },
        ],
        connections: [...chain('users', 'shop'), { ...way, ...policy }, ...chain('stock', 'db')],
        workload: steady(100, { kind: 'write', idempotent: false, atomic: true }, 4.995),
        faults: [
          { at: 0.5, for: 4, duplicates: { ...way, share: 0.3, after: '20 ms' } },
          { at: 0.5, for: 4, reorder: { ...way, share: 0.3, delay: '20 ms' } },
          { at: 1, for: 0.5, crash: { component: 'stock' } },
          { at: 3, for: 0.5, freeze: { component: 'shop' } },
        ] as never,
        run: cold(8),
      };
      expectConservation(sketch);
      expectEnd(sketch);
      expect(expectSums(sketch).ended).toBe(499);
    },
  );
});
