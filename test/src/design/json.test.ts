import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locate, locator, readDesign, readFormat, readJson, withScenario } from '../../../src/index.ts';
import { fixture, fixtureText } from '../support.ts';

const text = `{
  "format": "headroom/design@1",
  "components": [
    { "id": "a", "type": "client" },
    { "id": "b",
      "work": { "read": "1 ms" } }
  ]
}
`;

describe('the place of a path', () => {
  it.each([
    [[], 1, 1],
    [['format'], 2, 3],
    [['components'], 3, 3],
    [['components', 0], 4, 5],
    [['components', 0, 'type'], 4, 18],
    [['components', 1, 'work', 'read'], 6, 17],
  ])('%j is line %i, column %i', (path, line, column) => {
    expect(locate(text, path)).toEqual({ line, column });
  });

  it('that does not exist is that of its nearest surroundings', () => {
    expect(locate(text, ['components', 1, 'threads'])).toEqual({ line: 5, column: 5 });
    expect(locate(text, ['components', 7, 'id'])).toEqual({ line: 3, column: 3 });
    expect(locate(text, ['nowhere'])).toEqual({ line: 1, column: 1 });
  });

  it('is the same with a byte order mark and with Windows line ends', () => {
    expect(locate(`\ufeff${text}`, ['components', 0, 'type'])).toEqual({ line: 4, column: 18 });
    expect(locate(text.replaceAll('\n', '\r\n'), ['components', 0, 'type'])).toEqual({ line: 4, column: 18 });
  });

  it('is where the value really stands, for any JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 1, maxLength: 6 }), fc.nat(), (list, choice) => {
        const index = choice % list.length;
        const written = JSON.stringify(list, null, 2);
        const { line, column } = locate(written, [index]) ?? { line: 0, column: 0 };
        const rest = written
          .split('\n')
          .slice(line - 1)
          .join('\n')
          .slice(column - 1);
        expect(rest.startsWith(JSON.stringify(list[index], null, 2).split('\n')[0])).toBe(true);
      }),
      { seed: 12, numRuns: 100 },
    );
  });

  it('is unknown in a text that is no JSON', () => {
    expect(locate('', ['a'])).toBeUndefined();
    expect(locator('['.repeat(100_000))(['a'])).toBeUndefined();
  });
});

describe('reading JSON', () => {
  it('passes over a byte order mark', () => {
    expect(readJson('\ufeff{"a": 1}')).toEqual({ value: { a: 1 }, findings: [] });
  });

  it('refuses a field that is written twice, at its second place', () => {
    const { findings } = readJson('{\n  "a": { "b": 1,\n  "b": 2 }\n}');
    expect(findings).toMatchObject([{ code: 'duplicate-field', path: ['a', 'b'], place: { line: 3, column: 3 } }]);
  });

  it('lets the same field stand in different groups', () => {
    expect(readJson('[{"a": 1}, {"a": {"a": 2}}]').findings).toEqual([]);
  });

  it('agrees with JSON.parse on what is JSON', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json({ maxDepth: 4 }), fc.string({ maxLength: 20 })), (source) => {
        let parsed: { value: unknown } | undefined;
        try {
          parsed = { value: JSON.parse(source) };
        } catch {
          parsed = undefined;
        }
        const reading = readJson(source);
        const again = reading.findings.some(({ code }) => code === 'duplicate-field');
        if (!again) expect('value' in reading).toBe(parsed !== undefined);
        if (parsed !== undefined && !again) expect(reading.value).toEqual(parsed.value);
      }),
      { seed: 13, numRuns: 300 },
    );
  });
});

describe('the format of a file', () => {
  const format = {
    kind: 'design' as const,
    version: 3,
    migrations: new Map([
      [1, (document: object) => ({ ...document, steps: ['1 to 2'] })],
      [2, (document: { readonly steps?: unknown }) => ({ ...document, steps: [document.steps, '2 to 3'] })],
    ]),
  };

  it('of an older version is migrated step by step', () => {
    const { document } = readFormat({ format: 'headroom/design@1', name: 'Old' }, format);
    expect(document).toEqual({ format: 'headroom/design@3', name: 'Old', steps: [['1 to 2'], '2 to 3'] });
  });

  it('of this version is left as it is', () => {
    const value = { format: 'headroom/design@3' };
    expect(readFormat(value, format).document).toBe(value);
  });

  it.each([
    ['headroom/design@4', 'newer-version'],
    ['headroom/design@0', 'wrong-format'],
    ['headroom/scenario@1', 'wrong-format'],
    ['headroom/constructor@1', 'wrong-format'],
    ['design', 'wrong-format'],
    [1, 'wrong-format'],
    [undefined, 'wrong-format'],
  ])('%j is refused: %s', (named, code) => {
    expect(readFormat({ format: named }, format).finding?.code).toBe(code);
  });

  it('of another kind is refused for that alone, and not by the rules of a design', () => {
    const text = JSON.stringify({ format: 'headroom/scenario@1', brief: { story: 'Two\n\nparagraphs' } });
    expect(readDesign(text).findings.map(({ code }) => code)).toEqual(['wrong-format']);
  });
});

describe('a design with a scenario', () => {
  const scenario = {
    id: 'shop-scenario',
    workload: { streams: [] },
    objectives: [{ name: 'Cheap', require: 'cost() < 1 USD/month' }],
    run: { duration: '5 s' },
  };

  it('takes from it what it has not itself', () => {
    const { workload: _, run: __, ...bare } = fixture('shop');
    const joined = withScenario(bare, scenario);
    expect(joined).toMatchObject({ scenario: 'shop-scenario', workload: scenario.workload, run: scenario.run });
    expect(joined.objectives).toBe(bare.objectives);
    expect(joined.faults).toBe(bare.faults);
  });

  it('keeps all of its own', () => {
    const whole = { ...fixture('shop'), scenario: 'mine' };
    expect(withScenario(whole, scenario)).toEqual(whole);
  });
});

describe('the fixtures', () => {
  it('read from text and from value alike', () => {
    for (const name of ['shop', 'two-tiers']) expect(fixture(name)).toEqual(JSON.parse(fixtureText(name)));
  });
});
