import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What axe finds on the page, or in one part of it. The dark theme changes colors and nothing else: there it looks at
 * contrast alone.
 */
export async function violations(page: Page, theme: 'light' | 'dark', part?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  if (part !== undefined) {
    // What it belongs to may have to be loaded first.
    await page.locator(part).first().waitFor();
    axe.include(part);
  }
  if (theme === 'dark') axe.withRules(['color-contrast']);
  const { violations: found } = await axe.analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);
}
