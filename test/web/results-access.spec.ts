import { expect, test } from '@playwright/test';
import { violations } from './accessibility.ts';
import { idle, openStudio } from './editor.ts';
import { openDesign, results, run, shop } from './measuring.ts';

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('load, faults and results have no accessibility violation', async ({ page }) => {
      await openDesign(page, shop);
      await page.getByRole('button', { name: 'Slow down' }).click();
      expect(await violations(page, theme)).toEqual([]);
      await run(page);
      const chart = results(page).getByRole('figure', { name: 'Response time', exact: true });
      await chart.getByText('Data', { exact: true }).click();
      // The rest of the page is what it was.
      expect(await violations(page, theme, 'section[aria-label="Results"]')).toEqual([]);
    });

    test('the scenario picker, the brief and the tour have no accessibility violation', async ({ page }) => {
      await openStudio(page);
      await page
        .getByRole('button', { name: /scenario/i })
        .first()
        .click();
      const dialog = page.getByRole('dialog', { name: 'Scenarios' });
      await expect(dialog.getByRole('listitem').first()).toBeVisible();
      expect(await violations(page, theme)).toEqual([]);
      await dialog.getByRole('button', { name: 'Take the tour' }).click();
      await idle(page);
      await expect(page.getByRole('complementary', { name: 'Press Run' })).toBeVisible();
      expect(await violations(page, theme)).toEqual([]);
    });
  });
}
