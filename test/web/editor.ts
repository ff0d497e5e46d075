import { expect, type Locator, type Page } from '@playwright/test';

/** What the editor's specs do over and over. Everything waits for the idle mark and never for milliseconds. */

export async function idle(page: Page): Promise<void> {
  await page.locator('html[data-idle="true"]').waitFor({ state: 'attached' });
}

/** The studio with an empty canvas. */
export async function openStudio(page: Page): Promise<void> {
  await page.goto('/#new');
  await idle(page);
}

/** The kept design, as the next visit would find it. */
export async function kept(
  page: Page,
): Promise<{ components: { id: string; type: string }[]; connections: { from: string; to: string }[] }> {
  await idle(page);
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('headroom-designs');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('designs').objectStore('designs').get('current');
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result.document);
          };
        };
      }),
  );
}

export async function keptText(page: Page): Promise<string> {
  return JSON.stringify(await kept(page));
}

/** The calls of the kept design: `client->service`. */
export async function calls(page: Page): Promise<string[]> {
  return (await kept(page)).connections.map(({ from, to }) => `${from}->${to}`);
}

export function component(page: Page, id: string): Locator {
  return page.locator(`[data-component="${id}"]`);
}

export function chip(page: Page, name: string): Locator {
  return page.locator(`[data-chip="${name}"]`);
}

export function canvas(page: Page): Locator {
  return page.locator('[data-region="canvas"]');
}

async function middle(target: Locator): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('the target is not on the page');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Presses at one place, moves to another in steps, and lets go there. */
export async function drag(
  page: Page,
  from: { x: number; y: number },
  to: { x: number; y: number },
  letGo = true,
): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  if (letGo) await page.mouse.up();
}

/** Drags a chip of the palette to a place on the canvas, from its upper left corner. */
export async function dragChip(page: Page, name: string, at: { x: number; y: number }): Promise<void> {
  const box = await canvas(page).boundingBox();
  if (box === null) throw new Error('there is no canvas');
  await chip(page, name).scrollIntoViewIfNeeded();
  await drag(page, await middle(chip(page, name)), { x: box.x + at.x, y: box.y + at.y });
  await idle(page);
}

/** Draws a call with the pointer. */
export async function drawCall(page: Page, from: string, to: string, letGo = true): Promise<void> {
  const source = component(page, from).locator('.react-flow__handle.source');
  await drag(page, await middle(source), await middle(component(page, to)), letGo);
}

export async function placeOf(page: Page, id: string): Promise<{ x: number; y: number }> {
  return middle(component(page, id));
}

/** A design of four components in a row, opened as a file. */
export const chain = {
  format: 'headroom/design@1',
  name: 'Chain',
  components: [
    { id: 'users', type: 'client', name: 'Users' },
    { id: 'api', type: 'service', name: 'API' },
    { id: 'db', type: 'sql-database', name: 'Orders' },
    { id: 'queue', type: 'message-queue' },
  ],
  connections: [
    { from: 'users', to: 'api', network: { rtt: '40 ms' } },
    { from: 'api', to: 'db' },
  ],
  layout: { users: { x: 0, y: 0 }, api: { x: 296, y: 0 }, db: { x: 592, y: 0 }, queue: { x: 592, y: 160 } },
  workload: {
    streams: [{ client: 'users', arrivals: { poisson: { rate: '200/s' } }, requests: { browse: { kind: 'read' } } }],
  },
  run: { duration: '10 s', seed: 1 },
};

/** Drops a file on the page, as from the desktop. */
export async function dropFile(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content ?? ''], fileName ?? '', { type: 'application/json' }));
      return data;
    },
    [name, text],
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await idle(page);
}

export async function openChain(page: Page): Promise<void> {
  await openStudio(page);
  await dropFile(page, 'chain.design.json', JSON.stringify(chain));
  await expect(page.locator('[data-component]')).toHaveCount(4);
}

/** All that was announced to screen readers since this was called. */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const region = document.querySelector('[data-announcer]');
    const said: string[] = [];
    Object.assign(globalThis, { said });
    if (region === null) throw new Error('there is no live region');
    new MutationObserver(() => said.push(region.textContent ?? '')).observe(region, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
  return () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
}
