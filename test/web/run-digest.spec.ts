import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { compile, simulate } from '../../simulator/index.ts';
import { judge, readDesign } from '../../src/index.ts';
import { dropFile, idle, openStudio } from './editor.ts';
import { results, run, runButton } from './measuring.ts';

const text = readFileSync(new URL('./fixtures/breakage.design.json', import.meta.url), 'utf8');

/** The same design and seed, run here in Node. */
function inNode(file = text) {
  const { topology, objectives } = readDesign(file);
  const model = topology === undefined ? undefined : compile(topology).model;
  if (model === undefined) throw new Error('the fixture does not compile');
  return judge(simulate(model), objectives);
}

test('a run in the browser has the digest that Node gives for the same design and seed', async ({ page }) => {
  await openStudio(page);
  await dropFile(page, 'breakage.design.json', text);
  await run(page);
  const expected = inNode();
  await expect(page.locator('[data-digest]')).toHaveText(expected.run.digest);
  // Another seed gives another digest: the comparison above can fail.
  await page.getByRole('tab', { name: 'Load and faults' }).click();
  await page.getByRole('button', { name: 'Next seed' }).click();
  await idle(page);
  await run(page);
  await expect(page.locator('[data-digest]')).not.toHaveText(expected.run.digest);
});

test('replications that several workers share out have the digest of one after the other', async ({ page }) => {
  const design = JSON.parse(text);
  const several = JSON.stringify({ ...design, run: { ...design.run, duration: '8 s', replications: 4 } });
  await openStudio(page);
  await dropFile(page, 'breakage.design.json', several);
  await run(page);
  const expected = inNode(several);
  expect(expected.run.replications).toBe(4);
  await expect(page.locator('[data-digest]')).toHaveText(expected.run.digest);
  expect(page.workers().length).toBeGreaterThan(1);
});

test('replications that are canceled give what there is', async ({ page }) => {
  const design = JSON.parse(text);
  const long = JSON.stringify({ ...design, run: { ...design.run, duration: '100 h', replications: 3 } });
  await openStudio(page);
  await dropFile(page, 'breakage.design.json', long);
  await runButton(page).click();
  await expect(results(page).getByText(/simulated/)).toBeVisible();
  await results(page).getByRole('button', { name: 'Cancel' }).click();
  await idle(page);
  await expect(results(page).getByText('Partial results: the run was canceled')).toBeVisible();
});
