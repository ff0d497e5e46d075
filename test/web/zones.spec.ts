import { expect, test } from '@playwright/test';
import { canvas, chip, component, drag, dragChip, dropFile, idle, kept, openChain, openStudio } from './editor.ts';

/** Zones on the canvas, in the inspector and in their dialog. */

const design = {
  format: 'headroom/design@1',
  name: 'Two zones',
  zones: { a: { region: 'us-east-1' }, b: { region: 'us-east-1' } },
  components: [
    { id: 'users', type: 'client' },
    { id: 'api', type: 'service', zone: 'a' },
    { id: 'db', type: 'sql-database', zone: 'b' },
    { id: 'mailer', type: 'external-api' },
  ],
  connections: [
    { from: 'users', to: 'api' },
    { from: 'api', to: 'db' },
    { from: 'api', to: 'mailer' },
  ],
  faults: [{ at: '10 s', for: '5 s', outage: { zone: 'a' } }],
};

interface Kept {
  readonly zones: Readonly<Record<string, object>>;
  readonly components: readonly { readonly id: string; readonly zone?: unknown }[];
  readonly faults: readonly object[];
}

test('a component is dragged into a zone, spread over two in the inspector, and undo takes it back', async ({
  page,
}) => {
  await openStudio(page);
  await dropFile(page, 'zones.design.json', JSON.stringify(design));
  await idle(page);
  const frame = page.locator('[data-frame="zone:b"]');
  await expect(page.locator('[data-frame]')).toHaveCount(3);
  const [card, zone] = [await component(page, 'mailer').boundingBox(), await frame.boundingBox()];
  await drag(
    page,
    { x: card!.x + card!.width / 2, y: card!.y + 8 },
    { x: zone!.x + zone!.width / 2, y: zone!.y + zone!.height / 2 },
  );
  const zoneOf = async () => ((await kept(page)) as unknown as Kept).components.find(({ id }) => id === 'mailer')?.zone;
  expect(await zoneOf()).toBe('b');
  await expect(component(page, 'mailer')).toHaveAccessibleName(/in zone b/);
  await component(page, 'mailer').click();
  await page.getByRole('checkbox', { name: 'a', exact: true }).press('Space');
  expect(await zoneOf()).toEqual(['b', 'a']);
  await canvas(page).focus();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  expect(await zoneOf()).toBeUndefined();
});

test('by keyboard: a zone is renamed in the dialog and what names it follows', async ({ page }) => {
  await openStudio(page);
  await dropFile(page, 'zones.design.json', JSON.stringify(design));
  await idle(page);
  await component(page, 'api').focus();
  await page.keyboard.press('z');
  const dialog = page.getByRole('dialog', { name: 'Zones and regions' });
  const field = dialog.getByRole('textbox', { name: 'Zone', exact: true }).first();
  await field.focus();
  await field.fill('west');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  const { zones, components, faults } = (await kept(page)) as unknown as Kept;
  expect(Object.keys(zones)).toEqual(['west', 'b']);
  expect(components[1]?.zone).toBe('west');
  expect(faults).toEqual([{ at: '10 s', for: '5 s', outage: { zone: 'west' } }]);
});

test('a zone is dragged from the palette, a component into it, and undo takes each back', async ({ page }) => {
  await openStudio(page);
  await dragChip(page, 'zone', { x: 300, y: 200 });
  const frame = page.locator('[data-frame="zone:zone-a"]');
  await expect(frame).toContainText('Drop a component here');
  await dragChip(page, 'service', { x: 300, y: 210 });
  await expect(component(page, 'service')).toHaveAccessibleName(/in zone zone-a/);
  await expect(frame).not.toContainText('Drop a component here');
  await dragChip(page, 'region', { x: 300, y: 210 });
  const { zones } = (await kept(page)) as unknown as Kept;
  expect(zones).toEqual({ 'zone-a': { region: 'region-1' } });
  await canvas(page).focus();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(frame).toContainText('Drop a component here');
  await page.keyboard.press('Control+z');
  await expect(page.locator('[data-frame]')).toHaveCount(0);
});

test('by keyboard: what is selected comes into a new zone, and the zone into a new region', async ({ page }) => {
  await openChain(page);
  await component(page, 'api').focus();
  await page.keyboard.press('Control+a');
  await chip(page, 'zone').press('Enter');
  await chip(page, 'region').press('Enter');
  const { zones, components } = (await kept(page)) as unknown as Kept;
  expect(zones).toEqual({ 'zone-a': { region: 'region-1' } });
  // Users are wherever they are.
  expect(components.map(({ zone }) => zone)).toEqual([undefined, 'zone-a', 'zone-a', 'zone-a']);
  await expect(page.locator('[data-frame]')).toHaveCount(2);
});
