import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { compile, simulate } from '../../simulator/index.ts';
import { judge, readDesign } from '../../src/index.ts';
import { dropFile, idle, openStudio } from './editor.ts';
import { run } from './measuring.ts';

const text = readFileSync(new URL('./fixtures/breakage.design.json', import.meta.url), 'utf8');

/** The same design and seed, run here in Node. */
function inNode() {
  const { topology, objectives } = readDesign(text);
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
