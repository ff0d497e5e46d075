import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile, type Finding, hasErrors } from '../../../simulator/index.ts';
import { type PlacedFinding, readDesign } from '../../../src/index.ts';

const folder = new URL('../../fixtures/bad/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const expected: Record<string, { code: string; path: (string | number)[] }[]> = JSON.parse(read('expected.json'));
const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'expected.json');

/** All that is said about a file before a run, as the command line and the studio say it. */
function findingsOf(text: string): readonly PlacedFinding[] {
  const { topology, findings } = readDesign(text);
  return topology === undefined ? findings : [...findings, ...compile(topology).findings];
}

function brief({ code, path }: Pick<Finding, 'code' | 'path'>): string {
  return `${code} ${JSON.stringify(path)}`;
}

describe('a bad design file', () => {
  it('is listed with what is expected of it', () => {
    expect(Object.keys(expected).sort()).toEqual(files.sort());
  });

  it.each(files)('%s is refused for its reason, at its place', (name) => {
    const findings = findingsOf(read(name));
    expect(findings.map(brief)).toEqual(expect.arrayContaining((expected[name] ?? []).map(brief)));
    expect(hasErrors(findings)).toBe(true);
  });

  it.each(files)('%s is refused for no other reason', (name) => {
    const errors = findingsOf(read(name)).filter(({ severity }) => severity === 'error');
    const wanted = new Set((expected[name] ?? []).map(brief));
    // A list that is missing takes with it what refers to its items.
    const extra = errors.map(brief).filter((text) => !wanted.has(text) && !/^(dangling|unknown-client)/.test(text));
    expect(extra).toEqual([]);
  });

  it.each(files)('%s is explained in three whole sentences that name no internals', (name) => {
    for (const { what, why, todo } of findingsOf(read(name))) {
      for (const text of [what, why, todo]) {
        expect(text).toMatch(/[.?!]$/);
        expect(text).not.toMatch(/Invalid input|undefined|NaN|\[object|ZodError/);
      }
    }
  });

  it.each(files)('%s has the place in the text of each of its problems', (name) => {
    const text = read(name);
    const lines = text.split('\n');
    for (const finding of readDesign(text).findings) {
      const { line, column } = finding.place ?? { line: 0, column: 0 };
      expect(line, brief(finding)).toBeGreaterThan(0);
      expect(column - 1, brief(finding)).toBeLessThan(lines[line - 1].length);
      const field = finding.path.at(-1);
      const isThere = typeof field === 'string' && finding.code !== 'missing' && finding.code !== 'wrong-format';
      if (isThere) expect(lines[line - 1].slice(column - 1)).toContain(JSON.stringify(field));
    }
  });
});

describe('a text that is no JSON', () => {
  it.each([
    ['comment.txt', 2, 3],
    ['missing-comma.txt', 3, 3],
    ['trailing-comma.txt', 3, 1],
    ['cut-off.txt', 4, 1],
    ['not-json.txt', 1, 1],
  ])('%s is refused at line %i, column %i', (name, line, column) => {
    const { findings, document } = readDesign(read(name));
    expect(findings.map(({ code, place }) => ({ code, place }))).toEqual([
      { code: 'not-json', place: { line, column } },
    ]);
    expect(document).toBeUndefined();
  });

  it('is refused when it is empty', () => {
    expect(readDesign(read('empty.txt')).findings.map(brief)).toEqual(['not-json []']);
  });
});

describe('a name that was mistyped', () => {
  it.each([
    ['unknown-type.json', 'sql-database'],
    ['dangling-connection.json', 'db'],
    ['unknown-parameter.json', 'threads'],
    ['unknown-choice.json', 'power-of-two'],
    ['retry-typo.json', 'attempts'],
    ['unknown-client.json', 'users'],
    ['unknown-request.json', 'buy'],
    ['unknown-request-in-work.json', 'view'],
    ['unknown-distribution.json', 'exponential'],
    ['unknown-fault.json', 'crash'],
    ['requirement-on-nothing.json', 'view'],
  ])('in %s is answered with the nearest valid one, %s', (name, meant) => {
    const says = readDesign(read(name)).findings.map(({ what }) => what);
    expect(says.join(' ')).toContain(`Did you mean "${meant}"?`);
  });

  it('of a type that is a product is told what the product is called here', () => {
    const file = { format: 'headroom/design@1', name: 'x', components: [{ id: 'c', type: 'redis' }], connections: [] };
    const [finding] = readDesign(JSON.stringify(file)).findings;
    expect(finding.what).toContain('It is called "cache" here.');
    expect(finding.todo).toContain('headroom list');
  });

  it('that belongs to another type is said to', () => {
    const [finding] = readDesign(read('parameter-of-another-type.json')).findings;
    expect(finding.what).toMatch(/It is a parameter of: .*\bcache\b/);
  });
});
