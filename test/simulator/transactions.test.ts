import { describe, expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { topologyOf } from '../support/topology.ts';
import { client, delay, relay } from './building-blocks.ts';
import { expectConservation, expectEnd } from './laws.ts';
import { cold, moments, run, steady } from './support.ts';
import { expectSums } from './tracing/sums.ts';

/** Orders a second, each a booking of stock, a payment and a shipment, one after the other, 10 ms each. */
const RATE = 20;
const SECONDS = 100;
const ORDERS = RATE * SECONDS - 1;

function booking(
  of: { undo?: object | undefined; atomic?: boolean; faults?: object[]; last?: object; order?: object } = {},
) {
  const { undo, atomic = true, faults = [], last = {}, order = {} } = of;
  const step = (to: string, at: number) => ({
    from: 'orders',
    to,
    order: at,
    network: { rtt: '2 ms' },
    ...(undo === undefined || at === 3 ? {} : { undo }),
    ...(at === 3 ? last : {}),
  });
  return {
    components: [
      client,
      relay('orders'),
      delay('stock', '10 ms'),
      delay('payment', '10 ms'),
      delay('shipping', '10 ms'),
    ],
    connections: [{ from: 'users', to: 'orders' }, step('stock', 1), step('payment', 2), step('shipping', 3)],
    workload: steady(RATE, { kind: 'write', atomic, ...order }, SECONDS - 0.01),
    faults: faults as never,
    run: cold(SECONDS + 60),
  };
}

const failing = (component: string, rate: number) => ({ at: 0, errors: { component, rate } });
const arrivals = (result: ReturnType<typeof run>, id: string) =>
  Math.round(result.components[id].arrivalRate * (SECONDS + 60));

describe('A request that writes in several places', () => {
  test('is half done where a later step fails: n p of them', () => {
    const sketch = booking({ faults: [failing('shipping', 0.2)] });
    const result = run(sketch);
    const { outcomes } = result.components['orders'];
    const failed = result.requests['*'].counts.failed['error'] ?? 0;
    expect(outcomes?.outOf.halfDone).toBe(ORDERS);
    expect(outcomes?.halfDone).toBe(failed);
    expect(Math.abs(failed - ORDERS * 0.2)).toBeLessThan(4 * Math.sqrt(ORDERS * 0.2 * 0.8));
    expect(outcomes?.undone).toBeUndefined();
    expect(result.findings.map(({ code }) => code)).toContain('wrong-effects');
  });

  test('is not where the first step fails, nor where nothing does', () => {
    const { outcomes } = run(booking({ faults: [failing('stock', 0.2)] })).components['orders'];
    expect(outcomes?.counts).toEqual({ halfDone: 0 });
    expect(outcomes?.outOf.halfDone).toBe(ORDERS);
  });

  test('is judged only where it says that its writes belong together', () => {
    expect(run(booking({ atomic: false, faults: [failing('shipping', 0.2)] })).components['orders'].outcomes).toBe(
      undefined,
    );
  });

  test('is whole where the last step was done though its answer came too late, and half done where another’s did', () => {
    const late = { timeout: '5 ms' };
    const all = run(booking({ last: late }));
    expect(all.requests['*'].counts.failed['timeout']).toBe(ORDERS);
    expect(all.components['orders'].outcomes?.counts).toEqual({ halfDone: 0 });
    const { connections, ...sketch } = booking();
    const some = run({
      ...sketch,
      connections: connections.map((of) => (of.to === 'payment' ? { ...of, ...late } : of)),
    });
    expect(some.components['orders'].outcomes?.counts).toEqual({ halfDone: ORDERS });
  });

  test('is half done where its instance crashes between two steps', () => {
    // Two orders: one is between stock and payment at 1.02 s, one has not come to any.
    const result = run({
      ...booking({ faults: [{ at: 1.018, for: 5, crash: { component: 'orders' } }] }),
      workload: moments({ cut: 1, whole: 10 }, { kind: 'write', atomic: true }),
      run: cold(30),
    });
    expect(result.components['orders'].outcomes?.counts).toEqual({ halfDone: 1 });
    expect(result.components['orders'].outcomes?.outOf.halfDone).toBe(2);
  });
});

describe('A saga', () => {
  test('undoes both earlier steps of each request whose third fails: n p compensations of each, nothing half done', () => {
    const result = run(booking({ undo: {}, faults: [failing('shipping', 0.2)] }));
    const { outcomes } = result.components['orders'];
    const failed = result.requests['*'].counts.failed['error'] ?? 0;
    expect(failed).toBeGreaterThan(300);
    expect(outcomes?.counts).toEqual({ halfDone: 0 });
    expect(outcomes?.undone).toBe(failed);
    for (const step of ['stock', 'payment']) expect(arrivals(result, step)).toBe(ORDERS + failed);
    expect(arrivals(result, 'shipping')).toBe(ORDERS);
    // Both are undone at once, over the wire and back: 2 ms and the work.
    expect(outcomes?.undoneAfter).toBeCloseTo(0.012, 9);
  });

  test('tries a compensation until it succeeds', () => {
    // Stock fails one call in two: half of the orders at once, and of the others each compensation takes 1, 2, … tries.
    const result = run(booking({ undo: {}, faults: [failing('shipping', 1), failing('stock', 0.5)] }));
    const { outcomes } = result.components['orders'];
    expect(outcomes?.counts).toEqual({ halfDone: 0 });
    const begun = outcomes?.undone ?? 0;
    expect(Math.abs(begun - ORDERS / 2)).toBeLessThan(4 * Math.sqrt(ORDERS / 4));
    // Tries are geometric: mean 2, variance 2.
    const tries = arrivals(result, 'stock') - ORDERS;
    expect(Math.abs(tries - 2 * begun)).toBeLessThan(4 * Math.sqrt(2 * begun));
  });

  test('whose caller crashes is undone when it is back, if it remembers durably, and stays half done if not', () => {
    const crash = (remembers: string) =>
      run({
        ...booking({ undo: { remembers }, faults: [{ at: 1.018, for: 5, crash: { component: 'orders' } }] }),
        workload: moments({ cut: 1, whole: 10 }, { kind: 'write', atomic: true }),
        run: cold(30),
      }).components['orders'].outcomes;
    const [durable, memory] = [crash('durable'), crash('memory')];
    expect(durable?.counts).toEqual({ halfDone: 0 });
    expect(durable?.undone).toBe(1);
    // Down for 5 s, looked after once a second, and 12 ms for the call.
    expect(durable?.undoneAfter).toBeCloseTo(5.012, 9);
    expect(memory?.counts).toEqual({ halfDone: 1 });
    expect(memory?.undone).toBeUndefined();
  });

  test('undoes a step that was done after its caller had given it up', () => {
    const { connections, ...sketch } = booking({ undo: {} });
    const result = run({
      ...sketch,
      connections: connections.map((of) => (of.to === 'payment' ? { ...of, timeout: '5 ms' } : of)),
    });
    const { outcomes } = result.components['orders'];
    // The compensation of the payment times out as well, and is repeated for ever: nothing of it is over.
    expect(arrivals(result, 'stock')).toBe(2 * ORDERS);
    expect(arrivals(result, 'payment')).toBeGreaterThan(2 * ORDERS);
    expect(outcomes?.undone).toBeUndefined();
  });

  test('leaves nothing behind, loses no request, and the time of each is accounted for', () => {
    const sketch = booking({
      undo: {},
      faults: [failing('shipping', 0.5), { at: 50, for: 10, crash: { component: 'orders' } }],
    });
    expectConservation(sketch);
    expectEnd({ ...sketch, faults: [{ at: 50, for: 10, crash: { component: 'shipping' } }] });
    expectSums(sketch);
  });
});

describe('A row and its event', () => {
  const shop = (of: { event?: object; outbox?: boolean; faults: object[] }) => ({
    components: [
      client,
      relay('api'),
      { id: 'db', type: 'sql-database', cores: 16, work: '5 ms', commit: 0 },
      { id: 'log', type: 'event-log', work: '5 ms' },
      { id: 'reader', type: 'worker', replicas: 8, work: 0 },
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'db', network: { rtt: '2 ms' } },
      of.outbox === true
        ? { from: 'db', to: 'log', feed: { by: 'poll', pollInterval: '1 s' } }
        : { from: 'api', to: 'log', ...of.event },
      { from: 'log', to: 'reader' },
    ],
    workload: steady(RATE, { kind: 'write', atomic: true }, SECONDS - 0.01),
    faults: of.faults as never,
    run: cold(SECONDS + 60),
  });
  const outage = [{ at: 50.001, for: 10, crash: { component: 'log' } }];

  test('written one after the other part where the event cannot be published: one for each write of the outage', () => {
    for (const event of [{ mode: 'async' }, { mode: 'sync' }]) {
      const result = run(shop({ event, faults: outage }));
      expect(result.components['api'].outcomes?.halfDone).toBe(10 * RATE);
      expect(result.components['api'].outcomes?.outOf.halfDone).toBe(ORDERS);
      expect(arrivals(result, 'reader')).toBe(ORDERS - 10 * RATE);
    }
    // Of a call that half of the requests make, those that make it.
    const some = run(shop({ event: { mode: 'async', probability: 0.5 }, faults: outage })).components['api'].outcomes;
    expect(Math.abs((some?.halfDone ?? 0) - 5 * RATE)).toBeLessThan(4 * Math.sqrt(10 * RATE * 0.25));
  });

  test('part where the service crashes after the commit and before it knows', () => {
    // An order comes every 50 ms; the row of the last is committed 6 ms later, and its answer would be there 1 ms after that.
    const result = run(
      shop({ event: { mode: 'async' }, faults: [{ at: 50.0065, for: 5, crash: { component: 'api' } }] }),
    );
    expect(result.components['api'].outcomes?.halfDone).toBe(1);
  });

  test('do not part with an outbox: each row has its event, whatever crashes, up to a poll interval later', () => {
    const crash = { at: 70.0065, for: 5, crash: { component: 'api' } };
    const result = run(shop({ outbox: true, faults: [...outage, crash] }));
    const rows = result.components['db'].throughput * (SECONDS + 60);
    expect(arrivals(result, 'reader')).toBe(Math.round(rows));
    expect(result.components['api'].outcomes).toBeUndefined();
    expect(result.requests['*'].counts.succeeded).toBe(ORDERS - 5 * RATE - 1);
  });
});

describe('A message that is delivered again', () => {
  const again = (seconds: number, delivery: object = {}, faults: object[] = []) =>
    run({
      components: [
        client,
        relay('api'),
        { id: 'queue', type: 'message-queue', visibilityTimeout: '1 s', maxDeliveries: 100 },
        { id: 'worker', type: 'worker', replicas: 4, work: 0 },
        delay('ledger', '10 ms'),
        delay('mail', '10 ms'),
      ],
      connections: [
        { from: 'users', to: 'api' },
        { from: 'api', to: 'queue' },
        { from: 'queue', to: 'worker', ...delivery },
        { from: 'worker', to: 'ledger', order: 1 },
        { from: 'worker', to: 'mail', order: 2 },
      ],
      workload: steady(RATE, { kind: 'write', atomic: true }, seconds - 0.01),
      faults: [failing('mail', 0.3), ...faults] as never,
      run: cold(seconds + 60),
    });
  const outcomesOf = (result: ReturnType<typeof run>) => result.components['worker'].outcomes;
  const twice = { at: 0, for: 100, duplicates: { from: 'queue', to: 'worker', share: 0.2 } };

  test('completes what was half done', () => {
    const result = again(SECONDS);
    expect(outcomesOf(result)?.counts).toEqual({ halfDone: 0 });
    expect(outcomesOf(result)?.outOf.halfDone).toBe(ORDERS);
    expect(result.components['queue'].redeliveries).toBeGreaterThan(500);
  });

  test.each([
    ['a timeout', { timeout: '900 ms' }, []],
    ['a timeout and retries', { timeout: '900 ms', retry: { attempts: 2 } }, []],
    ['calls that come twice', {}, [twice]],
    ['a timeout and calls that come twice', { timeout: '900 ms' }, [twice]],
  ])('is the same request over a connection with %s', (_, delivery, faults) => {
    const outcomes = outcomesOf(again(20, delivery, faults));
    expect(outcomes?.counts.halfDone).toBe(0);
    expect(outcomes?.outOf.halfDone).toBe(20 * RATE - 1);
  });
});

test('What can have no effect is a finding: nothing that belongs together, nothing that could be undone', () => {
  const codes = (request: object, db: object, cache: object = {}) =>
    checkTopology(
      topologyOf({
        components: [client, relay('api'), { id: 'db', type: 'sql-database' }, { id: 'cache', type: 'cache' }],
        connections: [
          { from: 'users', to: 'api' },
          { from: 'api', to: 'db', ...db },
          { from: 'api', to: 'cache', ...cache },
        ],
        workload: steady(1, { kind: 'write', ...request }),
        run: cold(10),
      }),
    ).map(({ code, path }) => `${code} ${path.at(-1)}`);
  expect(codes({}, { undo: {} })).toEqual([]);
  expect(codes({ atomic: true }, {})).toEqual(['no-effect atomic']);
  expect(codes({}, {}, { undo: {} })).toEqual(['no-effect undo']);
});
