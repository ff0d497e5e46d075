import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogue, distributionKinds, faultCatalogue, fieldsOf, policies } from '../../simulator/index.ts';
import type { DesignDocument } from '../../src/index.ts';
import { NodeCache } from '../../web/canvas/graph.ts';
import { instancesOf } from '../../web/canvas/instances.ts';
import { policyMarks } from '../../web/canvas/policy-text.ts';
import { isChord } from '../../web/editor/command.ts';
import { freePlace, placesOf } from '../../web/editor/layout.ts';
import { neighbor, readingOrder } from '../../web/editor/order.ts';
import { loadEngine } from '../../web/engine/index.ts';
import { tidyPlaces } from '../../web/engine/tidy-places.ts';
import { aboutOf, formOf, lawForms } from '../../web/fields/laws.ts';
import { search, searchSettings } from '../../web/palette/chip.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../../web/state/grid.ts';
import { hasGlyph } from '../../web/ui/glyph.tsx';
import { rawOf, textOf } from '../../web/ui/quantity-field.tsx';

await loadEngine();

function design(ids: readonly string[], calls: readonly (readonly [string, string])[]): DesignDocument {
  return {
    format: 'headroom/design@1',
    name: 'A design',
    components: ids.map((id) => ({ id, type: 'service' })),
    connections: calls.map(([from, to]) => ({ from, to })),
  };
}

const tree = design(
  ['store', 'a', 'b', 'edge', 'alone'],
  [
    ['edge', 'a'],
    ['edge', 'b'],
    ['a', 'store'],
    ['b', 'store'],
  ],
);

describe('reading order and walking', () => {
  test('callers come before callees, and everything comes once', () => {
    const order = readingOrder(tree);
    expect([...order].sort()).toEqual(['a', 'alone', 'b', 'edge', 'store']);
    expect(order.indexOf('edge')).toBeLessThan(order.indexOf('a'));
    expect(order.indexOf('a')).toBeLessThan(order.indexOf('store'));
  });

  test('a circle is read like anything else', () => {
    const circle = design(
      ['a', 'b'],
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
    );
    expect([...readingOrder(circle)].sort()).toEqual(['a', 'b']);
  });

  test('right and left follow calls, up and down go among siblings, and nowhere is a dead end', () => {
    const first = neighbor(tree, 'edge', 'right');
    expect(['a', 'b']).toContain(first);
    expect(neighbor(tree, first, 'left')).toBe('edge');
    expect(neighbor(tree, first, 'down')).toBe(first === 'a' ? 'b' : 'a');
    expect(neighbor(tree, 'store', 'right')).toBe('store');
    expect(neighbor(tree, 'alone', 'up')).not.toBe('alone');
  });
});

const documents = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 20 }).map((pairs) => {
    const named = pairs.filter(([from, to]) => from !== to).map(([from, to]) => [`n${from}`, `n${to}`] as const);
    const unique = [...new Map(named.map((pair) => [pair.join(), pair])).values()];
    return design(
      Array.from({ length: count }, (_, index) => `n${index}`),
      unique,
    );
  }),
);

function overlap(a: { x: number; y: number }, b: { x: number; y: number }): boolean {
  return Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < NODE_HEIGHT;
}

describe('the layout', () => {
  test('a tidy design has every component on the grid and none over another', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const places = Object.values(tidyPlaces(document));
        expect(places).toHaveLength(document.components.length);
        for (const [index, place] of places.entries()) {
          expect(Math.abs(place.x % 8) + Math.abs(place.y % 8)).toBe(0);
          expect(places.slice(index + 1).some((other) => overlap(place, other))).toBe(false);
        }
      }),
      { numRuns: 50, seed: 11 },
    );
  });

  test('components without a place get one below those that have one', () => {
    const places = placesOf({ ...tree, layout: { edge: { x: 0, y: 400 } } });
    expect(places['edge']).toEqual({ x: 0, y: 400 });
    for (const id of ['store', 'a', 'b', 'alone']) expect(places[id]?.y).toBeGreaterThan(400 + NODE_HEIGHT);
  });

  test('a new component finds a place where nothing is', () => {
    const placed = { ...tree, layout: placesOf(tree) };
    const free = freePlace(placed, { x: placed.layout['a']?.x ?? 0, y: placed.layout['a']?.y ?? 0 });
    expect(Object.values(placed.layout).some((other) => overlap(free, other))).toBe(false);
  });
});

describe('chords', () => {
  const press = (key: string, code: string, held: Partial<Record<'ctrl' | 'shift' | 'alt', boolean>> = {}) => ({
    key,
    code,
    ctrlKey: held.ctrl ?? false,
    shiftKey: held.shift ?? false,
    altKey: held.alt ?? false,
    metaKey: false,
  });

  test.each([
    ['Mod+Z', press('z', 'KeyZ', { ctrl: true }), true],
    ['Mod+Z', press('Z', 'KeyZ', { ctrl: true, shift: true }), false],
    ['Mod+Shift+Z', press('Z', 'KeyZ', { ctrl: true, shift: true }), true],
    ['A', press('a', 'KeyA'), true],
    ['A', press('a', 'KeyA', { ctrl: true }), false],
    ['?', press('?', 'Slash', { shift: true }), true],
    ['/', press('/', 'Slash'), true],
    // On a German keyboard the slash is made with Shift.
    ['/', press('/', 'Digit7', { shift: true }), true],
    ['Shift+1', press('!', 'Digit1', { shift: true }), true],
    ['Shift+Alt+T', press('Ť', 'KeyT', { shift: true, alt: true }), true],
    ['Left', press('ArrowLeft', 'ArrowLeft'), true],
    ['Shift+Left', press('ArrowLeft', 'ArrowLeft'), false],
  ])('%s', (chord, event, expected) => {
    expect(isChord(chord, event)).toBe(expected);
  });
});

describe('what the definitions name is there to be drawn', () => {
  test('every glyph', () => {
    const named = [...catalogue, ...faultCatalogue, ...policies].map(({ icon }) => icon);
    expect(named.filter((icon) => !hasGlyph(icon))).toEqual([]);
  });

  test('every type of component is in the palette', () => {
    const chips = search('').flatMap((drawer) => drawer.chips);
    expect(
      chips
        .filter(({ kind }) => kind === 'component')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(catalogue.map(({ type }) => type).sort());
  });

  test('each type has a glyph of its own, so that cards are told apart at a glance', () => {
    const glyphs = catalogue.map(({ icon }) => icon);
    expect(glyphs.filter((icon, at) => glyphs.indexOf(icon) !== at)).toEqual([]);
  });

  test('a search goes through titles and summaries', () => {
    expect(search('timeout').flatMap(({ chips }) => chips.map(({ name }) => name))).toContain('timeout');
    expect(search('no such thing')).toEqual([]);
    // By the names of products.
    const found = (text: string) => search(text).flatMap((drawer) => drawer.chips.map(({ name }) => name));
    expect(found('redis')).toEqual(expect.arrayContaining(['cache', 'cache-cluster']));
    expect(found('Kafka')).toContain('event-log');
    expect(found('kafka streams')).toEqual(['stream-processor']);
    // What is called so comes before what is only described so.
    expect(found('cache')[0]).toBe('cache');
    expect(found('dns')[0]).toBe('dns');
    expect(found('queue')[0]).toBe('message-queue');
    // What is a setting and no component, by its beginning.
    expect(searchSettings('autoscaler').map(({ title }) => title)).toContain('Autoscaling');
    expect(searchSettings('au')).toEqual([]);
  });

  test('every field of every type has an input: its kind is one that the form knows', () => {
    const kinds = new Set(catalogue.flatMap(({ config }) => fieldsOf(config).map(({ kind }) => kind)));
    const known = [
      'quantity',
      'choice',
      'choices',
      'flag',
      'distribution',
      'work',
      'capacity',
      'queue',
      'group',
      'names',
      'name',
      'places',
    ];
    expect([...kinds].filter((kind) => !known.includes(kind))).toEqual([]);
  });
});

describe('laws in the form', () => {
  const work = fieldsOf(catalogue.find(({ type }) => type === 'service')!.config).find(({ kind }) => kind === 'work')!;

  test('all laws of the format can be chosen', () => {
    const offered = new Set(lawForms.flatMap(({ law }) => law ?? []));
    expect([...distributionKinds].filter((kind) => !offered.has(kind))).toEqual([]);
  });

  test.each(lawForms.map((form) => [form.title, form] as const))(
    '%s starts as something valid, and is shown as itself',
    (_, form) => {
      const raw = form.starter(0.005);
      expect(work.schema.safeParse(raw).success).toBe(true);
      expect(formOf(raw)).toBe(form);
    },
  );

  test.each(['exponential', 'lognormal-moments', 'erlang', 'gamma'])('changing to %s and back keeps the mean', (id) => {
    const raw = lawForms.find((form) => form.id === id)!.starter(aboutOf('12 ms'));
    expect(aboutOf(raw)).toBeCloseTo(0.012, 12);
  });
});

describe('quantities as text and as a file has them', () => {
  test('a bare number is a number where no unit is needed, and else a text to be complained about', () => {
    expect(rawOf('4', 'count')).toBe(4);
    expect(rawOf('50k', 'count')).toBe('50k');
    expect(rawOf('0.5', 'fraction')).toBe(0.5);
    expect(rawOf('5', 'time')).toBe('5');
  });

  test('a number in base units is shown with its unit', () => {
    expect(textOf(0.25, 'time')).toBe('0.25 s');
    expect(textOf(100, 'rate')).toBe('100/s');
    expect(textOf('250 ms', 'time')).toBe('250 ms');
    expect(textOf(undefined, 'time')).toBe('');
  });
});

describe('nodes and edges', () => {
  test('what an edit left alone is the same object, so that it is not drawn again', () => {
    const cache = new NodeCache();
    const nothing = { components: [], connections: [] };
    const placed = { ...tree, layout: placesOf(tree) };
    const before = cache.build(placed, nothing, undefined);
    const changed = placed.components.map((one) => (one.id === 'a' ? { ...one, replicas: 2 } : one));
    const after = cache.build({ ...placed, components: changed }, nothing, undefined);
    expect(after.filter((node, index) => node !== before[index]).map(({ id }) => id)).toEqual(['a']);
  });

  test('a type with replicas shows how many it has as written, or by default', () => {
    expect(instancesOf({ id: 'a', type: 'service', replicas: 4 })).toBe(4);
    expect(instancesOf({ id: 'a', type: 'service' })).toBe(1);
    expect(instancesOf({ id: 'a', type: 'service', replicas: 'many' })).toBeUndefined();
    expect(instancesOf({ id: 'a', type: 'client' })).toBeUndefined();
  });

  test('a badge is shown for each policy, but not for the plain wire of a new connection', () => {
    const marks = policyMarks({
      from: 'a',
      to: 'b',
      network: {},
      timeout: '200 ms',
      retry: { attempts: 4 },
    });
    expect(marks.map(({ words }) => words)).toEqual(['Timeout 200 ms', 'Retry ×4']);
    expect(policyMarks({ from: 'a', to: 'b', network: { rtt: '80 ms' } }).map(({ brief }) => brief)).toEqual(['80 ms']);
  });
});
