import type { Locator, Page } from '@playwright/test';
import { idle, openStudio } from './editor.ts';

/** What the specs of the interview do over and over. */

export function rail(page: Page): Locator {
  return page.getByRole('region', { name: 'Interview', exact: true });
}

export function scorecardOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Scorecard', exact: true });
}

/** Opens the dialog to begin an interview. */
export async function openDialog(page: Page): Promise<Locator> {
  await page.getByRole('banner').getByRole('button', { name: 'Interview' }).click();
  await idle(page);
  return page.getByRole('dialog', { name: 'Interview' });
}

/** Begins an interview on the URL shortener, of the scenario's own length. */
export async function begin(page: Page): Promise<void> {
  await openStudio(page);
  const dialog = await openDialog(page);
  await dialog.getByRole('button', { name: 'Begin', exact: true }).click();
  await rail(page).waitFor();
  await idle(page);
}

/** Types into a field and commits it with Enter. */
export async function commit(page: Page, field: string | RegExp, text: string): Promise<void> {
  const input = rail(page).getByLabel(field);
  await input.fill(text);
  await input.press('Enter');
  await idle(page);
}

export async function choose(page: Page, field: string | RegExp, option: string | RegExp): Promise<void> {
  await rail(page).getByRole('button', { name: field }).click();
  await page.getByRole('option', { name: option }).click();
}

export async function press(page: Page, name: string | RegExp): Promise<void> {
  await rail(page).getByRole('button', { name }).click();
  await idle(page);
}

/** Seconds that the clock of the current phase shows. */
export async function secondsLeft(page: Page): Promise<number> {
  const text = (await page.getByRole('timer').textContent()) ?? '';
  const [minutes = 0, seconds = 0] = text.split(':').map(Number);
  return minutes * 60 + seconds;
}
