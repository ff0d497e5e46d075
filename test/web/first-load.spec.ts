import { gzipSync } from 'node:zlib';
import { type APIRequestContext, expect, test } from '@playwright/test';
import { chip, component } from './editor.ts';

/** Most that is loaded before the empty studio can be drawn on: page, scripts and styles, gzipped [bytes]. */
const MOST = 300_000;

/** Addresses that a script imports at once: imports on demand have a parenthesis. */
function imported(script: string): string[] {
  return [...script.matchAll(/(?:\bfrom|\bimport)\s*["'](\.\/[^"']+\.js)["']/g)].map(([, address = '']) => address);
}

/** What the page names and, over and over, what that imports, with its text. */
async function firstLoad(request: APIRequestContext): Promise<ReadonlyMap<string, string>> {
  const page = await (await request.get('/')).text();
  const loaded = new Map([['/', page]]);
  const waiting = [...page.matchAll(/(?:src|href)="\.(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, at = '']) => at);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (loaded.has(at)) continue;
    const text = await (await request.get(at)).text();
    loaded.set(at, text);
    if (at.endsWith('.js')) waiting.push(...imported(text).map((address) => `/assets/${address.slice(2)}`));
  }
  return loaded;
}

test('what is loaded first is small, and is enough to draw with', async ({ page, request }) => {
  const loaded = await firstLoad(request);
  expect(loaded.size).toBeGreaterThan(10);
  const bytes = [...loaded.values()].reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
  expect(bytes).toBeLessThan(MOST);

  // Everything else is on its way for as long as this test lasts.
  await page.route(/\.(js|css|woff2)$/, (route) => {
    if (loaded.has(new URL(route.request().url()).pathname)) return route.continue();
    return undefined;
  });
  await page.goto('/#new', { waitUntil: 'commit' });
  await chip(page, 'client').click();
  await chip(page, 'service').click();
  await component(page, 'client').locator('.react-flow__handle.source').click();
  await component(page, 'service').click();
  await expect(page.locator('.react-flow__edge')).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeEnabled();
});

test('nothing moves while the studio is loaded', async ({ page }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('/');
  await expect(page.locator('.react-flow__node')).toHaveCount(3);
  await page.locator('html[data-idle="true"]').waitFor({ state: 'attached' });
  const shifted = await page.evaluate(() =>
    (globalThis as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0),
  );
  expect(shifted).toBeLessThan(0.02);
});
