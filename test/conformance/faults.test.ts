import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  actsAs,
  catalogue,
  definitionOf,
  faultCatalogue,
  faultOf,
  fieldsOf,
  type Model,
  simulate,
} from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { around, lightened } from './around.ts';

/** What every kind of fault keeps, on every type of component that can suffer it. */

const sentence = /^[A-Z"].*[.!?]$/s;

/** The least that a file must write of it: whom it strikes. */
function target(kind: string, from: string, to: string): object {
  switch (faultOf(kind)?.target) {
    case 'component':
    case 'component-or-zone':
      return { component: 'it' };
    case 'connection':
    case 'connection-or-zone':
      return { from, to };
    case 'zone':
      return { zone: 'zone-a' };
    case 'request':
      return { request: 'get' };
    default:
      return {};
  }
}

test('kinds are named once, in camel case', () => {
  const kinds = faultCatalogue.map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
  for (const kind of kinds) expect(kind).toMatch(/^[a-z][A-Za-z]*$/);
  expect(faultOf('gremlins')).toBeUndefined();
});

const errorsOf = new Map<string, number>();

/** Share of requests that fail without any fault; the same whatever the fault would be. */
function usualErrors(type: string, model: () => Model): number {
  const known = errorsOf.get(type) ?? simulate(model()).requests['*'].errorRate;
  errorsOf.set(type, known);
  return known;
}

describe.each(faultCatalogue.map((fault) => ({ kind: fault.kind, fault })))('$kind', ({ kind, fault }) => {
  test('says what it is, and describes its fields', () => {
    for (const text of [fault.summary, fault.help]) expect(text).toMatch(sentence);
    for (const text of [fault.title, fault.icon]) expect(text.length).toBeGreaterThan(2);
    for (const field of fieldsOf(fault.config)) {
      expect(field.description, field.name).toMatch(sentence);
      if (field.kind === 'quantity') expect(field.dimension, field.name).toBeDefined();
      if (field.default !== undefined) expect(field.source, field.name).toMatch(/\S{3}/);
    }
  });

  test('needs no more than its target, has a label, and a JSON Schema', () => {
    const config = fault.config.parse(target(kind, 'a', 'b'));
    expect(fault.label(config as never).length).toBeGreaterThan(3);
    const schema = z.toJSONSchema(fault.config, { io: 'input', unrepresentable: 'any' });
    expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(fault.config.shape));
    expect(fault.config.safeParse({ ...target(kind, 'a', 'b'), nonsense: 1 }).success).toBe(false);
  });

  const victims = catalogue.filter(
    (definition) =>
      definition.role !== 'client' &&
      (fault.roles === undefined || fault.roles.some((role) => actsAs(definition, role))),
  );
  test('strikes something', () => {
    expect(victims.length).toBeGreaterThan(0);
  });

  test.each(victims.map((definition) => ({ type: definition.type, definition })))(
    'on a $type it loses no request, and is over when it ends',
    ({ definition }) => {
      const design = (faults: NonNullable<Parameters<typeof around>[1]['faults']>) =>
        around(definition, {
          parameters: { ...definition.starter, ...lightened(definition), zone: 'zone-a' },
          arrivals: { poisson: { rate: 50 } },
          duration: 120,
          faults,
        });
      const { components, connections } = design([]);
      const [from, to] = [connections[0].from, connections[0].to];
      const unsuited = fault.unsuited?.(fault.config.parse(target(kind, from, to)) as never, {
        spec: (id) => ({ ...components.find((component) => component.id === id) }) as never,
        definition: (id) => definitionOf(components.find((component) => component.id === id)?.type ?? ''),
        connection: (a, b) => connections.find((c) => c.from === a && c.to === b) as never,
      });
      if (unsuited !== undefined) {
        expect(unsuited).toMatch(sentence);
        return;
      }
      const when = fault.always === true ? {} : fault.end === undefined ? { at: 20 } : { at: 20, for: 10 };
      const result = simulate(modelOf(design([{ ...when, [kind]: target(kind, from, to) }])));
      const { counts } = result.requests['*'];
      const failed = Object.values(counts.failed).reduce((sum, n) => sum + n, 0);
      expect(counts.succeeded + failed + counts.inFlight).toBe(counts.offered);
      expect(result.run.partial).toBeUndefined();
      const [marked] = result.timeline.faults;
      const [from_, to_] = fault.always === true ? [0, 120] : [20, fault.end === undefined ? 20 : 30];
      expect([marked.kind, marked.from, marked.to]).toEqual([kind, from_, to_]);
      // Long after it nothing fails that would not have failed without it.
      const { step, requests } = result.timeline;
      const late = requests['*'].failed.slice(Math.round(100 / step));
      const usual = usualErrors(definition.type, () => modelOf(design([])));
      const rate = late.reduce((sum, per) => sum + per, 0) / late.length / 50;
      const error = 4 * Math.sqrt(usual / (late.length * step * 50));
      expect(rate).toBeLessThanOrEqual(usual + error + 1e-9);
    },
  );
});
