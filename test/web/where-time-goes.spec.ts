import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { violations } from './accessibility.ts';
import { idle } from './editor.ts';
import { openDesign, results, run, shop } from './measuring.ts';

/** The database is slow now and then, and the shop asks it again. */
const slow = {
  ...shop,
  connections: [
    shop.connections[0],
    { ...shop.connections[1], timeout: '60 ms', retry: { attempts: 2, backoff: { base: '10 ms', cap: '100 ms' } } },
  ],
  faults: [{ at: '10 s', for: '2 s', slow: { component: 'db', factor: 60 } }],
};

for (const [scheme, width] of [
  ['light', 1440],
  ['dark', 1024],
] as const) {
  test.describe(`in the ${scheme} theme at ${width}`, () => {
    test.use({ colorScheme: scheme, viewport: { width, height: 900 } });

    test('where time goes is a table of bars, and a request can be traced and downloaded', async ({ page }) => {
      await openDesign(page, slow);
      await run(page);
      // As much room for the results as there is.
      await page.getByRole('separator', { name: 'Height of the lower panel' }).press('End');
      await results(page).getByRole('button', { name: 'Why', exact: true }).click();
      const table = results(page).getByRole('region', { name: 'Where time goes, measured' });
      await expect(table.getByRole('columnheader')).toHaveText([/Where/, /Slowest 1 %/, /All/, /Failed/]);
      await expect(table.getByRole('rowheader', { name: 'Products' })).toBeVisible();
      await expect(table.getByRole('rowheader', { name: 'Earlier attempts' })).toBeVisible();
      await results(page).getByRole('button', { name: 'Trace single requests' }).click();
      await idle(page);
      const spans = results(page).getByRole('region', { name: 'Spans of the request' });
      await expect(spans.getByRole('rowheader').first()).toHaveText(/view|order/);
      await expect(spans.getByRole('rowheader', { name: /^Products #1$/ }).first()).toBeVisible();
      const section = results(page)
        .getByRole('region', { name: /^Where time goes/ })
        .first();
      await section.screenshot({ path: test.info().outputPath(`time-${scheme}-${width}.png`) });
      await page.screenshot({ path: test.info().outputPath(`page-${scheme}-${width}.png`) });
      const saving = page.waitForEvent('download');
      await results(page).getByRole('button', { name: 'Download traces (OTLP)' }).click();
      const { resourceSpans } = JSON.parse(await readFile(await (await saving).path(), 'utf8'));
      expect(resourceSpans.length).toBeGreaterThanOrEqual(3);
      expect(await violations(page, scheme)).toEqual([]);
    });
  });
}
