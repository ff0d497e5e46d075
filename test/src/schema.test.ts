import { describe, expect, it } from 'vitest';
import {
  catalogue,
  compare,
  compile,
  conduct,
  connectionFields,
  Experiment,
  explain,
  faultCatalogue,
  fieldsOf,
  probe,
  sensitivity,
} from '../../simulator/index.ts';
import { analysisSchemas } from '../../src/analyses/index.ts';
import { jsonSchemas, judge, planSweep, readDesign, readVary, resultSchema, sweep } from '../../src/index.ts';
import { chain, client, poisson, servers } from '../simulator/building-blocks.ts';
import { topologyOf } from '../support/topology.ts';
import { fixture, fixtureText, run } from './support.ts';

type Json = { readonly [key: string]: unknown };

function groups(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value as Json]), ...Object.values(value).flatMap(groups)];
}

describe.each(Object.entries(jsonSchemas))('the JSON Schema of a %s', (_, make) => {
  const schema = make();

  it('is draft 2020-12 and has every definition it refers to', () => {
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    const definitions = Object.keys((schema['$defs'] ?? {}) as Json).map((name) => `#/$defs/${name}`);
    for (const { $ref } of groups(schema)) if ($ref !== undefined) expect(definitions).toContain($ref);
  });

  it('survives a round trip through JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});

describe('the JSON Schema of a design', () => {
  const { properties } = jsonSchemas.design() as { properties: Record<string, Json> };
  const options = (name: string, key: 'oneOf' | 'anyOf') =>
    (properties[name]['items'] as Json)[key] as { properties: Record<string, Json> }[];

  it('has every type of the catalogue with every parameter described', () => {
    const components = options('components', 'oneOf');
    expect(components.map(({ properties: { type } }) => type['const'])).toEqual(catalogue.map(({ type }) => type));
    catalogue.forEach(({ config }, index) => {
      for (const { name, title, description } of fieldsOf(config)) {
        const described = components[index].properties[name];
        expect(described['title']).toBe(title);
        expect(described['description']).toContain(description);
      }
    });
  });

  it('has every fault and every field of a connection', () => {
    const faults = options('faults', 'anyOf').map(({ properties: fields }) => Object.keys(fields));
    faultCatalogue.forEach(({ kind }, index) => {
      expect(faults[index]).toContain(kind);
    });
    const connection = (properties['connections']['items'] as { properties: Json }).properties;
    expect(Object.keys(connection)).toEqual(expect.arrayContaining(connectionFields.map(({ name }) => name)));
  });

  it('refers to distributions inside distributions', () => {
    const text = JSON.stringify((jsonSchemas.design()['$defs'] as Json)['distribution']);
    expect(text).toContain('"of":{"$ref":"#/$defs/distribution"}');
    for (const kind of ['exponential', 'lognormal', 'mixture', 'shift', 'empirical'])
      expect(text).toContain(`"${kind}"`);
  });
});

describe('the schema of a result', () => {
  it('holds what a run really gives, objectives judged', () => {
    const { objectives } = readDesign(fixtureText('shop'));
    const judged = judge(run(fixture('shop')), objectives);
    const parsed = resultSchema.safeParse(JSON.parse(JSON.stringify(judged)));
    expect(parsed.error?.issues).toBeUndefined();
  });

  it('holds what a run with retries, a breaker, a queue and several replications gives', () => {
    const shop = fixture('shop');
    const document = {
      ...shop,
      components: [...shop.components, { id: 'orders', type: 'message-queue' }, { id: 'packer', type: 'worker' }],
      connections: [
        ...shop.connections.map((connection) =>
          connection.to === 'db' ? { ...connection, retry: { attempts: 2 }, circuitBreaker: {} } : connection,
        ),
        { from: 'api', to: 'orders', for: 'buy' },
        { from: 'orders', to: 'packer' },
      ],
      run: { duration: '30 s', replications: 3 },
    };
    const parsed = resultSchema.safeParse(JSON.parse(JSON.stringify(judge(run(document), []))));
    expect(parsed.error?.issues).toBeUndefined();
  });

  it('refuses what a run never gives', () => {
    const judged = judge(run(fixture('shop')), []);
    expect(resultSchema.safeParse({ ...judged, format: 'headroom/result@2' }).success).toBe(false);
    expect(resultSchema.safeParse({ ...judged, requests: { '*': {} } }).success).toBe(false);
  });
});

describe('the schema of a report of an analysis', () => {
  // Two servers in a row that each are too slow, and a fault: findings of all verdicts, pairs, connections, purchases.
  const topology = topologyOf({
    components: [client, { ...servers('a', 1, '20 ms'), queue: 20 }, { ...servers('b', 1, '20 ms'), queue: 20 }],
    connections: [{ from: 'users', to: 'a', network: { rtt: '10 ms' }, timeout: '1 s', retry: {} }, ...chain('a', 'b')],
    workload: poisson(70),
    faults: [{ at: 4, for: 2, errors: { component: 'b', rate: 0.5 } }],
    run: { duration: 10, warmup: 1 },
  });
  const measured = (name: string) => {
    const { model } = compile({ ...topology, run: { ...topology.run, replications: 2 } });
    if (model === undefined) throw new Error('it runs');
    const experiment = new Experiment(model);
    while (!experiment.advance(1e9));
    return { name, whole: experiment.gathering.result(), each: experiment.gathering.each() };
  };
  const reports: Readonly<Record<keyof typeof analysisSchemas, () => unknown>> = {
    explanation: () => conduct(explain(topology, { replications: 2 })),
    sensitivity: () => conduct(sensitivity(topology, { replications: 2 })),
    probe: () => conduct(probe(topology, { replications: 2, baseline: 5, watch: 10, search: false })),
    sweep: () => {
      const read = readDesign(JSON.stringify({ ...fixture('shop'), run: { duration: '5 s', warmup: '1 s' } }));
      const model = read.topology && compile(read.topology).model;
      const reading = readVary('api.replicas=1..2');
      if (read.document === undefined || model === undefined || 'problem' in reading) throw new Error('it is read');
      const of = { document: read.document, model, objectives: read.objectives };
      const planned = planSweep(of, [reading.value]);
      if ('problem' in planned) throw new Error(planned.problem);
      return conduct(sweep(of, [reading.value], planned.value));
    },
    comparison: () => compare(measured('a'), measured('b')),
  };
  it.each(Object.keys(analysisSchemas) as (keyof typeof analysisSchemas)[])('holds a real %s', (kind) => {
    const parsed = analysisSchemas[kind].safeParse(JSON.parse(JSON.stringify(reports[kind]())));
    expect(parsed.error?.issues).toBeUndefined();
    expect(analysisSchemas[kind].safeParse({ format: `headroom/${kind}@2` }).success).toBe(false);
  });

  it.each(Object.keys(analysisSchemas) as (keyof typeof analysisSchemas)[])(
    'of a %s is the golden one',
    async (kind) => {
      await expect(`${JSON.stringify(jsonSchemas[kind](), undefined, 2)}\n`).toMatchFileSnapshot(
        `golden/${kind}.schema.txt`,
      );
    },
  );
});
