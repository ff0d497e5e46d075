import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Outcome, Refusal } from '../../src/cli/host.ts';
import { runProgram } from '../../src/cli/program.ts';
import { memoryHost } from './fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shop = `${root}test/cli/shop.design.json`;

interface Ending {
  readonly outcome: Outcome;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in memory. A refusal, which the entry point prints, is added to what was said. */
async function headroom(words: readonly string[], input = '', signal?: AbortSignal): Promise<Ending> {
  const { host, written } = memoryHost(input, signal);
  try {
    return { outcome: await runProgram(words, '1.2.3', host), ...written };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { outcome: 'refused', out: written.out, err: written.err + error.message };
  }
}

describe('usage', () => {
  it.each<[string[], RegExp]>([
    [['simulat', 'x'], /unknown command 'simulat'\n\(Did you mean simulate\?\)/],
    [['simulate'], /missing required argument 'file'/],
    [['simulate', shop, '--sed', '4'], /unknown option '--sed'\n\(Did you mean --seed\?\)/],
    [['simulate', shop, '--seed', '-1'], /Expected a whole number from 0 to 4294967295/],
    [['simulate', shop, '--replications', '0'], /Expected a whole number from 1 to 1000/],
    [['simulate', shop, '--duration', '5 parsec'], /Expected a time such as 30s/],
    [['simulate', shop, '--duration', '0'], /Expected a time such as 30s/],
    [['simulate', shop, '--rate', '5 ms'], /Expected a rate such as 8000\/s/],
    [['simulate', shop, '--scenario', 'url-shotener'], /Did you mean "url-shortener"\? There are: /],
    [['simulate', shop, shop], /too many arguments/],
    [['simulate', 'nowhere.json'], /nowhere\.json: there is no such file\./],
    [['simulate', root], /it is a folder/],
    [['simulate', shop, '--html', 'x.html'], /--html is not built yet/],
    [['simulate', shop, '--traces', '51'], /Expected a whole number from 1 to 50/],
    [['sweep', shop], /required option '--vary/],
    [['grade', 'a', 'b'], /headroom grade is not built yet/],
    [['validate', '--case', 'T1'], /--case T1: there is no such case\./],
    [['validate', '--seed', 'x'], /Expected a whole number from 0/],
    [['list', 'cahce'], /Did you mean "cache"\?/],
    [['list', 'mode'], /"mode" is a field of "connection"; `headroom list connection` describes it/],
    [['schema', 'desing'], /Did you mean "design"\?/],
    [['schema', 'constructor'], /There is no schema "constructor"/],
    [[], /Usage: headroom/],
  ])('%j is refused', async (words, says) => {
    const { outcome, out, err } = await headroom(words);
    expect(outcome).toBe('refused');
    expect(err).toMatch(says);
    expect(out).toBe('');
  });

  it.each([[['--help']], [['simulate', '--help']], [['help', 'simulate']], [['--version']]])(
    '%j is answered',
    async (words) => {
      const { outcome, out, err } = await headroom(words);
      expect(outcome).toBe('done');
      expect(out).toMatch(/Usage: headroom|^1\.2\.3\n$/);
      expect(err).toBe('');
    },
  );

  it('names what is still to come, in one line of the help', async () => {
    const { out } = await headroom(['--help']);
    expect(out.split('\n').filter((line) => /\b(grade|interview)\b/.test(line))).toHaveLength(1);
  });
});

it('tells of a component by the name of a product', async () => {
  const { out } = await headroom(['list', 'Kafka']);
  expect(out).toMatch(/\(event-log\)/);
});

describe('prices', () => {
  const list = (items: object) =>
    JSON.stringify({ format: 'headroom/prices@1', name: 'Ours', region: 'cellar', date: '2026-01', items });

  it('prints the list that is used, which can be given back', async () => {
    const { out } = await headroom(['prices']);
    const without = await headroom(['estimate', shop, '--json']);
    const withIt = await headroom(['estimate', shop, '--json', '--prices', '-'], out);
    expect(withIt.out).toBe(without.out);
  });

  it('bills by the list of the command line', async () => {
    const { out } = await headroom(
      ['estimate', shop, '--prices', '-'],
      list({ 'compute-vcpu': { usd: 1, per: 'hour' } }),
    );
    expect(out).toMatch(/Prices: Ours, cellar, 2026-01; not in it, and at the default price: /);
  });

  it.each([
    [list({ 'compute-vcpu': { usd: -1, per: 'hour' } }), 'refused', /compute-vcpu/],
    [
      list({ 'compute-vcpux': { usd: 1, per: 'hour' } }),
      'done',
      /Nothing is priced by an item "compute-vcpux".*"compute-vcpu"/s,
    ],
    ['{}', 'refused', /does not say its format/],
  ])('tells what is wrong with %s', async (text, outcome, says) => {
    const ending = await headroom(['estimate', shop, '--prices', '-'], text);
    expect(ending.outcome).toBe(outcome);
    expect(ending.err).toMatch(says);
  });
});

describe('where time goes', () => {
  const quick = ['simulate', shop, '--duration', '2 s'];

  it('is told of the slowest hundredth, and left out where nobody asks for it', async () => {
    expect((await headroom(quick)).out).toMatch(/Where the slowest 1 % spent their time: \d+ requests/);
    expect((await headroom([...quick, '--no-blame'])).out).not.toMatch(/spent their time/);
  });

  it('changes no other number', async () => {
    const [with_, without] = await Promise.all([
      headroom([...quick, '--json']),
      headroom([...quick, '--json', '--no-blame']),
    ]);
    expect(JSON.parse(with_?.out ?? '').run).toEqual(JSON.parse(without?.out ?? '').run);
  });

  it('is written as traces, so many of each sort', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-otlp-'));
    const file = join(folder, 'traces.json');
    const { err } = await headroom([...quick, '--trace', file, '--traces', '2']);
    const count = /Wrote (\d+) traces to /.exec(err)?.[1];
    const { resourceSpans } = JSON.parse(readFileSync(file, 'utf8'));
    const spans: { traceId: string; parentSpanId?: string }[] = resourceSpans[0].scopeSpans[0].spans;
    rmSync(folder, { recursive: true });
    // The first resource is the client, where every request has its root.
    expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(Number(count));
    expect(Number(count)).toBeGreaterThanOrEqual(4);
  });

  it('says where traces could not be written', async () => {
    const { outcome, err } = await headroom([...quick, '--trace', '/nowhere/at/all.json']);
    expect(outcome).toBe('refused');
    expect(err).toMatch(/\/nowhere\/at\/all\.json could not be written: /);
  });
});

describe('bad input', () => {
  const folder = `${root}test/fixtures/bad/`;
  const files = readdirSync(folder).filter((name) => name !== 'expected.json' && /\.(json|txt)$/.test(name));

  it.each(files)('%s is refused with its place and a remedy', async (name) => {
    const { outcome, out, err } = await headroom(['simulate', folder + name]);
    expect(outcome).toBe('refused');
    expect(out).toBe('');
    expect(err).toContain(`${name}:`);
    expect(err).toMatch(/^\d+ errors?(, \d+ (warning|note)s?)*$/m);
    expect(err).toMatch(/^ {2}→ /m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach a terminal
    expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  const design = (rest: string) => `{\n  "format": "headroom/design@1",\n  "name": "x",\n  ${rest}\n}`;

  it('is said with file, line, column, path, what was expected and the nearest name, all problems at once', async () => {
    const text = design(
      '"components": [{ "id": "a", "type": "servise" }],\n  "connections": [{ "from": "a", "to": "aa" }]',
    );
    const { err } = await headroom(['simulate', '-'], text);
    expect(err).toContain('error (standard input):4:31 components[0].type');
    expect(err.replace(/\s+/g, ' ')).toContain('Did you mean "service"?');
    expect(err).toContain('error (standard input):5:34 connections[0].to');
    expect(err).toMatch(/^2 errors$/m);
  });

  it('is said twenty times at most, and the rest is counted', async () => {
    const components = Array.from({ length: 23 }, (_, k) => `{ "id": "c${k}", "type": "x" }`);
    const { err } = await headroom(
      ['simulate', '-'],
      design(`"components": [${components.join(',\n')}], "connections": []`),
    );
    expect(err.match(/^error /gm)).toHaveLength(20);
    expect(err).toMatch(/^… and 3 more\.$/m);
    expect(err).toMatch(/^23 errors$/m);
  });

  it('may be the scenario that a design names, which must be one of the package', async () => {
    for (const id of ['../../etc/passwd', 'first-step']) {
      const text = design(`"scenario": ${JSON.stringify(id)}, "components": [], "connections": []`);
      const { outcome, err } = await headroom(['simulate', '-'], text);
      expect(outcome).toBe('refused');
      expect(err).toContain('There are: first-steps');
    }
  });

  it('in a scenario is said with the scenario’s own file', async () => {
    const { err } = await headroom(['simulate', shop, '--scenario', shop]);
    expect(err).toContain(`${shop}:`);
    expect(err).toContain('scenario');
  });

  it('that is no text or endless is not read', async () => {
    expect((await headroom(['simulate', '/dev/zero'])).err).toMatch(/larger than 16 MiB/);
    const { host } = memoryHost();
    const { Readable } = await import('node:stream');
    const bytes = { ...host, input: Readable.from([Buffer.from([0xff, 0xfe, 0x00])]) };
    await expect(runProgram(['simulate', '-'], '1', bytes)).rejects.toThrow('it is not UTF-8 text');
  });
});

describe('headroom simulate', () => {
  const run = async (...words: string[]) => JSON.parse((await headroom(['simulate', shop, '--json', ...words])).out);

  it('says that objectives are missed, and prints nothing but JSON where that is asked for', async () => {
    const { outcome, out, err } = await headroom(['simulate', shop, '--json']);
    expect(outcome).toBe('missed');
    expect(JSON.parse(out).format).toBe('headroom/result@1');
    expect(err).toBe('');
  });

  it('gives the same JSON for the same file and seed, and another digest for another seed', async () => {
    const first = await headroom(['simulate', shop, '--json']);
    expect((await headroom(['simulate', shop, '--json'])).out).toBe(first.out);
    expect((await run('--seed', '2')).run.digest).not.toBe(JSON.parse(first.out).run.digest);
  });

  it('reads standard input as it reads a file', async () => {
    const { out } = await headroom(['simulate', '-', '--json'], readFileSync(shop, 'utf8'));
    expect(JSON.parse(out)).toEqual(await run());
  });

  it('takes duration and replications from the command line; a warm-up that would eat them shrinks', async () => {
    expect((await run('--duration', '500 ms', '--replications', '2')).run).toMatchObject({
      duration: 0.5,
      warmup: 0.05,
      replications: 2,
    });
    expect((await run('--duration', '2')).run).toMatchObject({ duration: 2, warmup: 1 });
  });

  it('scales all open streams to a total rate', async () => {
    const { requests } = await run('--rate', '400/s', '--duration', '20 s');
    // 400/s over 19 s: a standard error of √7600 / 19 = 4.6/s, of which four are allowed.
    expect(Math.abs(requests['*'].offered - 400)).toBeLessThan(18.4);
    // The mix stays: 5 % buy, a standard error of √380 / 19 = 1.03/s.
    expect(Math.abs(requests.buy.offered - 20)).toBeLessThan(4.2);
  });

  it('has nothing to scale where users wait for their answers', async () => {
    const closed = readFileSync(shop, 'utf8').replace(
      '"poisson": { "rate": "300/s" }',
      '"closed": { "users": 10, "think": "100 ms" }',
    );
    const { outcome, err } = await headroom(['simulate', '-', '--rate', '50/s'], closed);
    expect(outcome).toBe('refused');
    expect(err).toContain('--rate 50/s has nothing to scale');
  });

  it('takes workload and objectives from a scenario where the design has none', async () => {
    const { components, connections } = JSON.parse(
      readFileSync(`${root}scenarios/first-steps/starter.design.json`, 'utf8'),
    );
    const bare = { format: 'headroom/design@1', name: 'Bare', components, connections };
    const { outcome, out } = await headroom(
      ['simulate', '-', '--scenario', 'first-steps', '--json', '--duration', '3 s'],
      JSON.stringify(bare),
    );
    expect(['done', 'missed']).toContain(outcome);
    expect(JSON.parse(out).objectives.length).toBeGreaterThan(0);
  });

  it('prints what there is when it is interrupted, and nothing where there is nothing', async () => {
    const controller = new AbortController();
    const long = readFileSync(shop, 'utf8').replace('"6 s"', '"100 h"');
    const running = headroom(['simulate', '-', '--json'], long, controller.signal);
    setTimeout(() => controller.abort(), 300);
    const { outcome, out } = await running;
    expect(outcome).toBe('guarded');
    expect(JSON.parse(out).run.partial.guard).toBe('canceled');
    expect(await headroom(['simulate', shop, '--json'], '', AbortSignal.abort())).toEqual({
      outcome: 'interrupted',
      out: '',
      err: '',
    });
  });
});

describe('headroom compare', () => {
  const larger = readFileSync(shop, 'utf8').replace('"threads": 32', '"threads": 64');
  const short = ['--duration', '2 s', '--replications', '3'];

  it('says what differs, for a person and as JSON', async () => {
    const { outcome, out } = await headroom(['compare', shop, '-', ...short], larger);
    expect(['done', 'missed']).toContain(outcome);
    expect(out).toMatch(/^• Shop against Shop: /);
    expect(out).toContain('3 pairs of runs on the same random numbers');
    const json = JSON.parse((await headroom(['compare', shop, '-', ...short, '--json'], larger)).out);
    expect(json.format).toBe('headroom/comparison@1');
    expect(json.run).toMatchObject({ seed: 1, duration: 2, replications: 3 });
    expect(json.metrics.map(({ metric }: { metric: string }) => metric)).toContain('cost.monthly');
  });

  it('finds nothing between a design and itself', async () => {
    const { out } = await headroom(['compare', shop, shop, ...short]);
    expect(out).toMatch(/^• Shop against Shop: no difference can be shown\n/);
  });

  it('refuses a file that is wrong, whichever it is', async () => {
    const missing = await headroom(['compare', shop, 'nowhere.json']);
    expect(missing.outcome).toBe('refused');
    expect(missing.err).toContain('nowhere.json');
    expect(await headroom(['compare', '-', shop], '{}')).toMatchObject({ outcome: 'refused', out: '' });
  });
});

describe('headroom estimate', () => {
  it('prints the closed form, as a report or as JSON', async () => {
    const { outcome, out } = await headroom(['estimate', shop]);
    expect(outcome).toBe('done');
    expect(out).toMatch(/✔ Shop: has room for this load/);
    const { out: json } = await headroom(['estimate', shop, '--json', '--rate', '1M/s']);
    expect(JSON.parse(json)).toMatchObject({ format: 'headroom/estimate@1', stable: false });
  });
});

describe('headroom list and schema', () => {
  it('list everything that can be named, and tell all about each', async () => {
    const { out } = await headroom(['list', '--json']);
    const { scenarios, components, connectionPolicies, faults } = JSON.parse(out);
    expect(scenarios.map(({ name }: { name: string }) => name)).toEqual(['first-steps', 'url-shortener']);
    expect(connectionPolicies.length).toBeGreaterThan(3);
    for (const { name } of [...scenarios, ...components, ...connectionPolicies, ...faults]) {
      const { outcome, out: about } = await headroom(['list', name]);
      expect(outcome, name).toBe('done');
      expect(about).toContain(`(${name})`);
    }
    const { out: text } = await headroom(['list']);
    for (const { name } of [...scenarios, ...components, ...faults]) expect(text).toContain(name);
  });

  it('describe a field with its default and the default’s source', async () => {
    const { out } = await headroom(['list', 'cache']);
    expect(out).toMatch(/ {2}threads = 1\n {6}Commands that run at the same time\.\n {6}Default from: Redis/);
    const { out: json } = await headroom(['list', 'cache', '--json']);
    expect(JSON.parse(json).fields.find(({ name }: { name: string }) => name === 'threads').default).toBe(1);
  });

  it('show how a file writes a fault', async () => {
    const { out } = await headroom(['list', 'slow']);
    expect(out).toContain('{ "at": "20 s", "for": "10 s", "slow": { "component": ID } }');
  });

  it.each(['design', 'scenario', 'result', 'session', 'explanation', 'comparison'])(
    'print the JSON Schema of a %s',
    async (kind) => {
      const { outcome, out } = await headroom(['schema', kind]);
      expect(outcome).toBe('done');
      expect(JSON.parse(out).$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    },
  );
});
