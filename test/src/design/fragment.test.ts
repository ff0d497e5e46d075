import { describe, expect, it } from 'vitest';
import { connectionKey, copyFragment, duplicate, limits, move, paste, readFragment } from '../../../src/index.ts';
import { fixture, frozen } from '../support.ts';

const shop = frozen(move(fixture('shop'), { api: { x: 100, y: 40 }, cache: { x: 300, y: 8 }, db: { x: 300, y: 80 } }));

describe('a fragment', () => {
  const fragment = copyFragment(shop, ['api', 'cache', 'users']);

  it('holds the components, the connections among them and their places', () => {
    expect(fragment.components.map(({ id }) => id)).toEqual(['users', 'api', 'cache']);
    expect(fragment.connections.map(connectionKey)).toEqual(['api->cache']);
    expect(fragment.layout).toEqual({ api: { x: 100, y: 40 }, cache: { x: 300, y: 8 } });
  });

  it('comes back the same from the clipboard', () => {
    expect(readFragment(JSON.stringify(fragment))).toEqual({ fragment, findings: [] });
  });

  it('is pasted under fresh ids, its upper left corner where it is wanted', () => {
    const outcome = paste(shop, fragment, { x: 0, y: 0 });
    if ('refused' in outcome) throw new Error(outcome.refused);
    expect(outcome.ids).toEqual(['users-2', 'api-2', 'cache-2']);
    expect(outcome.doc.connections.map(connectionKey)).toContain('api-2->cache-2');
    expect(outcome.doc.layout).toMatchObject({ 'api-2': { x: 0, y: 32 }, 'cache-2': { x: 200, y: 0 } });
    expect(outcome.doc.components.slice(0, shop.components.length)).toEqual(shop.components);
  });

  it('that is duplicated twice has other ids again and lies beside', () => {
    const once = duplicate(shop, ['db']);
    if ('refused' in once) throw new Error(once.refused);
    const twice = duplicate(once.doc, once.ids);
    expect(twice).toMatchObject({
      ids: ['db-3'],
      doc: { layout: { 'db-2': { x: 332, y: 112 }, 'db-3': { x: 364, y: 144 } } },
    });
  });

  it('is refused in words where the design would become too large', () => {
    const many = {
      ...fragment,
      components: Array.from({ length: limits.components }, (_, i) => ({ id: `s-${i}`, type: 'service' })),
    };
    expect(paste(shop, many)).toEqual({ refused: expect.stringContaining(String(limits.components)) });
  });
});

describe('a clipboard', () => {
  it.each(['', 'just some words', '{"format":"other"}', '"headroom/fragment@1"', 'headroom/fragment@1 {', 'null'])(
    'with %j holds no fragment, and nothing is wrong with it',
    (text) => {
      expect(readFragment(text)).toEqual({ findings: [] });
    },
  );

  it('with a broken fragment says what is wrong', () => {
    const broken = { format: 'headroom/fragment@1', components: [{ id: 'a', type: 'teapot' }], connections: [] };
    const { fragment, findings } = readFragment(JSON.stringify(broken));
    expect(fragment).toBeUndefined();
    expect(findings.map(({ code }) => code)).toEqual(['unknown-type']);
  });

  it('with a hostile fragment is refused', () => {
    const text =
      '{"format":"headroom/fragment@1","components":[{"id":"a","type":"service","__proto__":{}}],"connections":[]}';
    expect(readFragment(text).findings.map(({ code }) => code)).toEqual(['reserved-name']);
  });
});
