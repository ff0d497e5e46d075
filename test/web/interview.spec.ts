import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { loadCalculator } from '../../src/index.ts';
import { type OpenSession, parseSession, scorecard } from '../../src/interview/index.ts';
import { shipped } from '../interview/support/scenario.ts';
import { dropFile, idle, kept, listen } from './editor.ts';
import { begin, choose, commit, openDialog, press, rail, scorecardOf, secondsLeft } from './interviewing.ts';
import { runButton } from './measuring.ts';

const reference = readFileSync(new URL('../../scenarios/url-shortener/reference.design.json', import.meta.url), 'utf8');

/** Somewhere in the middle of the day, so that no date line is near. */
const MORNING = new Date('2026-11-21T09:00:00Z');

test('an interview goes from the first question to the scorecard, with a reload in the middle', async ({ page }) => {
  test.setTimeout(120_000);
  await page.clock.install({ time: MORNING });
  await begin(page);

  // Scope: the load is not on the canvas yet, and questions reveal givens and qualities.
  expect(await kept(page)).not.toHaveProperty('workload');
  await expect(rail(page).getByText('No quality has been talked about yet')).toBeVisible();
  for (const question of [/How many redirects/, /How uneven/, /How fast and how available/, /What may it cost/]) {
    await press(page, question);
  }
  await expect(rail(page).getByText('Five times the average')).toBeVisible();
  for (const [requirement, sort] of [
    [/Make a short link/, 'Must'],
    [/Send whoever follows/, 'Must'],
    [/Show how often/, 'Must'],
    [/Accounts with teams/, 'Left out'],
  ] as const) {
    await rail(page).getByRole('radiogroup', { name: requirement }).getByText(sort, { exact: true }).click();
  }
  await commit(page, /99 of 100 redirects/, '50 ms');
  await commit(page, /Redirects that succeed/, '99.95 %');
  await commit(page, /Something else that is left out/, 'Analytics per person');

  // Estimates are compared once they are committed, and final.
  await press(page, /Go on to Estimate/);
  const average = rail(page).getByLabel(/How many redirects a second/);
  await average.fill('360M / day in apples');
  await expect(rail(page).getByRole('button', { name: 'Commit' }).first()).toBeDisabled();
  await commit(page, /How many redirects a second/, '360M req/day');
  await expect(rail(page).getByText('the reference is 4167 req/s')).toBeVisible();
  await commit(page, /And in the busiest hour/, '4167 req/s');
  await expect(rail(page).getByText('This is the average.')).toBeVisible();

  // Design: no estimates on the nodes, and no run before a prediction of this very design.
  await press(page, /Go on to Design/);
  await dropFile(page, 'reference.design.json', reference);
  await expect(page.locator('[data-component]')).toHaveCount(JSON.parse(reference).components.length);
  await expect(page.locator('[data-component]').getByText('est.')).toHaveCount(0);
  await expect(runButton(page)).toBeDisabled();
  await rail(page)
    .getByLabel(/p99 of redirect/)
    .fill('12 ms');
  await choose(page, /Bottleneck/, /Redirects|Shortener/);
  await press(page, 'Commit the prediction');
  await expect(rail(page).getByText('Committed:')).toBeVisible();
  await expect(runButton(page)).toBeEnabled();
  await press(page, 'Run the design');
  const outcome = rail(page).getByRole('table');
  await expect(outcome.getByRole('row', { name: /p99 of redirect 12 ms \d/ })).toBeVisible();
  await expect(rail(page).getByRole('list', { name: 'Objectives' }).getByRole('listitem')).toHaveCount(5);

  // Ten minutes away from the page cost no time, and nothing is lost.
  const before = await secondsLeft(page);
  await page.goto('about:blank');
  await page.clock.fastForward('10:00');
  await page.goto('/');
  await idle(page);
  await rail(page).waitFor();
  const after = await secondsLeft(page);
  expect(before - after).toBeGreaterThanOrEqual(0);
  expect(before - after).toBeLessThan(10);
  await expect(outcome.getByRole('row', { name: /p99 of redirect 12 ms \d/ })).toBeVisible();

  // Disruption: the fault is real and in the design, and it is foreseen before it is measured.
  await press(page, /Go on to Disruption/);
  await press(page, 'Let it happen');
  const { faults, components } = (await kept(page)) as unknown as {
    faults: Record<string, { component?: string }>[];
    components: { id: string }[];
  };
  expect(faults).toHaveLength(1);
  const struck = Object.values(faults[0]!).find((value) => typeof value === 'object')?.component;
  expect(components.map(({ id }) => id)).toContain(struck);
  await expect(runButton(page)).toBeDisabled();
  await rail(page).getByLabel('Answered well while it lasts').fill('95 %');
  await choose(page, /Most failures begin at/, /Nowhere/);
  await rail(page).getByLabel('Well again, after its end, in').fill('1 s');
  await press(page, 'Commit the prediction');
  await press(page, 'Run the design');
  await expect(outcome.getByRole('row', { name: /Well again after 1 s/ })).toBeVisible();

  // Wrap-up, and the scorecard with its evidence.
  await press(page, /Go on to Wrap-up/);
  const length = rail(page).getByRole('radiogroup', { name: /Six or seven characters/ });
  await length.getByText('Seven', { exact: true }).click();
  await length.locator('..').getByRole('button', { name: 'Commit' }).click();
  await expect(rail(page).getByText('The codes have to hold the links')).toBeVisible();
  await press(page, 'Finish and see the scorecard');
  const card = scorecardOf(page);
  await expect(card.getByText(/of 100 points could be judged/)).toBeVisible();
  await card.getByRole('button', { name: /Performance under load/ }).click();
  await card.getByRole('button', { name: /limits the design/ }).click();
  await expect(page.locator('[data-component][aria-selected="true"], .react-flow__node.selected')).toHaveCount(1);
  await card.getByRole('button', { name: /^p99 of redirect:/ }).click();
  await expect(page.getByRole('tab', { name: 'Results', selected: true })).toBeVisible();

  // The exported log gives the same score wherever it is replayed.
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    card.getByRole('button', { name: 'Export' }).click(),
  ]);
  const exported = parseSession(JSON.parse(readFileSync(await download.path(), 'utf8')));
  expect(exported.findings).toEqual([]);
  const { state } = exported.session as OpenSession;
  const again = scorecard({ scenario: shipped('url-shortener'), state, calculator: await loadCalculator() });
  await expect(card.getByText(String(Math.round(again.score)), { exact: true })).toBeVisible();
});

test('a changed design locks the run until it is predicted anew', async ({ page }) => {
  await begin(page);
  await page.keyboard.press('Alt+3');
  await idle(page);
  await rail(page)
    .getByLabel(/p99 of redirect/)
    .fill('100 ms');
  await choose(page, /Bottleneck/, /Shortener/);
  await press(page, 'Commit the prediction');
  await expect(runButton(page)).toBeEnabled();
  await page.locator('[data-component="shortener"]').click();
  await page.getByLabel('Replicas', { exact: true }).fill('40');
  await idle(page);
  await expect(runButton(page)).toBeDisabled();
  await expect(rail(page).getByText('The design has changed since your prediction').first()).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(runButton(page)).toBeEnabled();
});

test('phases and pause are reached by keys from inside a field, and are said aloud', async ({ page }) => {
  await page.clock.install({ time: MORNING });
  await begin(page);
  await rail(page)
    .getByLabel(/Something else that is left out/)
    .focus();
  const heard = await listen(page);
  await page.keyboard.press('Alt+2');
  await expect(rail(page).getByLabel(/How many redirects a second/)).toBeVisible();
  await page.keyboard.press('Alt+0');
  await expect(rail(page).getByText('The clock stands still')).toBeVisible();
  await expect(rail(page).getByLabel(/How many redirects a second/)).toHaveCount(0);
  const left = await secondsLeft(page);
  await page.clock.fastForward('03:00');
  expect(await secondsLeft(page)).toBe(left);
  await page.keyboard.press('Alt+0');
  // In steps: a longer silence would be a machine asleep, and take no time.
  for (let minutes = 0; minutes < 42; minutes += 2) await page.clock.fastForward('02:00');
  await expect.poll(async () => (await heard()).join(' ')).toContain('Five minutes left.');
  const said = (await heard()).join(' ');
  for (const words of ['Estimate.', 'Paused.', 'Resumed.']) expect(said).toContain(words);
});

test('an interview that was left waits in the list and goes on where it was', async ({ page }) => {
  await begin(page);
  await press(page, /How uneven/);
  await rail(page).getByRole('button', { name: 'Interview menu' }).click();
  await page.getByRole('menuitem', { name: /Leave for now/ }).click();
  await expect(rail(page)).toHaveCount(0);
  await expect(runButton(page)).toBeVisible();
  const dialog = await openDialog(page);
  await dialog.getByRole('button', { name: /^Resume/ }).click();
  await expect(rail(page).getByText('Five times the average')).toBeVisible();
});

test('a file that is no session is refused in words, and nothing is lost', async ({ page }) => {
  await begin(page);
  await press(page, /How uneven/);
  const dialog = await openDialogFromRail();
  await dialog.getByLabel('Session file').setInputFiles({
    name: 'wrong.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{ "format": "headroom/session@9", "events": [] }'),
  });
  await expect(page.getByText('This session cannot be read')).toBeVisible();

  /** The button leads back to an interview that is on; the list is reached after leaving it. */
  async function openDialogFromRail() {
    await rail(page).getByRole('button', { name: 'Interview menu' }).click();
    await page.getByRole('menuitem', { name: /Leave for now/ }).click();
    return openDialog(page);
  }
});
