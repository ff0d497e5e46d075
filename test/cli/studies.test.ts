import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Explanation, ProbeReport, Sensitivity } from '../../simulator/index.ts';
import { type Outcome, Refusal } from '../../src/cli/host.ts';
import { runProgram } from '../../src/cli/program.ts';
import { memoryHost } from './fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const storm = `${root}docs/examples/metastable-retries.design.json`;
const oneServer = `${root}scenarios/first-steps/one-server.design.json`;

async function headroom(
  words: readonly string[],
  signal?: AbortSignal,
): Promise<{ outcome: Outcome; out: string; err: string }> {
  const { host, written } = memoryHost('', signal);
  try {
    return { outcome: await runProgram(words, '1.2.3', host), ...written };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { outcome: 'refused', out: written.out, err: written.err + error.message };
  }
}

const short = ['--replications', '2', '--duration', '20s', '-q'];

test('explain says what was confirmed and what was not, in words and as JSON', async () => {
  const { outcome, out } = await headroom(['explain', oneServer, ...short]);
  expect(outcome).toBe('done');
  expect(out).toMatch(/^• One server and one database: \d of \d findings confirmed; first of all shop: cores 2 → 4\n/);
  expect(out).toMatch(/✔ shop: all its cores were busy/);
  expect(out).toMatch(/✔ {2}shop: cores 2 → 4 .* ±.* \+\$60\n/);
  const { findings, format } = JSON.parse(
    (await headroom(['explain', oneServer, ...short, '--json'])).out,
  ) as Explanation;
  expect(format).toBe('headroom/explanation@1');
  expect(findings[0]).toMatchObject({ code: 'saturated', verdict: 'confirmed', component: 'shop' });
}, 60_000);

test('sensitivity puts what is worth most first, with what it is worth for its price', async () => {
  const { outcome, out } = await headroom(['sensitivity', oneServer, ...short, '--json']);
  expect(outcome).toBe('done');
  const { rows, format } = JSON.parse(out) as Sensitivity;
  expect(format).toBe('headroom/sensitivity@1');
  expect(rows[0]?.component).toBe('shop');
  const bought = rows.find(({ kind }) => kind === 'purchase');
  expect(bought?.perDollar?.goodput).toBeCloseTo(bought!.goodput.difference / bought!.cost.difference, 9);
}, 60_000);

test('probe ends as missed where the design stays down, and as done where it comes back', async () => {
  const words = ['probe', storm, '--replications', '2', '--baseline', '15s', '--watch', '60s', '--no-search', '-q'];
  const stuck = await headroom(words);
  expect(stuck.outcome).toBe('missed');
  expect(stuck.out).toMatch(/does not recover: the\n {2}trigger is gone, and the failure stays/);
  const mild = await headroom([...words, '--trigger', 'surge:1.2', '--for', '5s', '--json']);
  expect(mild.outcome).toBe('done');
  expect(JSON.parse(mild.out) as ProbeReport).toMatchObject({
    verdict: 'recovers',
    trigger: { kind: 'surge', size: 1.2, for: 5 },
    run: { experiments: 1, baseline: 15, watch: 60 },
  });
}, 60_000);

test.each([
  ['quake', /expected a fault that passes/],
  ['slow:api:fast', /expected a fault that passes/],
  ['crash:shop', /There is no component "shop"\. Use one of: users, api/],
  ['flush:api', /cannot suffer "flush"/],
  ['lifetimes:api', /expected a fault that passes/],
])('the trigger %s is refused', async (trigger, says) => {
  const { outcome, err, out } = await headroom(['probe', storm, '--trigger', trigger]);
  expect(outcome).toBe('refused');
  expect(err).toMatch(says);
  expect(out).toBe('');
});

test('interrupted before anything was measured, nothing is printed', async () => {
  const { outcome, out } = await headroom(['explain', storm, '-q'], AbortSignal.abort());
  expect([outcome, out]).toEqual(['interrupted', '']);
});

test('sweep finds the largest load that meets the objectives, as a table and as comma-separated values', async () => {
  const words = ['sweep', oneServer, '--duration', '20s', '--vary', 'rate=300/s..700/s:3', '-q'];
  const table = await headroom(words);
  expect(table.outcome).toBe('done');
  expect(table.out).toMatch(/^• One server and one database: it carries \d+\/s, and \d+\/s no longer/);
  expect(table.out).toMatch(/300\/s .* shop .* ✘|✔/);
  const { out } = await headroom([...words, '--csv']);
  const [head, ...lines] = out.trim().split('\n');
  expect(head).toBe('rate,goodput,p99,errorRate,cost,busiest,utilization,good');
  expect(lines.length).toBeGreaterThanOrEqual(3);
  expect(lines[0]).toMatch(/^300,[\d.]+,[\d.]+,\d/);
}, 60_000);

test('a price list of the command line is what studies bill by: two cores more at a dollar an hour are $1,460 a month', async () => {
  const file = `${tmpdir()}/headroom-prices-${process.pid}.json`;
  const items = { 'compute-vcpu': { usd: 1, per: 'hour' } };
  await writeFile(
    file,
    JSON.stringify({ format: 'headroom/prices@1', name: 'Ours', region: 'here', date: '2026-01', items }),
  );
  const vary = ['--vary', 'shop.replicas=1..2:2', '--csv', '--duration', '5s', '-q', '--prices', file];
  const { out } = await headroom(['sweep', oneServer, ...vary]);
  const [one, two] = out
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(',')[4]));
  expect(two - one).toBeGreaterThan(2 * 730 * 0.98);
  expect(two - one).toBeLessThan(2 * 730 * 1.02);
  expect((await headroom(['probe', oneServer, '--prices', file])).outcome).toBe('refused');
}, 60_000);

test.each([
  ['shop.replicas', /expected PATH=FROM\.\.TO/],
  ['shup.replicas=1..2', /Did you mean "shop"/],
  ['shop.replica=1..2', /Did you mean "replicas"\?$/],
])('--vary %s is refused', async (vary, says) => {
  const { outcome, err } = await headroom(['sweep', oneServer, '--vary', vary]);
  expect(outcome).toBe('refused');
  expect(err).toMatch(says);
});
