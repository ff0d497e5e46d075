import { expect, type Page, test } from '@playwright/test';
import { idle, kept } from './editor.ts';
import { openDesign, shop } from './measuring.ts';

interface Design {
  readonly faults?: { at: string; for?: string; crash?: { component: string } }[];
  readonly workload: {
    streams: { arrivals: object; shape?: object; requests: Record<string, { share: number }> }[];
  };
}

async function design(page: Page): Promise<Design> {
  return (await kept(page)) as unknown as Design;
}

test('a fault is placed, moved, resized, removed and brought back by keyboard alone', async ({ page }) => {
  await openDesign(page, shop);
  await page.getByRole('button', { name: 'Crash', exact: true }).focus();
  await page.keyboard.press('Enter');
  const bar = page.getByRole('slider', { name: 'db crash' });
  await expect(bar).toBeFocused();
  expect((await design(page)).faults).toEqual([{ at: '8 s', for: '4 s', crash: { component: 'db' } }]);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(bar).toHaveAttribute('aria-valuetext', 'from 8.4 s to 12.2 s');
  expect((await design(page)).faults?.[0]).toMatchObject({ at: '8.4 s', for: '3.8 s' });
  await page.keyboard.press('Delete');
  await expect(bar).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(bar).toBeVisible();
});

test('a fault is dragged to its time and stretched by its end, each as one step to undo', async ({ page }) => {
  await openDesign(page, shop);
  await page.getByRole('button', { name: 'Slow down' }).click();
  const bar = page.getByRole('slider', { name: 'db slow' });
  const box = await bar.boundingBox();
  if (box === null) throw new Error('the fault is not on the timeline');
  const before = (await design(page)).faults;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 100, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  const moved = (await design(page)).faults;
  expect(Number.parseFloat(moved?.[0]?.at ?? '')).toBeGreaterThan(Number.parseFloat(before?.[0]?.at ?? ''));
  expect(moved?.[0]?.for).toBe(before?.[0]?.for);
  await page.getByRole('button', { name: 'Undo' }).click();
  await idle(page);
  expect((await design(page)).faults).toEqual(before);
});

test('a fault strikes what it is told to, out of what makes sense', async ({ page }) => {
  await openDesign(page, shop);
  await expect(page.getByRole('button', { name: 'Flush' })).toBeDisabled();
  await page.getByRole('button', { name: 'Crash', exact: true }).click();
  const editor = page.getByRole('region', { name: 'Fault: db crash' });
  await editor.getByRole('button', { name: /Strikes/ }).click();
  await expect(page.getByRole('option')).toHaveText(['Shop (api)', 'Products (db)']);
  await page.getByRole('option', { name: 'Shop (api)' }).click();
  await expect(page.getByRole('slider', { name: 'api crash' })).toBeVisible();
  expect((await design(page)).faults?.[0]?.crash).toEqual({ component: 'api' });
});

test('the rate, its shape and the mix are written into the design as a file has them', async ({ page }) => {
  await openDesign(page, shop);
  await page.getByRole('textbox', { name: 'Rate' }).fill('20k/s');
  await page.getByRole('button', { name: /Over time/ }).click();
  await page.getByRole('option', { name: /Spike/ }).click();
  await page.getByRole('textbox', { name: 'Factor' }).fill('8');
  await expect(page.getByRole('figure', { name: /Rate over simulated time: 20k\/s to 160k\/s/ })).toBeVisible();
  const mix = page.getByRole('slider', { name: 'Part of reads' });
  await mix.focus();
  await page.keyboard.press('ArrowRight');
  const [stream] = (await design(page)).workload.streams;
  expect(stream?.arrivals).toEqual({ poisson: { rate: '20k/s' } });
  expect(stream?.shape).toMatchObject({ spike: { factor: 8 } });
  expect(stream?.requests).toMatchObject({ view: { share: 0.905 }, order: { share: 0.095 } });
});

test('a value that means nothing is refused in words and the design keeps the last good one', async ({ page }) => {
  await openDesign(page, shop);
  const rate = page.getByRole('textbox', { name: 'Rate' });
  await rate.fill('5 ms');
  await expect(page.getByText(/Expected a rate/)).toBeVisible();
  expect((await design(page)).workload.streams[0]?.arrivals).toEqual({ poisson: { rate: '100/s' } });
});
