import { describe, expect, it } from 'vitest';
import {
  addPlace,
  type DesignDocument,
  parseDesign,
  placeIn,
  regionIds,
  removePlace,
  renamePlace,
  roundTripOf,
  setPlace,
  setRoundTrip,
  zoneIds,
} from '../../../src/index.ts';

const design: DesignDocument = {
  format: 'headroom/design@1',
  name: 'Two zones',
  zones: { a: { region: 'eu', rtt: { b: '1.2 ms' } }, b: { region: 'eu' } },
  regions: { eu: { rtt: { us: '75 ms' } } },
  components: [
    { id: 'users', type: 'client' },
    { id: 'api', type: 'service', replicas: 2, zone: ['a', 'b'] },
    { id: 'db', type: 'sql-database', zone: 'a' },
  ],
  connections: [
    { from: 'users', to: 'api' },
    { from: 'api', to: 'db' },
  ],
  workload: { streams: [{ client: 'users', arrivals: { poisson: { rate: 1 } }, requests: { get: {} } }] },
  faults: [
    { at: '1 s', outage: { zone: 'a' } },
    { at: '1 s', partition: { fromZone: 'a', toZone: 'b' } },
    { at: '1 s', crash: { component: 'db' } },
  ],
};

const errors = (document: DesignDocument) =>
  parseDesign(document).findings.filter(({ severity }) => severity === 'error');

describe('a zone', () => {
  it('gets a fresh id, in the region that is given', () => {
    const { doc, id } = addPlace(design, 'zones', { wanted: 'a', region: 'eu' });
    expect(id).toBe('a-2');
    expect(doc.zones?.['a-2']).toEqual({ region: 'eu' });
    expect(errors(doc)).toEqual([]);
  });

  it('takes its references along when it is renamed: components, round trips, faults', () => {
    const renamed = renamePlace(design, 'zones', 'a', 'west');
    const { doc } = 'doc' in renamed ? renamed : { doc: design };
    expect(doc.zones).toEqual({ west: { region: 'eu', rtt: { b: '1.2 ms' } }, b: { region: 'eu' } });
    expect(doc.components.map(({ zone }) => zone)).toEqual([undefined, ['west', 'b'], 'west']);
    expect(doc.faults?.slice(0, 2)).toEqual([
      { at: '1 s', outage: { zone: 'west' } },
      { at: '1 s', partition: { fromZone: 'west', toZone: 'b' } },
    ]);
    expect(errors(doc)).toEqual([]);
    expect(renamePlace(doc, 'zones', 'west', 'a')).toEqual({ doc: design });
  });

  it('is not renamed to another one, nor to what is no name', () => {
    expect(renamePlace(design, 'zones', 'a', 'b')).toEqual({ refused: 'There is a zone "b" already.' });
    expect(renamePlace(design, 'zones', 'a', '1 a')).toHaveProperty('refused');
  });

  it('leaves nothing behind when it is removed', () => {
    const doc = removePlace(design, 'zones', 'b');
    expect(doc.zones).toEqual({ a: { region: 'eu', rtt: {} } });
    expect(doc.components.map(({ zone }) => zone)).toEqual([undefined, 'a', 'a']);
    expect(doc.faults).toHaveLength(2);
    const empty = removePlace(doc, 'zones', 'a');
    expect(empty.components.every((component) => !Object.hasOwn(component, 'zone'))).toBe(true);
    expect(empty.faults).toEqual([{ at: '1 s', crash: { component: 'db' } }]);
    expect(errors(empty)).toEqual([]);
  });

  it('is described as soon as something is put there', () => {
    const doc = placeIn(design, 'db', ['a', 'c']);
    expect(doc.components[2]).toMatchObject({ zone: ['a', 'c'] });
    expect(doc.zones?.['c']).toEqual({});
    expect(placeIn(design, 'db', []).components[2]).toEqual({ id: 'db', type: 'sql-database' });
    expect(placeIn(design, 'db', ['a'])).toBe(design);
    expect(zoneIds(doc)).toEqual(['a', 'b', 'c']);
  });
});

describe('a region', () => {
  it('is renamed and removed with what names it', () => {
    const renamed = renamePlace(design, 'regions', 'eu', 'eu-west-1');
    const { doc } = 'doc' in renamed ? renamed : { doc: design };
    expect(doc.regions).toEqual({ 'eu-west-1': { rtt: { us: '75 ms' } } });
    expect(doc.zones?.['b']).toEqual({ region: 'eu-west-1' });
    expect(regionIds(doc)).toEqual(['eu-west-1']);
    expect(removePlace(design, 'regions', 'eu').zones).toEqual({ a: { rtt: { b: '1.2 ms' } }, b: {} });
  });
});

describe('a round trip', () => {
  it('is written once for both ways, and removed whole', () => {
    const doc = setRoundTrip(design, 'zones', 'b', 'a', '2 ms');
    expect(roundTripOf(doc, 'zones', 'a', 'b')).toBe('2 ms');
    expect(doc.zones).toEqual({ a: { region: 'eu' }, b: { region: 'eu', rtt: { a: '2 ms' } } });
    expect(setRoundTrip(doc, 'zones', 'a', 'b', undefined).zones).toEqual({ a: { region: 'eu' }, b: { region: 'eu' } });
  });

  it('describes a region that was only named', () => {
    const doc = setPlace({ ...design, regions: {} }, 'regions', 'eu', ['name'], 'Europe');
    expect(doc.regions).toEqual({ eu: { name: 'Europe' } });
  });
});
