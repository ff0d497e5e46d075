import { describe, expect, test } from 'vitest';
import type { Sketch } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, moments, run, straight } from './support.ts';

const item = { keys: { count: 1 } };
const database = { id: 'db', type: 'sql-database', work: 0, commit: 0 };

/** Fifty reads a second of one item, over a cache beside the store; somebody else writes it once a second, at random. */
function articles(cache: object, editors: { connections: readonly object[]; keys?: object }, duration: number) {
  return {
    components: [
      client,
      { id: 'editors', type: 'client' },
      relay('site'),
      relay('desk'),
      { id: 'cache', type: 'cache', work: 0, ...cache },
      database,
    ],
    connections: [
      ...chain('users', 'site', 'cache'),
      ...chain('site', 'db'),
      ...chain('editors', 'desk', 'db'),
      ...editors.connections,
    ],
    workload: {
      streams: [
        { client: 'users', arrivals: { constant: { rate: 50 } }, requests: { view: { kind: 'read', ...item } } },
        {
          client: 'editors',
          arrivals: { poisson: { rate: 1 } },
          requests: { edit: { kind: 'write', ...(editors.keys ?? item) } },
        },
      ],
    },
    run: cold(duration),
  } as never;
}

describe('an entry with a time to live', () => {
  test('is stale once somebody else has written: mean of 1 − exp(−rate × age) over the ages of what is read', () => {
    const duration = 1000;
    const { outcomes } = run(articles({ ttl: '1 s' }, { connections: [] }, duration)).components['cache'];
    // Filled by one read and expired for the fiftieth after it: what is read is 0.02, 0.04 … 0.98 s old.
    const ages = Array.from({ length: 49 }, (_, i) => (i + 1) * 0.02);
    const truth = ages.reduce((sum, age) => sum + 1 - Math.exp(-age), 0) / ages.length;
    // The stale part of a life is 1 − X for an exponential X below 1: variance 1 − 2/e − 1/e².
    const variance = 1 - 2 / Math.E - 1 / Math.E ** 2;
    const error = Math.sqrt(variance / duration);
    expect(outcomes?.outOf.staleReads).toBeGreaterThan(48_000);
    expect(Math.abs((outcomes?.staleReads ?? 0) - truth) / error).toBeLessThan(4);
  });

  test('is not where whoever writes drops it', () => {
    const { outcomes } = run(articles({ ttl: '1 s' }, { connections: chain('desk', 'cache') }, 100)).components[
      'cache'
    ];
    expect(outcomes?.counts).toEqual({ staleReads: 0 });
  });

  test('is not by a write that comes once more and is answered from the record', () => {
    const sketch = articles({ ttl: '1 s' }, { connections: chain('desk', 'cache') }, 100) as Sketch;
    const { outcomes } = run({
      ...sketch,
      components: sketch.components.map((of) => (of.id === 'db' ? { ...of, dedupeWindow: '1 h' } : of)),
      connections: sketch.connections.map((of) =>
        of.to === 'db' && of.from === 'desk' ? { ...of, idempotencyKey: true } : of,
      ),
      faults: [{ at: 0, for: 100, duplicates: { from: 'desk', to: 'db', share: 1, after: '500 ms' } }] as never,
    }).components['cache'];
    expect(outcomes?.counts).toEqual({ staleReads: 0 });
  });
});

test('who asked before the write had returned misses nothing; who asks afterwards does', () => {
  const edit = {
    client: 'editors',
    arrivals: { constant: { rate: 1 / 10.5 } },
    shape: { steps: [[15, 0]] },
    requests: { edit: { kind: 'write', ...item } },
  };
  // Filled after the first; the second is asked at 10 s and answered at 11 s, the third asked at 12 s.
  const reads = moments({ first: 1, second: 10, third: 12 }, item) as { streams: object[] };
  const sketch = articles({ work: '1 s', threads: 8 }, { connections: [] }, 20) as object;
  const { outcomes } = run({ ...sketch, workload: { streams: [...reads.streams, edit] } } as never);
  expect([outcomes?.counts.staleReads, outcomes?.outOf.staleReads]).toEqual([1, 2]);
});

test('a design in which nothing that is held is ever written judges no cache', () => {
  const judges = (sketch: never) => straight(sketch).sites.some(([site]) => site.lastWrites !== undefined);
  expect(judges(articles({}, { connections: [] }, 1))).toBe(true);
  // Each write is about an item of its own.
  expect(judges(articles({}, { connections: [], keys: {} }, 1))).toBe(false);
  expect(judges(articles({ write: 'back' }, { connections: chain('cache', 'db') }, 1))).toBe(false);
});
