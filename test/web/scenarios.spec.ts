import { expect, type Page, test } from '@playwright/test';
import { idle, kept, openStudio } from './editor.ts';
import { openDesign, results, run, shop } from './measuring.ts';

async function choose(page: Page, title: string, button: string): Promise<void> {
  await page.keyboard.press('Control+K');
  await page.getByRole('dialog').getByRole('searchbox').fill('scenario');
  await page.keyboard.press('Enter');
  const card = page.getByRole('dialog', { name: 'Scenarios' }).getByRole('listitem').filter({ hasText: title });
  await card.getByRole('button', { name: button, exact: true }).click();
  await idle(page);
}

test('opening a scenario is one step to undo, and brings its task, load and objectives', async ({ page }) => {
  await openDesign(page, shop);
  await choose(page, 'URL shortener', 'Open');
  const brief = page.getByRole('article', { name: 'Scenario' });
  await expect(brief.getByRole('heading', { name: 'URL shortener' })).toBeVisible();
  await expect(brief).toContainText('p99(redirect) < 50 ms');
  expect(await kept(page)).toMatchObject({ scenario: 'url-shortener' });
  await page.getByRole('banner').getByRole('button', { name: 'Undo' }).click();
  await idle(page);
  expect(await kept(page)).toMatchObject({ name: 'Shop' });
});

test('example designs open after a run of one’s own, and the reference meets every objective', async ({ page }) => {
  // What a first visit finds: a small scenario.
  await page.goto('/');
  await idle(page);
  const brief = page.getByRole('article', { name: 'Scenario' });
  await brief.getByRole('button', { name: 'Designs to study' }).click();
  const examples = brief.getByRole('listitem').filter({ has: page.getByText('reference', { exact: true }) });
  const reference = examples.first();
  await expect(reference.getByRole('button', { name: 'Open' })).toBeDisabled();
  await run(page);
  await expect(results(page).getByRole('heading', { name: /is missed|are missed/ })).toBeVisible();
  await reference.getByRole('button', { name: 'Open' }).click();
  await idle(page);
  await run(page);
  await expect(results(page).getByRole('heading', { name: 'All 4 objectives are met' })).toBeVisible();
});

test('the tour checks its steps, can be left, and is taken up again after a reload', async ({ page }) => {
  await openStudio(page);
  await choose(page, 'First steps', 'Take the tour');
  const card = page.getByRole('complementary', { name: 'Press Run' });
  await expect(card).toContainText('Step 1 of 6');
  await run(page);
  await expect(card).toContainText('Done: Press Run');
  await card.getByRole('button', { name: 'Next' }).click();
  const second = page.getByRole('complementary', { name: 'Come near the limit' });
  await expect(second).toContainText('Step 2 of 6');
  await second.getByRole('button', { name: 'Leave the tour' }).click();
  await expect(second).toBeHidden();
  await page.reload();
  await idle(page);
  await page.getByRole('button', { name: 'Resume the tour: step 2 of 6' }).click();
  await expect(second).toBeVisible();
  // A run at the load of the step before does not complete it; one at the load asked for does.
  await run(page);
  await expect(second).not.toContainText('Done:');
  await page.getByRole('tab', { name: 'Load and faults' }).click();
  await page.getByRole('textbox', { name: 'Rate' }).fill('400/s');
  await run(page);
  await expect(second).toContainText('Done:');
});
