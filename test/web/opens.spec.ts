import { expect, test } from '@playwright/test';

test('the built studio opens without an error on the page or in the console', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  const response = await page.goto('/');
  await page.waitForLoadState('networkidle');
  expect(response?.ok()).toBe(true);
  await expect(page).toHaveTitle(/Headroom/);
  // A newcomer finds a small design that runs, and not an empty canvas.
  await expect(page.locator('.react-flow__node')).toHaveCount(3);
  await expect(page.getByRole('button', { name: /^Run/ })).toBeEnabled();
  expect(errors).toEqual([]);
});
