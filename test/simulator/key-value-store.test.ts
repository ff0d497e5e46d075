import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { Versions } from '../../simulator/parts/quorum/versions.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { chain, client, delay, exponential, poisson, relay } from './building-blocks.ts';
import { expectEnd } from './laws.ts';
import { run } from './support.ts';

const still = { write: '0 s', ack: '0 s', read: '0 s', response: '0 s' };

/** Standard errors between a share of n and its truth. */
const off = (measured: number, truth: number, n: number): number =>
  Math.abs(measured - truth) / Math.sqrt((truth * (1 - truth)) / n);

/** Each request writes an item of its own, waits, and reads it. */
function writeThenRead(store: object, pause: number, rate = 1000, seconds = 20): Sketch {
  return {
    components: [
      client,
      relay('app'),
      relay('writer'),
      relay('reader'),
      delay('pause', pause),
      { id: 'store', type: 'key-value-store', work: '0 s', ...store },
    ],
    connections: [
      { from: 'users', to: 'app' },
      { from: 'app', to: 'writer', order: 1 },
      { from: 'app', to: 'pause', order: 2 },
      { from: 'app', to: 'reader', order: 3 },
      { from: 'writer', to: 'store', as: 'write' },
      { from: 'reader', to: 'store', as: 'read' },
    ],
    workload: poisson(rate, { kind: 'write' }),
    run: { duration: seconds, warmup: 0 },
  };
}

/** One item, read and written all the time by messages that take no time. */
function oneItem(store: object, seconds = 20, faults: Sketch['faults'] = []): Sketch {
  return {
    components: [
      client,
      relay('app'),
      { id: 'store', type: 'key-value-store', work: '0 s', messages: still, ...store },
    ],
    connections: chain('users', 'app', 'store'),
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { poisson: { rate: 2000 } },
          requests: { get: { keys: { count: 1 } }, put: { kind: 'write', keys: { count: 1 } } },
        },
      ],
    },
    faults,
    run: { duration: seconds, warmup: 0 },
  };
}

describe('random quorums that are not expanded (T110)', () => {
  test('a read misses the last k writes with the k-th power of the chance to miss one', () => {
    const { staleReads = 0, versionsBehind = [] } = run(oneItem({ n: 3, r: 1, w: 1, sendsTo: 'quorum' })).components[
      'store'
    ];
    const n = 20_000;
    expect(off(staleReads, 2 / 3, n)).toBeLessThan(4);
    let within = 0;
    for (const [versions, truth] of [1 - 2 / 3, 1 - 4 / 9, 1 - 8 / 27].entries()) {
      within += versionsBehind[versions];
      expect(off(within, truth, n)).toBeLessThan(4);
    }
  });

  test('of two of three a read misses the last write with a third of a chance, and never where R + W > N', () => {
    const stale = (r: number, w: number) =>
      run(oneItem({ n: 3, r, w, sendsTo: 'quorum' })).components['store'].staleReads ?? 0;
    expect(off(stale(1, 2), 1 / 3, 20_000)).toBeLessThan(4);
    expect(stale(2, 2)).toBe(0);
  });
});

describe('messages of exponential times (T111)', () => {
  const messages = (write: number) => ({
    write: exponential(write),
    ack: exponential(0.001),
    read: exponential(0.001),
    response: exponential(0.001),
  });
  test.each([
    [0.01, 0, 0.41955873579],
    [0.01, 0.065, 0.99912761613],
    [0.00025, 0, 0.94294844191],
  ])(
    'writes of mean %d s, read %d s later, are seen as often as probabilistically bounded staleness says',
    (write, pause, truth) => {
      const { components, requests: of } = run(writeThenRead({ n: 3, r: 1, w: 1, messages: messages(write) }, pause));
      expect(of['*'].counts.succeeded).toBeGreaterThan(19_000);
      expect(off(1 - (components['store'].staleReads ?? 0), truth, of['*'].counts.succeeded)).toBeLessThan(4);
    },
  );

  test('are never stale where R + W > N, whatever the times', () => {
    for (const [n, r, w] of [
      [3, 2, 2],
      [3, 1, 3],
      [5, 3, 3],
    ])
      expect(run(writeThenRead({ n, r, w, messages: messages(0.01) }, 0, 1000, 5)).components['store'].staleReads).toBe(
        0,
      );
  });
});

describe('a quorum', () => {
  test('answers with the k-th of n: mean times of order statistics', () => {
    const store = { n: 3, work: '0 s', messages: { ...still, write: exponential(0.01), read: exponential(0.01) } };
    const mean = (r: number, kind: string) => {
      const { latency } = simulate(
        modelOf({
          components: [client, relay('app'), { id: 'store', type: 'key-value-store', r, w: r, ...store }],
          connections: chain('users', 'app', 'store'),
          workload: poisson(2000, { kind }),
          run: { duration: 8, warmup: 0 },
        }),
      ).requests['*'];
      return { mean: latency.mean, n: latency.count };
    };
    // The k-th of three exponentials: 1/3, 1/3 + 1/2, 1/3 + 1/2 + 1 of the mean.
    [1 / 3, 5 / 6, 11 / 6].forEach((truth, i) => {
      for (const kind of ['read', 'write']) {
        const measured = mean(i + 1, kind);
        const variance = [1 / 9, 1 / 9 + 1 / 4, 1 / 9 + 1 / 4 + 1][i];
        expect(Math.abs(measured.mean / 0.01 - truth) / Math.sqrt(variance / measured.n)).toBeLessThan(4);
      }
    });
  });

  test('loads every node with every request, and the estimate knows', () => {
    const model = modelOf({
      components: [
        client,
        relay('app'),
        { id: 'store', type: 'key-value-store', n: 3, r: 2, w: 2, cores: 1, work: exponential(0.002), messages: still },
      ],
      connections: chain('users', 'app', 'store'),
      workload: poisson(250, { kind: 'write' }),
      run: { duration: 100, warmup: 5 },
    });
    const { components } = simulate(model);
    expect(Math.abs(components['store'].utilization - 0.5)).toBeLessThan(0.03);
    expect(components['store'].arrivalRate).toBeGreaterThan(240);
    expect(components['store'].arrivalRate).toBeLessThan(260);
    expect(estimate(model).components['store'].utilization).toBeCloseTo(0.5, 6);
    // Queues of nodes that get the same writes at the same moments: no formula, but more than one node’s work.
    expect(components['store'].latency.mean).toBeGreaterThan(0.002);
  });

  test('is met while enough nodes are up, and fails at once when they are not', () => {
    const crash = (replicas: number) => [{ at: 5, for: 10, crash: { component: 'store', replicas } }];
    const failed = (replicas: number) =>
      run(oneItem({ n: 3, r: 2, w: 2 }, 30, crash(replicas))).requests['*'].counts.failed;
    expect(failed(1)).toEqual({});
    const { unavailable = 0, ...others } = failed(2);
    expect(others).toEqual({});
    expect(off(unavailable / 60_000, 1 / 3, 60_000)).toBeLessThan(4);
  });

  test('of requests that its coordinator was working on when it crashed, those fail, and no others are lost', () => {
    const store = { n: 3, r: 2, w: 2, work: '1 ms', messages: { ...still, read: '20 ms' } };
    const { counts } = run(oneItem(store, 20, [{ at: 10.5, for: 5, crash: { component: 'store', replicas: 1 } }]))
      .requests['get'];
    expect(Object.keys(counts.failed)).toEqual(['crashed']);
    // A third of a thousand reads per second, about 22 ms of them.
    expect(counts.failed['crashed']).toBeLessThan(25);
    expect(counts.succeeded + counts.failed['crashed'] + counts.inFlight).toBe(counts.offered);
  });

  test('that cannot be had of so many nodes is refused', () => {
    expect(() => modelOf(oneItem({ n: 3, r: 4 }))).toThrow(/"r" is 4, and there are 3 copies/);
  });
});

describe('a ring of more nodes than copies', () => {
  const ring = { nodes: 6, n: 3, r: 2, w: 2, cores: 1 };
  /** Half of the requests read, half write, each its own item of many. */
  const mixed = (store: object, rate: number, seconds: number, faults: Sketch['faults'] = []): Sketch => ({
    components: [client, relay('app'), { id: 'store', type: 'key-value-store', messages: still, ...store }],
    connections: chain('users', 'app', 'store'),
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { poisson: { rate } },
          requests: { get: { keys: { count: 1e6, zipf: 0 } }, put: { kind: 'write', keys: { count: 1e6, zipf: 0 } } },
        },
      ],
    },
    faults,
    run: { duration: seconds, warmup: 0 },
  });

  test('has the capacity of all: each node does N in so many of the requests', () => {
    const model = modelOf(mixed({ ...ring, work: exponential(0.004) }, 300, 40));
    // λ N S / nodes; the work of 12,000 requests at three nodes each, over 240 s of six cores.
    const truth = (300 * 3 * 0.004) / 6;
    const error = (Math.sqrt(300 * 40 * (3 + 9)) * 0.004) / (6 * 40);
    expect(Math.abs(simulate(model).components['store'].utilization - truth)).toBeLessThan(4 * error);
    expect(estimate(model).components['store'].utilization).toBeCloseTo(truth, 9);
    const capacity = (nodes: number) =>
      estimate(modelOf(mixed({ ...ring, nodes, work: exponential(0.004) }, 1, 1))).capacity ?? Number.NaN;
    expect(capacity(12) / capacity(6)).toBeCloseTo(2, 9);
  });

  test('answers all without any one node; without two neighbors a third of the items has no quorum', () => {
    const crash = (replicas: number) => [{ at: 0, for: 10, crash: { component: 'store', replicas } }];
    const failed = (replicas: number) =>
      run(mixed({ ...ring, work: 0 }, 1000, 10, crash(replicas))).requests['*'].counts.failed;
    expect(failed(1)).toEqual({});
    const { unavailable = 0, ...others } = failed(2);
    expect(others).toEqual({});
    // Of the six rows of three nodes two have both of the dead.
    expect(off(unavailable / 10_000, 1 / 3, 10_000)).toBeLessThan(4);
  });

  test('keeps its promise: where R + W > N a read meets the last write, and repairs reach the node that missed it', () => {
    const faults = [{ at: 2, for: 2, crash: { component: 'store', replicas: 1 } }];
    const store = { ...ring, work: '1 ms', cores: 8, messages: { ...still, write: exponential(0.01) } };
    const stale = (more: object) => run(oneItem({ ...store, ...more }, 6, faults)).components['store'].staleReads ?? 0;
    expect(stale({})).toBe(0);
    expect(stale({ r: 1, w: 1 })).toBeGreaterThan(0.1);
  });

  test('needs as many nodes as copies', () => {
    expect(() => modelOf(oneItem({ n: 3, nodes: 2 }))).toThrow(/3 copies, on 2 nodes/);
  });
});

describe('a node that was down', () => {
  const staleAfter = (options: { r: number; replicas: number; readRepair: boolean }): number => {
    const { r, replicas, readRepair } = options;
    const rows = [
      [1, 'put', 'x'],
      [3, 'put', 'x'],
      ...Array.from({ length: 3000 }, (_, i) => [6 + i / 1000, 'get', 'x']),
    ];
    const sketch: Sketch = {
      components: [
        client,
        relay('app'),
        {
          id: 'store',
          type: 'key-value-store',
          n: 3,
          r,
          w: 1,
          work: '0 s',
          messages: { ...still, read: exponential(0.001) },
          readRepair,
        },
      ],
      connections: chain('users', 'app', 'store'),
      workload: {
        streams: [{ client: 'users', arrivals: { trace: { rows } }, requests: { get: {}, put: { kind: 'write' } } }],
      },
      faults: [{ at: 2, for: 2, crash: { component: 'store', replicas } }],
      run: { duration: 10, warmup: 0 },
    };
    return run(sketch).components['store'].staleReads ?? 0;
  };

  test('answers with the old version until the item is written again', () => {
    expect(off(staleAfter({ r: 1, replicas: 1, readRepair: false }), 1 / 3, 3000)).toBeLessThan(4);
    expect(off(staleAfter({ r: 1, replicas: 2, readRepair: false }), 2 / 3, 3000)).toBeLessThan(4);
    // Two of three answer, and of the two that are old both are among them in a third of the reads.
    expect(off(staleAfter({ r: 2, replicas: 2, readRepair: false }), 1 / 3, 3000)).toBeLessThan(4);
  });

  test('is repaired by the first read that meets both versions', () => {
    expect(staleAfter({ r: 2, replicas: 2, readRepair: true })).toBeLessThan(0.005);
  });
});

test('a call that waits outside a frozen node fails when the node crashes, whatever the row that it stands in was before', () => {
  expectEnd({
    components: [client, relay('app'), { id: 'store', type: 'key-value-store', n: 5, zone: 'east' }],
    connections: chain('users', 'app', 'store'),
    workload: poisson(200, { kind: 'write' }),
    faults: [
      { at: 2, freeze: { component: 'store' } },
      { at: 2.1, for: 0.1, outage: { zone: 'east' } },
    ],
    run: { duration: 9 },
  });
});

describe('versions', () => {
  test('keep nothing of items that all nodes hold alike, and never fall', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ key: fc.nat(5), order: fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }) }), {
          maxLength: 60,
        }),
        (writes) => {
          const versions = new Versions(3, 2);
          const pending: { key: number; node: number; version: number }[] = [];
          const seen = new Map<number, number>();
          for (const { key, order } of writes) {
            const version = versions.begin(key);
            expect(version).toBeGreaterThan(seen.get(key) ?? 0);
            seen.set(key, version);
            for (const node of order) {
              expect(versions.sent(key)).toBe(true);
              pending.push({ key, node, version });
            }
            versions.finish(key, version);
            expect(versions.newest(key)).toBe(version);
            // Half of what is under way arrives, the last sent first.
            for (let i = pending.length / 2; i > 1; i--) {
              const { key: of, node, version: carried } = pending.pop()!;
              versions.applied(of, node, carried);
              expect(versions.at(of, node)).toBeGreaterThanOrEqual(carried);
            }
          }
          for (const { key, node, version } of pending) versions.applied(key, node, version);
          expect(versions.size).toBe(0);
        },
      ),
      { seed: 1 },
    );
  });
});
