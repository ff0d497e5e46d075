import { expect, test } from '@playwright/test';
import { canvas, component, drag, dropFile, idle, kept, openStudio } from './editor.ts';

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
