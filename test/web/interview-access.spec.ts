import { expect, test } from '@playwright/test';
import { knowing, sessionOf } from '../interview/support/candidates.ts';
import { shipped } from '../interview/support/scenario.ts';
import { violations } from './accessibility.ts';
import { idle, openStudio } from './editor.ts';
import { begin, openDialog, press, rail, scorecardOf } from './interviewing.ts';

const INTERVIEW = 'section[aria-label="Interview"]';

const finished = JSON.stringify(sessionOf(knowing(shipped('url-shortener'))).session);

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('every phase of an interview has no accessibility violation', async ({ page }) => {
      await begin(page);
      await press(page, /How uneven/);
      expect(await violations(page, theme, INTERVIEW)).toEqual([]);
      for (const key of ['Alt+2', 'Alt+3', 'Alt+4', 'Alt+5', 'Alt+0']) {
        await page.keyboard.press(key);
        await idle(page);
        await expect(rail(page)).toBeVisible();
        expect(await violations(page, theme, INTERVIEW)).toEqual([]);
      }
    });

    test('the dialog and a scorecard opened from a file have no accessibility violation', async ({ page }) => {
      await openStudio(page);
      const dialog = await openDialog(page);
      expect(await violations(page, theme, '[role="dialog"]')).toEqual([]);
      await dialog
        .getByLabel('Session file')
        .setInputFiles({ name: 'finished.session.json', mimeType: 'application/json', buffer: Buffer.from(finished) });
      const card = scorecardOf(page);
      await expect(card.getByText('100', { exact: true })).toBeVisible();
      for (const title of [/Requirements and scope/, /Performance under load/, /Behavior in failure/]) {
        await card.getByRole('button', { name: title }).click();
      }
      await idle(page);
      expect(await violations(page, theme, 'section[aria-label="Scorecard"]')).toEqual([]);
    });
  });
}
