import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, policies } from '../../../simulator/index.ts';
import {
  addComponent,
  addFault,
  addReplica,
  addStream,
  connect,
  connectionKey,
  copyFragment,
  type DesignDocument,
  dropPolicy,
  duplicate,
  freshStream,
  move,
  parseDesign,
  paste,
  removeFault,
  removeItems,
  removeStream,
  rename,
  setConnection,
  setFault,
  setParameter,
  setRun,
  setStream,
} from '../../../src/index.ts';
import { fixture, frozen } from '../support.ts';

const empty: DesignDocument = { format: 'headroom/design@1', name: 'Empty', components: [], connections: [] };
const shop = frozen(fixture('shop'));

function made<T extends object>(outcome: T | { readonly refused: string }): T {
  if ('refused' in outcome) throw new Error(outcome.refused);
  return outcome;
}

describe('adding a component', () => {
  it('gives it a readable id that nobody has, its place, and its first configuration', () => {
    const first = addComponent(empty, 'service', { x: 8, y: 16 });
    const second = addComponent(first.doc, 'service', { x: 0, y: 0 });
    const third = addComponent(second.doc, 'service', { x: 0, y: 0 });
    expect([first.id, second.id, third.id]).toEqual(['service', 'service-2', 'service-3']);
    expect(first.doc.layout).toEqual({ service: { x: 8, y: 16 } });
    const { starter } = catalogue.find(({ type }) => type === 'service')!;
    expect(first.doc.components[0]).toEqual({ id: 'service', type: 'service', ...starter });
  });

  it.each(catalogue.map(({ type }) => type))('of type %s gives a design without findings', (type) => {
    expect(parseDesign(addComponent(empty, type, { x: 0, y: 0 }).doc).findings).toEqual([]);
  });

  it('of a type that does not exist is a bug and throws', () => {
    expect(() => addComponent(empty, 'teapot', { x: 0, y: 0 })).toThrow('teapot');
  });
});

describe('connecting', () => {
  const drawn = ['client', 'service', 'service'].reduce(
    (doc, type) => addComponent(doc, type, { x: 0, y: 0 }).doc,
    empty,
  );

  it('draws a call that takes a round trip', () => {
    const { doc, index } = made(connect(drawn, 'client', 'service'));
    expect(doc.connections[index]).toEqual({ from: 'client', to: 'service', network: {} });
    expect(parseDesign(doc).findings).toEqual([]);
  });

  it('is refused in words for a second connection, a loop, and against the wiring rules', () => {
    const { doc } = made(connect(drawn, 'client', 'service'));
    expect(connect(doc, 'client', 'service')).toEqual({ refused: expect.stringContaining('already calls') });
    expect(connect(doc, 'service', 'service')).toEqual({ refused: expect.stringContaining('cannot call itself') });
    expect(connect(doc, 'service', 'client')).toEqual({ refused: expect.stringMatching(/client/) });
    expect(connect(doc, 'service', 'service-2')).toHaveProperty('doc');
  });
});

describe('setting a parameter', () => {
  it('writes it as typed and removes it with undefined', () => {
    const set = setParameter(shop, 'api', ['work'], { exponential: { mean: '5 ms' } });
    expect(set.components[2]).toHaveProperty('work', { exponential: { mean: '5 ms' } });
    expect(setParameter(set, 'api', ['work'], undefined)).toEqual(shop);
  });

  it('makes the groups on the way and keeps the order of fields', () => {
    const index = shop.connections.findIndex(({ to }) => to === 'db');
    const set = setConnection(shop, index, ['retry', 'backoff', 'base'], '20 ms');
    expect(set.connections[index]).toEqual({
      from: 'api',
      to: 'db',
      timeout: '200 ms',
      retry: { backoff: { base: '20 ms' } },
    });
    expect(Object.keys(setConnection(set, index, ['timeout'], '1 s').connections[index])).toEqual([
      ...['from', 'to', 'timeout', 'retry'],
    ]);
  });

  it('that changes nothing gives the very same document', () => {
    expect(setParameter(shop, 'api', ['replicas'], 2)).toBe(shop);
    expect(setParameter(shop, 'api', ['queue'], undefined)).toBe(shop);
    expect(setRun(shop, ['seed'], 1)).toBe(shop);
  });

  it('never reaches into an object', () => {
    expect(() => setParameter(shop, 'api', ['__proto__', 'polluted'], 1)).toThrow();
    expect(() => setParameter(shop, 'api', ['work', 'constructor'], 1)).toThrow();
    expect(() => setParameter(shop, 'api', ['id'], 'other')).toThrow();
    expect(() => setConnection(shop, 0, ['to'], 'other')).toThrow();
  });
});

describe('removing', () => {
  it('a component takes its connections, its place and its faults with it, and leaves the load', () => {
    const placed = move(shop, { db: { x: 1, y: 2 } });
    const left = removeItems(placed, { components: ['db'] });
    expect(left.connections.map(connectionKey)).toEqual(['users->lb', 'lb->api', 'api->cache']);
    expect(left.layout).toEqual({});
    expect(left.faults).toEqual([]);
    expect(left.workload).toBe(shop.workload);
  });

  it('a connection leaves its ends', () => {
    const left = removeItems(shop, { connections: ['api->cache'] });
    expect(left.components).toHaveLength(shop.components.length);
    expect(left.connections.map(connectionKey)).toEqual(['users->lb', 'lb->api', 'api->db']);
  });

  it('nothing gives the very same document', () => {
    expect(removeItems(shop, {})).toBe(shop);
    expect(removeItems(shop, { components: ['nobody'], connections: ['a->b'] })).toBe(shop);
  });
});

describe('naming', () => {
  it('sets the shown name, and an empty one removes it', () => {
    const named = rename(shop, 'api', ' Orders API ');
    expect(named.components[2].name).toBe('Orders API');
    expect(rename(named, 'api', '  ')).toEqual(shop);
  });
});

describe('replicas', () => {
  it('are added one by one, from the default where nothing is written', () => {
    expect(made(addReplica(shop, 'api')).doc.components[2]).toHaveProperty('replicas', 3);
    const bare = setParameter(shop, 'api', ['replicas'], undefined);
    expect(made(addReplica(bare, 'api')).doc.components[2]).toHaveProperty('replicas', 2);
    const ring = { ...shop, components: [{ id: 'kv', type: 'key-value-store', n: 5 }], connections: [] };
    expect(made(addReplica(ring, 'kv')).doc.components[0]).toHaveProperty('nodes', 6);
  });

  it('are refused in words where a type has none', () => {
    expect(addReplica(shop, 'users')).toEqual({ refused: expect.stringContaining('no replicas') });
  });

  it('are refused in words where there are as many as can be', () => {
    const most = setParameter(shop, 'api', ['replicas'], 100_000);
    const outcome = [most, setParameter(shop, 'api', ['replicas'], 1000)].map((doc) => addReplica(doc, 'api'));
    expect(outcome.some((one) => 'refused' in one)).toBe(true);
  });
});

describe('a call policy', () => {
  it.each(policies.map(({ name }) => name))('%s can be dropped once, and gives a design without findings', (name) => {
    const index = shop.connections.findIndex(({ to }) => to === 'cache');
    const { doc } = made(dropPolicy(shop, index, name));
    expect(parseDesign(doc).findings).toEqual([]);
    expect(dropPolicy(doc, index, name)).toEqual({ refused: expect.stringContaining('already has') });
  });
});

describe('load and faults', () => {
  it('are added, changed and removed', () => {
    const second = addStream(shop, freshStream('users'));
    expect(second.workload?.streams).toHaveLength(2);
    expect(removeStream(second, 1)).toEqual(shop);
    expect(removeStream(shop, 0)).not.toHaveProperty('workload');
    const faster = setStream(shop, 0, ['arrivals'], { constant: { rate: '5/s' } });
    expect(faster.workload?.streams[0].arrivals).toEqual({ constant: { rate: '5/s' } });
    const { doc, index } = addFault(shop, { at: '5 s', flush: { component: 'cache' } });
    expect(setFault(doc, index, ['at'], '6 s').faults?.[index]).toEqual({ at: '6 s', flush: { component: 'cache' } });
    expect(removeFault(doc, index)).toEqual(shop);
  });

  it('fresh for a client can be run', () => {
    const alone = removeStream(shop, 0);
    const { objectives: _, ...rest } = alone;
    expect(parseDesign(addStream(rest, freshStream('users'))).findings).toEqual([]);
  });
});

/** One random edit; numbers choose among what there is. */
type Edit = readonly [action: number, first: number, second: number];

function applied(doc: DesignDocument, [action, first, second]: Edit): DesignDocument {
  const component = doc.components.length === 0 ? undefined : doc.components[first % doc.components.length];
  const other = doc.components.length === 0 ? undefined : doc.components[second % doc.components.length];
  const index = doc.connections.length === 0 ? 0 : first % doc.connections.length;
  const connection = doc.connections.length === 0 ? undefined : doc.connections[index];
  const kept = <T extends { readonly doc: DesignDocument }>(outcome: T | { readonly refused: string }) =>
    'doc' in outcome ? outcome.doc : doc;
  if (action === 0 || component === undefined || other === undefined) {
    return addComponent(doc, catalogue[first % catalogue.length].type, { x: first, y: second }).doc;
  }
  if (action <= 3) return kept(connect(doc, component.id, other.id));
  if (action === 4) return removeItems(doc, { components: [component.id] });
  if (action === 5)
    return removeItems(doc, { connections: connection === undefined ? [] : [connectionKey(connection)] });
  if (action === 6) return kept(duplicate(doc, [component.id, other.id]));
  if (action === 7) return kept(paste(doc, copyFragment(doc, [component.id, other.id]), { x: 8, y: 8 }));
  if (action === 8) return kept(addReplica(doc, component.id));
  if (action === 9 && connection !== undefined)
    return kept(dropPolicy(doc, index, policies[second % policies.length].name));
  if (action === 10) return move(doc, { [component.id]: { x: second, y: first } });
  return addFault(doc, { at: first, for: 1, crash: { component: component.id } }).doc;
}

describe('any sequence of edits', () => {
  const edit = fc.tuple(fc.nat(11), fc.nat(1000), fc.nat(1000));

  it('keeps a design that can be opened: ids unique, connections never dangling, inputs untouched', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 25 }), (edits) => {
        let doc = frozen(empty);
        for (const one of edits) doc = frozen(applied(doc, one));
        const ids = new Set(doc.components.map(({ id }) => id));
        expect(ids.size).toBe(doc.components.length);
        for (const { from, to } of doc.connections) expect([ids.has(from), ids.has(to)]).toEqual([true, true]);
        for (const id of Object.keys(doc.layout ?? {})) expect(ids.has(id)).toBe(true);
        const { document, findings } = parseDesign(doc);
        expect(document).toEqual(doc);
        const dangling = findings.filter(({ code }) => /dangling|duplicate|self/.test(code));
        expect(dangling).toEqual([]);
      }),
      { seed: 7, numRuns: 150 },
    );
  });
});
