import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile, type Dimension, definitionOf, fieldsOf, readQuantity } from '../../simulator/index.ts';
import { limits, measures, parseDesign, readDesign, readPrices } from '../../src/index.ts';

const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');

function block(name: string): string {
  const found = new RegExp(`\`\`\`json ${name}\n(.*?)\`\`\``, 's').exec(page)?.[1];
  if (found === undefined) throw new Error(`docs/formats.md has no block ${name}`);
  return found;
}

/** The rows of the table below a heading, cell by cell. */
function table(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1].split('\n## ')[0];
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const disciplines = fieldsOf(definitionOf('service')!.config).find(({ name }) => name === 'discipline')?.options ?? [];
const design = JSON.parse(block('design'));

function withStream(change: object): unknown {
  return { ...design, workload: { streams: [{ ...design.workload.streams[0], ...change }] } };
}

describe('docs/formats.md', () => {
  it('shows a design that is read and compiled without a word', () => {
    const { topology, findings } = readDesign(block('design'));
    expect(findings).toEqual([]);
    expect(compile(topology!).findings).toEqual([]);
  });

  it('shows a design in zones that is read and compiled without a word', () => {
    const { topology, findings } = readDesign(block('zones'));
    expect(findings).toEqual([]);
    expect(compile(topology!).findings.filter(({ code }) => code !== 'no-balancer')).toEqual([]);
  });

  it.each(JSON.parse(block('distributions')) as unknown[])('shows the distribution %j as it is read', (work) => {
    const components = design.components.map((one: { id: string }) => (one.id === 'api' ? { ...one, work } : one));
    expect(parseDesign({ ...design, components }).findings).toEqual([]);
  });

  it('shows a price list that is read without a word, in a file and in a design', () => {
    expect(readPrices(block('prices')).findings).toEqual([]);
    expect(parseDesign({ ...design, prices: JSON.parse(block('prices')) }).findings).toEqual([]);
  });

  it('shows a connection with every policy as it is read', () => {
    const connection = JSON.parse(block('connection'));
    const { findings } = parseDesign({
      ...design,
      components: [...design.components, { id: 'search', type: 'service', replicas: 5 }],
      connections: [...design.connections, connection],
    });
    expect(findings).toEqual([]);
  });

  it.each(JSON.parse(block('arrivals')) as unknown[])('shows the arrivals %j as they are read', (arrivals) => {
    expect(parseDesign(withStream({ arrivals })).findings).toEqual([]);
  });

  it.each(JSON.parse(block('shapes')) as unknown[])('shows the shape %j as it is read', (shape) => {
    expect(parseDesign(withStream({ shape })).findings).toEqual([]);
  });

  it.each(JSON.parse(block('faults')) as object[])('shows the fault %j as it is read', (fault) => {
    const components = design.components.map((one: object) => ({
      ...one,
      ...('type' in one && one.type !== 'client' && { zone: 'zone-a' }),
    }));
    const { topology, findings } = parseDesign({ ...design, components, faults: [fault], objectives: [] });
    expect(findings).toEqual([]);
    expect(compile(topology!).findings).toEqual([]);
  });

  it('shows a component and what its waiting line may be told as they are read, and lists every discipline', () => {
    const shown = JSON.parse(block('component'));
    const components = design.components.map((one: { id: string }) => (one.id === 'api' ? shown : one));
    const { topology, findings } = parseDesign({ ...design, components });
    expect(findings).toEqual([]);
    expect(compile(topology!).findings).toEqual([]);
    const listed = table('Waiting lines').flatMap(([names]) =>
      [...names.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name),
    );
    expect(listed.sort()).toEqual(disciplines.map(({ value }) => value).sort());
  });

  it.each(table('Quantities'))('shows quantities of the kind %s', (kind, _, examples) => {
    const kinds: Record<string, Dimension> = { size: 'bytes', number: 'count' };
    const dimension = kinds[kind] ?? (kind as Dimension);
    const texts = [...examples.matchAll(/`"([^"]*)"`/g)].map(([, text]) => text);
    expect(texts.length).toBeGreaterThan(1);
    for (const text of texts) expect(readQuantity(text, dimension), text).toMatchObject({ ok: true });
  });

  it('lists every function of an objective', () => {
    const takes = {
      nothing: 'nothing',
      request: 'a request, or nothing for all',
      place: 'a component, or nothing for all',
      component: 'a component',
      cache: 'a cache',
      queue: 'a message queue',
      fault: 'a fault',
    };
    const rows = Object.entries(measures).map(([name, measure]) => [`\`${name}\``, takes[measure.takes], measure.help]);
    expect(table('Objectives')).toEqual(rows);
  });

  it('states the limits that are kept', () => {
    const { text, depth, components, connections, zones, regions, faults, objectives, name, string } = limits;
    const stated = table('Limits').map(([, most]) => Number(most.replaceAll(',', '')));
    expect(stated).toEqual([text, depth, components, connections, zones, regions, faults, objectives, name, string]);
  });
});
