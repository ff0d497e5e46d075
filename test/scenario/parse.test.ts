import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathText } from '../../simulator/index.ts';
import { loadScenario, parseScenario } from '../../src/scenario/index.ts';
import { readScenarioFile, scenarioIds } from './files.ts';

// biome-ignore lint/suspicious/noExplicitAny: the tests break a good scenario in places that its type would forbid
type Loose = any;

const good = (): Loose => readScenarioFile('url-shortener/scenario.json');

/** Findings of the good scenario after a change, as `code path`. */
function after(change: (scenario: Loose) => void): string[] {
  const scenario = good();
  change(scenario);
  return parseScenario(scenario).findings.map(({ code, path }) => `${code} ${pathText(path)}`);
}

describe('the scenarios of the repository', () => {
  it('are the two of this stage at least', () => {
    expect(scenarioIds).toEqual(expect.arrayContaining(['first-steps', 'url-shortener']));
  });

  it.each(scenarioIds)('%s is read without a finding, and so are the files it names', (id) => {
    const { scenario, findings } = loadScenario(id, readScenarioFile);
    expect(findings).toEqual([]);
    expect(scenario?.id).toBe(id);
  });
});

describe('a file that is no scenario', () => {
  it.each([
    ['a text', 'hello'],
    ['nothing', null],
    ['a list', []],
    ['a design', { format: 'headroom/design@1', name: 'x' }],
    ['an object without a format', {}],
  ])('is refused for its format alone: %s', (_, value) => {
    const { scenario, findings } = parseScenario(value);
    expect(scenario).toBeUndefined();
    expect(findings.map(({ code }) => code)).toEqual(['wrong-format']);
  });

  it('is refused with the version named when it is newer than the program', () => {
    const { findings } = parseScenario({ ...good(), format: 'headroom/scenario@7' });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ code: 'newer-version', path: ['format'] });
    expect(findings[0]!.what).toContain('version 7');
  });

  it('never makes the reader throw, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { scenario, findings } = parseScenario(value);
        expect(scenario === undefined).toBe(findings.length > 0);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('never makes the reader throw where any field of a good one is replaced by any value', () => {
    const fields = Object.keys(good());
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        const { scenario, findings } = parseScenario({ ...good(), [field]: value });
        if (scenario === undefined) expect(findings.length).toBeGreaterThan(0);
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});

describe('what is wrong in a scenario is said with its path', () => {
  it.each<[string, (scenario: Loose) => void, string]>([
    ['an unknown field', (s) => (s.estimats = []), 'unknown-field estimats'],
    ['a missing field', (s) => delete s.rubric, 'missing rubric'],
    ['an empty text', (s) => (s.brief.story = ''), 'missing brief.story'],
    ['a text without end', (s) => (s.title = 'x'.repeat(100)), 'text-too-long title'],
    ['a line that breaks', (s) => (s.title = 'a\nb'), 'wrong-value title'],
    ['a control character', (s) => (s.title = 'a\u0007b'), 'wrong-value title'],
    ['text that runs backwards', (s) => (s.title = 'a\u202eb'), 'wrong-value title'],
    [
      'a rate that is none',
      (s) => (s.workload.streams[0].arrivals.poisson.rate = '5 parsec'),
      'wrong-quantity workload.streams[0].arrivals.poisson.rate',
    ],
    ['a budget in time', (s) => (s.budget.monthly = '5 ms'), 'wrong-value budget.monthly'],
    [
      'a requirement in the wrong dimension',
      (s) => (s.requirements.nonFunctional[0].value = '$4'),
      'wrong-value requirements.nonFunctional[0].value',
    ],
    ['a design outside of the folder', (s) => (s.starter = '../x.design.json'), 'wrong-value starter'],
    ['an id with blanks', (s) => (s.estimates[0].id = 'a b'), 'wrong-value estimates[0].id'],
    ['a tolerance below one', (s) => (s.estimates[0].tolerance = 0.9), 'out-of-range estimates[0].tolerance'],
    [
      'a fault that is not in the catalogue',
      (s) => (s.curveballs[0].fault = { at: '5 s', meteor: {} }),
      'wrong-value curveballs[0].fault',
    ],
    [
      'two faults in one',
      (s) => (s.curveballs[0].fault = { at: '5 s', crash: {}, flush: {} }),
      'wrong-value curveballs[0].fault',
    ],
    [
      'a fault with a parameter it does not have',
      (s) => (s.curveballs[0].fault = { at: '5 s', crash: { replica: 1 } }),
      'unknown-field curveballs[0].fault.crash.replica',
    ],
    ['a fault without a moment', (s) => (s.curveballs[0].fault = { crash: {} }), 'missing curveballs[0].fault.at'],
  ])('%s', (_, change, finding) => {
    expect(after(change)).toContain(finding);
  });
});

describe('parts of a scenario that contradict each other are findings', () => {
  it.each<[string, (scenario: Loose) => void, string]>([
    ['two estimates of one name', (s) => (s.estimates[1].id = s.estimates[0].id), 'name-twice estimates[1].id'],
    [
      'an answer that unlocks nothing',
      (s) => (s.clarifications[0].unlocks = ['gold']),
      'unlocks-nothing clarifications[0].unlocks[0]',
    ],
    ['phases that take longer than the whole', (s) => (s.phases.scope = 9), 'phases-sum phases'],
    ['weights that are not a hundred', (s) => (s.rubric[0].weight = 20), 'weights-sum rubric'],
    ['two best choices', (s) => (s.tradeOffs[0].choices[0].best = true), 'one-best-choice tradeOffs[0].choices'],
    [
      'a proof about an objective that is not there',
      (s) => (s.proofs.at(-1).misses = ['Gold']),
      'no-such-objective proofs[3].misses[0]',
    ],
    [
      'a reference that fails',
      (s) => (s.proofs[0].misses = [s.objectives[0].name]),
      'reference-misses proofs[0].misses',
    ],
    ['a flawed design that does not', (s) => (s.proofs.at(-1).misses = []), 'flawed-misses-nothing proofs[3].misses'],
    [
      'no reference at all',
      (s) => (s.proofs = s.proofs.filter((proof: Loose) => proof.role === 'flawed')),
      'no-reference proofs',
    ],
    [
      'a requirement on a request that nobody sends',
      (s) => (s.requirements.functional[0].requests = ['pay']),
      'no-such-request requirements.functional[0].requests[0]',
    ],
    [
      'an operation for a request that nobody sends',
      (s) => (s.api[0].request = 'pay'),
      'no-such-request api[0].request',
    ],
  ])('%s', (_, change, finding) => {
    expect(after(change)).toEqual([finding]);
  });
});

describe('loading', () => {
  it('says which file of a scenario is missing', () => {
    const { scenario, findings } = loadScenario('url-shortener', (path) =>
      path.endsWith('scenario.json') ? readScenarioFile(path) : undefined,
    );
    expect(scenario).toBeDefined();
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['file-missing']));
  });

  it('says that there is no scenario of a name', () => {
    const { scenario, findings } = loadScenario('nowhere', readScenarioFile);
    expect(scenario).toBeUndefined();
    expect(findings[0]!.what).toContain('nowhere/scenario.json');
  });

  it('refuses a scenario that lies in a folder of another name', () => {
    const { findings } = loadScenario('elsewhere', (path) =>
      readScenarioFile(path.replace('elsewhere', 'url-shortener')),
    );
    expect(findings.map(({ code }) => code)).toEqual(['wrong-folder']);
  });

  it('takes designs that stand in the scenario itself as they are', () => {
    const embedded = { format: 'headroom/design@1', name: 'x', components: [], connections: [] };
    const scenario = { ...good(), id: 'embedded', starter: embedded };
    scenario.proofs = scenario.proofs.map((proof: Loose) => ({ ...proof, design: embedded }));
    const read = loadScenario('embedded', (path) => (path === 'embedded/scenario.json' ? scenario : undefined));
    expect(read.findings).toEqual([]);
    expect(read.scenario!.starter).toEqual(embedded);
  });
});
