import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, compile, hasErrors } from '../../../simulator/index.ts';
import { type DesignReading, limits, parseDesign, readDesign } from '../../../src/index.ts';

const good = (name: string): string =>
  readFileSync(new URL(`../../fixtures/good/${name}.design.json`, import.meta.url), 'utf8');

/** Names that exist, so that random files get past the first check. */
const words = fc.constantFrom(
  ...['format', 'headroom/design@1', 'name', 'components', 'connections', 'id', 'type', 'from', 'to', 'api', 'db'],
  ...['workload', 'streams', 'client', 'arrivals', 'poisson', 'rate', 'requests', 'shape', 'expression', 'steps'],
  ...[
    'faults',
    'at',
    'for',
    'crash',
    'component',
    'objectives',
    'require',
    'p99() < 1 s',
    'run',
    'seed',
    'work',
    'retry',
  ],
  ...[
    '5 ms',
    '8000/s',
    '2 GiB',
    '99 %',
    'exponential',
    'mean',
    '__proto__',
    'constructor',
    '*',
    'read',
    '\u0000',
    'toString',
    'valueOf',
  ],
  ...catalogue.map(({ type }) => type),
);
const json = fc.jsonValue({ maxDepth: 5 });
const designLike = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    words,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(words, tie('node'), { maxKeys: 5 }),
  ),
})).node;

/** What every reading promises, whatever was read. */
function expectSound(reading: DesignReading): void {
  const { document, topology, findings } = reading;
  expect(document !== undefined || hasErrors(findings)).toBe(true);
  expect(topology === undefined).toBe(hasErrors(findings));
  expect(findings.length).toBeLessThan(250);
  for (const { what, why, todo } of findings) {
    expect(`${what}${why}${todo}`).not.toMatch(/Invalid input|ZodError/);
    expect(what.length).toBeLessThan(3000);
  }
  if (topology !== undefined) compile(topology);
}

describe('reading', () => {
  it('any JSON value gives a document or findings', () => {
    fc.assert(
      fc.property(json, (value) => expectSound(parseDesign(value))),
      { seed: 1, numRuns: 300 },
    );
  });

  it('anything made of the words of the format gives a document or findings', () => {
    fc.assert(
      fc.property(designLike, (value) => expectSound(parseDesign(value))),
      { seed: 2, numRuns: 300 },
    );
  });

  it('any text gives findings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(readDesign(text).findings.length).toBeGreaterThan(0);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('even what JSON cannot hold gives findings', () => {
    const cyclic: Record<string, unknown> = { format: 'headroom/design@1' };
    cyclic['components'] = cyclic;
    for (const value of [undefined, () => 1, Symbol('x'), 1n, new Map(), cyclic, Object.create(null), [cyclic]]) {
      expect(hasErrors(parseDesign(value).findings)).toBe(true);
    }
  });
});

type Place = (string | number)[];

function placesOf(value: unknown, path: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    placesOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

function mutated(
  design: unknown,
  place: Place,
  change: (holder: Record<string | number, unknown>, key: string | number) => void,
): unknown {
  const copy = structuredClone(design);
  let holder = copy as Record<string | number, unknown>;
  for (const part of place.slice(0, -1)) holder = holder[part] as Record<string | number, unknown>;
  const key = place.at(-1);
  if (key !== undefined) change(holder, key);
  return copy;
}

describe.each(['shop', 'two-tiers'])('the valid design %s', (name) => {
  const design: unknown = JSON.parse(good(name));
  const places = fc.constantFrom(...placesOf(design));

  it('is read without findings and compiles', () => {
    const { topology, findings } = readDesign(good(name));
    expect(findings).toEqual([]);
    expect(compile(topology!).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('with any value replaced gives a document or findings', () => {
    fc.assert(
      fc.property(places, fc.oneof(designLike, json), (place, value) => {
        expectSound(parseDesign(mutated(design, place, (holder, key) => Object.assign(holder, { [key]: value }))));
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('with any field removed or renamed gives a document or findings', () => {
    fc.assert(
      fc.property(places, words, (place, word) => {
        const removed = mutated(design, place, (holder, key) => Reflect.deleteProperty(holder, key));
        const renamed = mutated(removed, place, (holder) =>
          Object.defineProperty(holder, word, { value: 1, enumerable: true, configurable: true, writable: true }),
        );
        expectSound(parseDesign(removed));
        expectSound(parseDesign(renamed));
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('cut off anywhere is refused with a place', () => {
    const text = good(name);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.trimEnd().length - 1 }), (length) => {
        const [finding] = readDesign(text.slice(0, length)).findings;
        expect(finding.code).toBe('not-json');
        expect(finding.place?.line).toBeGreaterThan(0);
      }),
      { seed: 6, numRuns: 60 },
    );
  });
});

describe('a file that is too much', () => {
  const quick = (text: string) => {
    const begin = performance.now();
    const reading = readDesign(text);
    // Generous: the point is that it ends at all, on a slow and busy machine too.
    expect(performance.now() - begin).toBeLessThan(10_000);
    expectSound(reading);
    return reading;
  };

  it('in characters is refused unread', () => {
    const { findings, document } = quick(`{"format":"headroom/design@1","name":"${'x'.repeat(limits.text)}"}`);
    expect(findings.map(({ code }) => code)).toEqual(['too-large']);
    expect(document).toBeUndefined();
  });

  it('in depth is refused before it is parsed', () => {
    const { findings } = quick('['.repeat(500_000));
    expect(findings.map(({ code, place }) => ({ code, place }))).toEqual([
      { code: 'too-deep', place: { line: 1, column: limits.depth + 1 } },
    ]);
  });

  it('in depth is refused as a value too', () => {
    let value: unknown = 1;
    for (let i = 0; i < 10_000; i += 1) value = { inner: value };
    expect(parseDesign(value).findings.map(({ code }) => code)).toEqual(['too-deep']);
  });

  it('in wrong fields is answered with a readable number of findings', () => {
    const fields = Array.from({ length: 50_000 }, (_, i) => `"field${i}":${i}`).join(',');
    const { findings } = quick(`{"format":"headroom/design@1","name":"x","components":[],"connections":[],${fields}}`);
    expect(findings.at(-1)?.code).toBe('too-many-problems');
  });

  it('in components is refused, but one step too far can still be opened and taken back', () => {
    const of = (count: number) => ({
      format: 'headroom/design@1',
      name: 'Many',
      components: Array.from({ length: count }, (_, i) => ({ id: `service-${i}`, type: 'service' })),
      connections: [],
    });
    const most = parseDesign(of(limits.components));
    expect(most.topology).toBeDefined();
    const more = parseDesign(of(limits.components + 1));
    expect(more.findings.map(({ code }) => code)).toEqual(['too-many']);
    expect(more.document).toBeDefined();
    expect(parseDesign(of(50_000)).document).toBeUndefined();
  });
});

describe('a name with a script in it', () => {
  it('is text like any other', () => {
    const { document, findings } = readDesign(good('script-in-name'));
    expect(findings).toEqual([]);
    expect(document?.name).toBe("<script>alert('name')</script>");
  });
});

describe('reserved names', () => {
  it('leave no trace on any object', () => {
    readDesign('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
