import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  catalogue,
  definitionOf,
  estimate,
  type Field,
  fieldsOf,
  pricesOf,
  simulate,
  wiring,
} from '../../simulator/index.ts';
import { Op } from '../../simulator/outcome.ts';
import { Replication } from '../../simulator/replication.ts';
import { joined } from '../../simulator/segments.ts';
import { expectSums } from '../simulator/tracing/sums.ts';
import { modelOf } from '../support/topology.ts';
import { around, lightened, type Surroundings } from './around.ts';

/** What every type of component keeps, whoever wrote it. A new type is tested by being in the catalogue. */

const sentence = /^[A-Z].*[.!?]$/s;

/** What takes time beside the work: what instances tell one another, a start, a lookup. */
const beside = {
  messages: { write: '0 s', ack: '0 s', read: '0 s', response: '0 s' },
  coldStart: '0 s',
  startUp: '0 s',
  lookup: '0 s',
  tokensCv: 0,
  variation: 0,
  inputTokens: 0,
  connect: '0 s',
  refreshAfter: 0,
  batch: 1,
};

/** A field and those inside it, each with its path. */
function fieldsWithin(fields: readonly Field[], path = ''): { path: string; field: Field }[] {
  return fields.flatMap((field) => [
    { path: `${path}${field.name}`, field },
    ...fieldsWithin(field.fields ?? [], `${path}${field.name}.`),
  ]);
}

test('types are named once, in kebab case', () => {
  const types = catalogue.map(({ type }) => type);
  expect(new Set(types).size).toBe(types.length);
  for (const type of types) {
    expect(type).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(definitionOf(type)?.type).toBe(type);
  }
  expect(definitionOf('flux-capacitor')).toBeUndefined();
});

describe.each(catalogue.map((definition) => ({ type: definition.type, definition })))('$type', ({ definition }) => {
  const defaults = () => definition.config.parse({});
  const has = (name: string) => name in definition.config.shape;

  test('says what it is, what it shows and what it leaves out', () => {
    for (const text of [definition.title, definition.icon, definition.summary]) expect(text.length).toBeGreaterThan(2);
    for (const text of [definition.summary, definition.help, definition.misconception, definition.leavesOut])
      expect(text).toMatch(sentence);
    expect(definition.wiring).toMatch(sentence);
  });

  test('has defaults that parse, and a starter that parses and differs from nothing that can be written', () => {
    expect(defaults()).toBeTypeOf('object');
    expect(() => definition.config.parse(definition.starter)).not.toThrow();
    expect(definition.config.safeParse({ ...definition.starter, nonsense: 1 }).success).toBe(false);
  });

  test('describes every field: label, help, unit, and where its default comes from', () => {
    const fields = fieldsOf(definition.config);
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(definition.config.shape));
    for (const { path, field } of fieldsWithin(fields)) {
      expect(field.title, path).toMatch(/^[A-Z]/);
      expect(field.description, path).toMatch(sentence);
      if (field.kind === 'quantity' || field.kind === 'work' || field.kind === 'distribution')
        expect(field.dimension, path).toBeDefined();
      if (field.default !== undefined) expect(field.source, path).toMatch(/\S{3}/);
      for (const option of field.options ?? []) {
        expect(option.title, path).toMatch(/^[A-Z]/);
        expect(option.description, path).toMatch(/^\S.*[.!?]$/);
      }
    }
  });

  test('has defaults that each field’s own schema takes', () => {
    for (const { path, field } of fieldsWithin(fieldsOf(definition.config))) {
      if (field.default !== undefined) expect(field.schema.safeParse(field.default).success, path).toBe(true);
    }
  });

  test('has a JSON Schema that names every field', () => {
    const schema = z.toJSONSchema(definition.config, { io: 'input', unrepresentable: 'any' });
    expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(definition.config.shape));
  });

  test('has at least one instance, resources with names of their own, and a replica field that exists', () => {
    const config = defaults() as never;
    expect(definition.instances(config)).toBeGreaterThanOrEqual(1);
    const names = definition.resources(config).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    if (definition.replicaField !== undefined) {
      expect(has(definition.replicaField)).toBe(true);
      const more = definition.config.parse({ [definition.replicaField]: definition.instances(config) + 1 }) as never;
      expect(definition.instances(more)).toBeGreaterThan(definition.instances(config));
    }
  });

  test('may be wired to something, or something to it, and says why not to the rest', () => {
    const joined = catalogue.filter(
      (other) => wiring(definition, other) === undefined || wiring(other, definition) === undefined,
    );
    expect(joined.length).toBeGreaterThan(0);
    for (const other of catalogue) {
      const refusal = wiring(definition, other);
      if (refusal !== undefined) expect(refusal).toMatch(sentence);
    }
  });

  const own = lightened(definition);
  const busy: Surroundings = {
    parameters: { ...definition.starter, ...own },
    arrivals: { poisson: { rate: 50 } },
    duration: 20,
  };

  test('answers every visit once and holds nothing when all is over', () => {
    const sketch = around(definition, { ...busy, until: 5, duration: 500 });
    const replication = new Replication(modelOf(sketch), 1, 0, { maxEvents: 1e7, maxVisits: 1e5 });
    replication.advance(1e7);
    const { sim, books, model } = replication.run;
    const index = model.components.findIndex(({ spec }) => spec.id === 'it');
    const { arrivals, outcomes } = joined(replication.result().segments).components[index];
    expect(arrivals).toBeGreaterThan(100);
    expect(outcomes.reduce((sum, count) => sum + count, 0)).toBe(arrivals);
    expect(books[index].inSystem.value).toBe(0);
    expect(sim.visits.open).toBe(0);
  });

  test('loses no request in a run that ends in the midst of them', () => {
    const { counts } = simulate(modelOf(around(definition, busy))).requests['*'];
    const failed = Object.values(counts.failed).reduce((sum, n) => sum + n, 0);
    expect(counts.offered).toBeGreaterThan(500);
    expect(counts.succeeded + failed + counts.inFlight).toBe(counts.offered);
  });

  test('the time of each of its requests is accounted for, to the last bit', () => {
    const { ended, exact } = expectSums(around(definition, busy));
    expect(ended).toBeGreaterThan(500);
    expect(exact).toBeGreaterThan(0.9 * ended);
  });

  test('repeats itself with the same seed, and not with another', () => {
    const model = modelOf(around(definition, busy));
    const [first, again, other] = [1, 1, 2].map((seed) => simulate(model, { seed }).run.digest);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test('idle, takes as long as its work and what its definition says beyond it', () => {
    const parameters = {
      ...definition.starter,
      ...own,
      ...(has('work') ? { work: '7 ms' } : {}),
      ...Object.fromEntries(Object.entries(beside).filter(([name]) => has(name))),
    };
    const sketch = around(definition, {
      parameters,
      arrivals: { constant: { rate: 1 } },
      duration: 50,
    });
    const model = modelOf(sketch);
    const { components, requests } = simulate(model, { blame: true });
    const { latency } = components['it'];
    expect(latency.count).toBeGreaterThan(30);
    const [{ service, spec }] = model.components.filter(({ spec }) => spec.id === 'it');
    const [{ isWrite, spec: sizes }] = model.kinds;
    const law = service[isWrite ? Op.write : Op.read];
    if (has('work')) expect(law?.mean).toBe(0.007);
    const beyond = definition.beyond?.(spec as never, isWrite ? 'write' : 'read', law, { rate: 1, ...sizes }) ?? 0;
    const expected = (law?.mean ?? 0) + beyond;
    // Work that the type itself makes random scatters as its law says.
    const error = (law?.mean ?? 0) * Math.sqrt((law?.scv ?? 0) / latency.count);
    expect(Math.abs(latency.mean - expected)).toBeLessThan(4 * error + 1e-9);
    if (error === 0) expect(latency.max).toBeCloseTo(expected, 9);
    // Alone it has nothing to wait for: what it takes is work, or the network's.
    const at = requests['*'].blame?.all['it'];
    if (typeof at === 'object') expect(at.wait).toBeCloseTo(0, 9);
  });

  test('costs what can be counted: every line and their sum are finite and not negative', () => {
    const { cost } = simulate(modelOf(around(definition, busy)));
    expect(cost.monthly).toBeCloseTo(
      cost.lines.reduce((sum, { monthly }) => sum + monthly, 0),
      9,
    );
    for (const { monthly, title } of cost.lines) {
      expect(Number.isFinite(monthly), title).toBe(true);
      expect(monthly, title).toBeGreaterThanOrEqual(0);
    }
    // Nothing asked, nothing that grows with what is asked.
    const idle = definition.cost(
      defaults() as never,
      { requestRate: 0, payloadRate: 1, responseRate: 0, meanTime: 0, targets: 1, calls: [] },
      pricesOf(undefined),
    );
    for (const { driver, monthly } of idle) if (driver === 'requests' || driver === 'traffic') expect(monthly).toBe(0);
  });

  test('has a finite closed-form answer', () => {
    const { components, requests, stable } = estimate(modelOf(around(definition, busy)));
    expect(stable).toBe(true);
    expect(Number.isFinite(components['it'].response)).toBe(true);
    expect(components['it'].utilization).toBeLessThan(1);
    expect(Number.isFinite(requests['*'].mean)).toBe(true);
    expect(requests['*'].availability).toBeGreaterThan(0.99);
  });
});
