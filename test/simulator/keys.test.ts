import { describe, expect, test } from 'vitest';
import { modelOf, type Sketch } from '../support/topology.ts';
import { chain, client } from './building-blocks.ts';
import { prepare, run } from './support.ts';

/** Which items the requests of a stream ask for. */

const DURATION = 200;

function design(keys: object | undefined, faults: Sketch['faults'] = [], kind = 'read'): Sketch {
  return {
    // Keys are drawn where somebody looks at them.
    components: [client, { id: 'api', type: 'service', work: '0 s' }, { id: 'cache', type: 'cache', work: '0 s' }],
    connections: chain('users', 'api', 'cache'),
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { constant: { rate: 100 } },
          requests: { get: { kind, ...(keys === undefined ? {} : { keys }) } },
        },
      ],
    },
    faults,
    run: { duration: DURATION, warmup: 0 },
  };
}

/** Moment and item of each request. */
function asked(sketch: Sketch): { at: number; key: number }[] {
  const { run: of } = prepare(sketch);
  const { sim } = of;
  const items: { at: number; key: number }[] = [];
  const open = sim.open.bind(sim);
  sim.open = (station, parent, tag, kind, key, op, link) => {
    if (link < 0) items.push({ at: sim.now, key });
    return open(station, parent, tag, kind, key, op, link);
  };
  sim.advance(DURATION, 1e9);
  return items;
}

const share = (items: readonly { key: number }[], of: (key: number) => boolean): number =>
  items.filter(({ key }) => of(key)).length / items.length;
/** Standard errors between a share of n and its truth. */
const off = (measured: number, truth: number, n: number): number =>
  Math.abs(measured - truth) / Math.sqrt((truth * (1 - truth)) / n);

describe('keys', () => {
  test('of a hot set: a part of the traffic goes to a part of the items, evenly within', () => {
    const items = asked(design({ count: 1000, hotSet: { traffic: '90 %', items: '10 %' } }));
    expect(
      off(
        share(items, (key) => key < 100),
        0.9,
        items.length,
      ),
    ).toBeLessThan(4);
    expect(
      off(
        share(items, (key) => key < 50),
        0.45,
        items.length,
      ),
    ).toBeLessThan(4);
    expect(Math.max(...items.map(({ key }) => key))).toBe(999);
  });

  test('of weights are asked for by weight, the heaviest being the first', () => {
    const items = asked(design({ weights: [1, 0, 6, 3] }));
    [0.6, 0.3, 0.1, 0].forEach((truth, rank) => {
      if (truth > 0)
        expect(
          off(
            share(items, (key) => key === rank),
            truth,
            items.length,
          ),
        ).toBeLessThan(4);
      else expect(items.some(({ key }) => key === rank)).toBe(false);
    });
  });

  test('of exponent 0 are asked for alike', () => {
    const items = asked(design({ count: 10, zipf: 0 }));
    expect(
      off(
        share(items, (key) => key === 9),
        0.1,
        items.length,
      ),
    ).toBeLessThan(4);
  });

  test('are not given by two laws', () => {
    expect(() => modelOf(design({ zipf: 1, weights: [1, 2] }))).toThrow(/"zipf" and "weights" at once/);
  });
});

describe('a hot key', () => {
  const fault = { at: 50, for: 100, hotKey: { request: 'get', share: 0.4 } };

  test('draws its share to one item while it lasts, and shifts no other random number', () => {
    const before = asked(design({ count: 1_000_000, zipf: 0.9 }));
    const struck = asked(design({ count: 1_000_000, zipf: 0.9 }, [fault]));
    const changed = struck.filter(({ key }, i) => key !== before[i].key);
    expect(new Set(changed.map(({ key }) => key)).size).toBe(1);
    expect(Math.min(...changed.map(({ at }) => at))).toBeGreaterThanOrEqual(50);
    expect(Math.max(...changed.map(({ at }) => at))).toBeLessThan(150);
    expect(off(changed.length / 10_000, 0.4, 10_000)).toBeLessThan(4);
  });

  test('adds up with another of the same request, each with its own end', () => {
    const faults = [fault, { at: 100, for: 100, hotKey: { request: 'get', share: 0.5 } }];
    const items = asked(design({ count: 1_000_000, zipf: 0 }, faults)).filter(({ at }) => at >= 150);
    const most = Math.max(...items.map(({ key }) => items.filter((other) => other.key === key).length));
    expect(off(most / items.length, 0.5, items.length)).toBeLessThan(4);
  });

  test('is refused where every request makes an item of its own, or none is called so', () => {
    expect(() => modelOf(design(undefined, [fault], 'write'))).toThrow(/makes an item of its own/);
    expect(() => modelOf(design({}, [{ at: 1, hotKey: { request: 'put' } }]))).toThrow(/no request "put"/);
  });

  test('is marked on the timeline by its request and share', () => {
    expect(run(design({}, [fault])).timeline.faults[0].label).toBe('get hot key 40 %');
  });
});
