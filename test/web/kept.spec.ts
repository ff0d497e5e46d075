import { expect, type Page, test } from '@playwright/test';
import { chip, component, idle, kept, keptText, openChain, openStudio } from './editor.ts';
import { openDesign, results, run, shop } from './measuring.ts';

/** What outlives a reload, and what goes to somebody else. */

async function reload(page: Page): Promise<void> {
  await idle(page);
  await page.goto('/');
  await page.reload();
  await idle(page);
}

test('steps can be undone and done again after a reload, and the last results are there', async ({ page }) => {
  await openDesign(page, shop);
  const before = await keptText(page);
  await component(page, 'db').focus();
  await page.keyboard.press('Delete');
  await chip(page, 'cache').click();
  const after = await keptText(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await keptText(page)).toBe(before);
  await run(page);
  const digest = await results(page).locator('[data-digest]').textContent();

  await reload(page);
  await page.getByRole('tab', { name: /^Results/ }).click();
  await expect(results(page).locator('[data-digest]')).toHaveText(digest ?? '');
  await expect(results(page).getByText('These results are of the previous design')).toBeHidden();
  await page.getByRole('button', { name: 'Redo' }).click();
  await page.getByRole('button', { name: 'Redo' }).click();
  expect(await keptText(page)).toBe(after);
  await expect(results(page).getByText('These results are of the previous design')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  // Before the file was opened there was nothing.
  await expect(page.locator('[data-component]')).toHaveCount(0);
});

test('a link holds the design, says what it is, and replaces nothing before it is told to', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openChain(page);
  const shared = await kept(page);
  await page.getByRole('button', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Copy a link to the design' }).click();
  await expect(page.getByText('Link copied')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#design=[\w-]+$/);
  expect(link.length).toBeLessThan(700);

  await openStudio(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  const mine = await keptText(page);
  await page.goto(link);
  const dialog = page.getByRole('dialog', { name: 'A design was shared with you' });
  await expect(dialog).toContainText('Chain');
  await expect(dialog).toContainText('4 components, 2 connections: Client, Service, SQL database, Message queue.');
  await dialog.getByRole('button', { name: 'Keep mine' }).click();
  expect(await keptText(page)).toBe(mine);
  expect(page.url()).not.toContain('#design=');

  await page.goto(link);
  await dialog.getByRole('button', { name: 'Open it' }).click();
  await expect(page.locator('[data-component]')).toHaveCount(4);
  expect(await kept(page)).toEqual(shared);
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await keptText(page)).toBe(mine);
});

test('a link that was cut off, or that holds something else, is explained and opens nothing', async ({ page }) => {
  await openStudio(page);
  await page.goto('/#design=y0zOLsmw5lJQ');
  const dialog = page.getByRole('dialog', { name: 'The link was not opened' });
  await expect(dialog).toContainText('cut off long links');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  // {"format":"headroom/design@1","name":"X","components":3,"connections":[]}
  await page.goto(
    '/#design=q1ZKyy_KTSxRslLKSE1MKcrPz9VPSS3OTM9zMFTSUcpLzE1VslKKUNJRSs7PLcjPS80rKVayMgZx8_JSk0sy8_OKlayiY2sB',
  );
  await expect(dialog).toContainText('components');
  await expect(page.locator('[data-component]')).toHaveCount(0);
});
