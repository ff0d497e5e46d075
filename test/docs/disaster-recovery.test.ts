import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compile, type Model, simulate } from '../../simulator/index.ts';
import { parseDesign } from '../../src/design/index.ts';

const docs = new URL('../../docs/', import.meta.url);

function model(tier: string): Model {
  const text = readFileSync(new URL(`examples/dr-${tier}.design.json`, docs), 'utf8');
  const { topology, findings } = parseDesign(JSON.parse(text));
  expect(findings).toEqual([]);
  if (topology === undefined) throw new Error(`no design of ${tier}`);
  const compiled = compile(topology);
  if (compiled.model === undefined) throw new Error(compiled.findings.map(({ what }) => what).join('\n'));
  return compiled.model;
}

/** What the loss of Europe costs: times in seconds, and the monthly bill of what is switched on before it. */
function measured(tier: string) {
  const of = model(tier);
  const { timeline, outcomes, requests, cost } = simulate(of);
  const { step, requests: series } = timeline;
  const { failed } = series['*'];
  const outage = of.faults.find(({ definition }) => definition.kind === 'outage');
  const from = outage?.from ?? Number.NaN;
  // To within the step of the timeline, rounded up.
  const until = (failed.findLastIndex((n) => n > 0) + 1) * step;
  const off = of.faults.flatMap(({ config, from: at }) =>
    at === 0 ? [(config as { component: string }).component] : [],
  );
  const switchedOff = cost.lines.filter(({ component }) => off.includes(component));
  const { offered, succeeded } = requests['*'].counts;
  return {
    rto: until - from,
    step,
    rpo: outcomes?.rpo ?? 0,
    lost: outcomes?.lostWrites ?? 0,
    unanswered: offered - succeeded,
    monthly: cost.monthly - switchedOff.reduce((sum, { monthly }) => sum + monthly, 0),
  };
}

const tiers = {
  'backup-restore': 'Backup and restore',
  'pilot-light': 'Pilot light',
  'warm-standby': 'Warm standby',
  'active-active': 'Active-active',
} as const;
const all = Object.keys(tiers).map((tier) => [tier, measured(tier)] as const);
const of = (tier: keyof typeof tiers) => measuredBy.get(tier) as ReturnType<typeof measured>;
const measuredBy = new Map(all);

test('a backup is lost since: half an hour of an order every 2 s is 900; it serves after the decision and the restore, 75 min', () => {
  const { rto, step, rpo, lost } = of('backup-restore');
  expect(lost).toBe(900);
  expect(Math.abs(rpo - 30 * 60)).toBeLessThanOrEqual(2);
  expect(Math.abs(rto - 75 * 60)).toBeLessThanOrEqual(step);
});

test('a replica loses its lag of 5 s; a pilot light waits 10 min for its servers, and until the name leads there', () => {
  const { rto, step, rpo, lost } = of('pilot-light');
  // An order every 2 s.
  expect(lost).toBeGreaterThanOrEqual(2);
  expect(lost).toBeLessThanOrEqual(3);
  expect(rpo).toBeGreaterThan(2);
  expect(rpo).toBeLessThanOrEqual(5);
  // Three checks of 30 s see them up, and resolvers have old answers for 60 s.
  expect(rto).toBeGreaterThanOrEqual(10 * 60);
  expect(rto).toBeLessThanOrEqual(10 * 60 + 90 + 60 + step);
});

test('a warm standby waits for the checks of the name and its time to live: 90 s and 60 s at most', () => {
  const { rto, step, rpo } = of('warm-standby');
  expect(rpo).toBe(of('pilot-light').rpo);
  expect(rto).toBeGreaterThan(90);
  expect(rto).toBeLessThanOrEqual(90 + 60 + step);
});

test('active in both loses nothing, and half of the requests for as long', () => {
  const [both, standby] = [of('active-active'), of('warm-standby')];
  expect([both.lost, both.rpo]).toEqual([0, 0]);
  expect(both.rto).toBeLessThanOrEqual(90 + 60 + both.step);
  expect(both.unanswered).toBeLessThan(0.75 * standby.unanswered);
});

test('what is ready sooner costs more, with the same database', () => {
  expect(of('backup-restore').monthly).toBeLessThan(of('pilot-light').monthly);
  expect(of('pilot-light').monthly).toBeLessThan(of('warm-standby').monthly);
});

test('the page shows what was measured (npx vitest run test/docs --update writes it)', async () => {
  const page = fileURLToPath(new URL('disaster-recovery.md', docs));
  const text = readFileSync(page, 'utf8');
  const rows = all.map(([tier, { rto, rpo, lost, unanswered, monthly }]) => {
    const time = (seconds: number) => (seconds >= 600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds)} s`);
    const name = `[${tiers[tier as keyof typeof tiers]}](examples/dr-${tier}.design.json)`;
    return `| ${name} | ${time(rto)} | ${time(rpo)} | ${lost} | ${unanswered} | $${Math.round(monthly)} |`;
  });
  const table = /(?<=\|---\|---\|---\|---\|---\|---\|\n)(?:\|.*\n)*/;
  await expect(text.replace(table, `${rows.join('\n')}\n`)).toMatchFileSnapshot(page);
});
