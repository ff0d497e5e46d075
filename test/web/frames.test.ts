import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DesignDocument, RawComponent } from '../../src/index.ts';
import { type Box, framesOf, zoneUnder } from '../../web/canvas/frames.ts';
import { tidyPlaces } from '../../web/engine/tidy-places.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../../web/state/grid.ts';

const service = (id: string, zone?: string | readonly string[]): RawComponent => ({
  id,
  type: 'service',
  ...(zone !== undefined && { zone }),
});

const design = (components: readonly RawComponent[], more: Partial<DesignDocument> = {}): DesignDocument => ({
  format: 'headroom/design@1',
  name: 'Zones',
  components,
  connections: components.slice(1).map(({ id }, i) => ({ from: components[i]!.id, to: id })),
  ...more,
});

const contains = (outer: Box, inner: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('frames', () => {
  test('an empty zone is where it was put until something stands in it', () => {
    const zones = { a: {} };
    const put = new Map([['a', { x: 400, y: 80 }]]);
    const card = { x: 400, y: 80, width: NODE_WIDTH, height: NODE_HEIGHT };
    const [empty] = framesOf(design([], { zones }), {}, [], put);
    expect(empty?.count).toBe(0);
    expect(contains(empty!, card)).toBe(true);
    const [filled] = framesOf(design([service('one', 'a')], { zones }), { one: { x: -300, y: 0 } }, [], put);
    expect(filled?.count).toBe(1);
    expect(overlap(filled!, card)).toBe(false);
  });

  test('lie around what stands in one zone alone, and those of regions around their zones', () => {
    const document = design([service('one', 'a'), service('two', ['a', 'b']), service('three', 'b')], {
      zones: { a: { region: 'r' }, b: { region: 'r', name: 'Second' }, c: { region: 's' } },
    });
    const places = { one: { x: 0, y: 0 }, two: { x: 300, y: 0 }, three: { x: 600, y: 200 } };
    const frames = framesOf(document, places);
    const find = (id: string) => frames.find((frame) => frame.id === id)!;
    const card = (id: keyof typeof places) => ({ ...places[id], width: NODE_WIDTH, height: NODE_HEIGHT });
    expect(frames.map(({ kind, id, count }) => `${kind} ${id} ${count}`)).toEqual([
      'region r 2',
      'region s 0',
      'zone a 1',
      'zone b 1',
      'zone c 0',
    ]);
    expect(contains(find('a'), card('one'))).toBe(true);
    expect(overlap(find('a'), card('two'))).toBe(false);
    expect(contains(find('r'), find('a')) && contains(find('r'), find('b'))).toBe(true);
    expect(find('b').name).toBe('Second');
    // What is empty waits where nothing is.
    expect(
      frames.filter(({ kind }) => kind === 'zone').some((frame) => frame.id !== 'c' && overlap(frame, find('c'))),
    ).toBe(false);
    expect(zoneUnder(frames, places.one)).toBe('a');
    expect(zoneUnder(frames, places.two)).toBeUndefined();
    expect(zoneUnder(frames, { x: find('c').x + 20, y: find('c').y + 40 })).toBe('c');
  });

  test('of a design without zones there are none', () => {
    expect(framesOf(design([service('one')]), { one: { x: 0, y: 0 } })).toEqual([]);
  });

  test('after tidying no two zones lie over each other, and nothing lies in a zone that it is not in', () => {
    const zones = fc.array(fc.constantFrom(undefined, 'a', 'b', 'c'), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(zones, (chosen) => {
        const document = design(chosen.map((zone, i) => service(`s${i}`, zone)));
        const places = tidyPlaces(document);
        const frames = framesOf(document, places);
        frames.forEach((one, i) => {
          for (const other of frames.slice(i + 1)) expect(overlap(one, other)).toBe(false);
        });
        document.components.forEach(({ id, zone }) => {
          expect(zoneUnder(frames, places[id]!)).toBe(zone);
        });
      }),
      { seed: 4, numRuns: 60 },
    );
  });
});
