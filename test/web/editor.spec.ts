import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import {
  calls,
  canvas,
  chain,
  chip,
  component,
  drag,
  dragChip,
  drawCall,
  dropFile,
  idle,
  kept,
  keptText,
  listen,
  openChain,
  openStudio,
  placeOf,
} from './editor.ts';

test('components dragged from the palette are where they were dropped, and a dragged line connects them', async ({
  page,
}) => {
  await openStudio(page);
  await dragChip(page, 'client', { x: 160, y: 160 });
  await dragChip(page, 'service', { x: 520, y: 240 });
  const box = await canvas(page).boundingBox();
  const place = await placeOf(page, 'service');
  // The grid moves it by at most half a step of 8.
  expect(Math.abs(place.x - (box?.x ?? 0) - 520)).toBeLessThanOrEqual(4);
  expect(Math.abs(place.y - (box?.y ?? 0) - 240)).toBeLessThanOrEqual(4);
  await drawCall(page, 'client', 'service');
  expect(await calls(page)).toEqual(['client->service']);
});

test('a design can be built by clicks alone, without a single drag', async ({ page }) => {
  await openStudio(page);
  await chip(page, 'client').click();
  await chip(page, 'service').click();
  await page.getByRole('tab', { name: 'Outline' }).click();
  await page.getByRole('button', { name: 'Commands for client' }).click();
  await page.getByRole('menuitem', { name: 'Connect to…' }).click();
  await page.getByRole('dialog').getByRole('menuitem', { name: 'service' }).click();
  expect(await calls(page)).toEqual(['client->service']);
  // From handle to component, each with a click.
  await page.getByRole('tab', { name: 'Add' }).click();
  await chip(page, 'cache').click();
  await component(page, 'service').locator('.react-flow__handle.source').click();
  await component(page, 'cache').click();
  expect(await calls(page)).toEqual(['client->service', 'service->cache']);
  // A policy: chip, then connection.
  await canvas(page).click({ position: { x: 20, y: 20 } });
  await chip(page, 'timeout').click();
  await page
    .locator('.react-flow__edge[data-id="service->cache"] .react-flow__edge-interaction')
    .dispatchEvent('click');
  expect((await kept(page)).connections[1]).toMatchObject({ timeout: '1 s' });
});

test('client, balancer, service and database are built and connected by keyboard alone', async ({ page }) => {
  await openStudio(page);
  const heard = await listen(page);
  const add = async (text: string) => {
    await page.keyboard.press('a');
    await page.getByRole('dialog', { name: 'Add a component' }).waitFor();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await idle(page);
  };
  // F6 goes around the window; the canvas is one of its parts.
  while (!(await canvas(page).evaluate((element) => element.contains(document.activeElement))))
    await page.keyboard.press('F6');
  await add('client');
  await add('balancer');
  await add('service');
  await add('database');
  // Each was connected to the one before it, which had the focus.
  expect(await calls(page)).toEqual(['client->load-balancer', 'load-balancer->service', 'service->sql-database']);
  await expect(component(page, 'sql-database')).toBeFocused();
  // A call that `A` did not draw: back to the service by the graph, then C.
  await add('cache');
  await page.keyboard.press('Home');
  await expect(component(page, 'client')).toBeFocused();
  await page.keyboard.press('Alt+ArrowRight');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(component(page, 'service')).toBeFocused();
  await page.keyboard.press('c');
  await page.getByRole('dialog', { name: 'Connect service to' }).waitFor();
  await page.keyboard.type('cache');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await calls(page)).toContain('service->cache');
  await idle(page);
  // The focus stays where the next one would be drawn from; E leads to the connections.
  await expect(component(page, 'service')).toBeFocused();
  await page.keyboard.press('e');
  await page.getByRole('dialog', { name: 'Connections of service' }).waitFor();
  await page.keyboard.type('to cache');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await idle(page);
  await page.keyboard.press('Delete');
  expect(await calls(page)).not.toContain('service->cache');
  expect((await kept(page)).components).toHaveLength(5);
  await expect.poll(heard).toContain('Connected service to cache.');
  // The components are one stop of the Tab key, and the next one is outside.
  await page.keyboard.press('Tab');
  await expect(canvas(page).locator('[data-component]:focus')).toHaveCount(1);
  await page.keyboard.press('Tab');
  await expect(canvas(page).locator('[data-component]:focus')).toHaveCount(0);
});

test('each gesture is one step, and undoing and redoing all of them gives the same bytes', async ({ page }) => {
  await openChain(page);
  const steps: string[] = [await keptText(page)];
  const step = async (run: () => Promise<void>) => {
    await run();
    steps.push(await keptText(page));
  };
  await step(async () => {
    const from = await placeOf(page, 'queue');
    await drag(page, from, { x: from.x - 120, y: from.y + 40 });
  });
  await step(() => page.keyboard.press('Control+d'));
  await step(async () => {
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
  });
  await step(() => drawCall(page, 'api', 'queue'));
  await step(() => page.keyboard.press('Delete'));
  await step(async () => {
    await component(page, 'api').click();
    await page.getByRole('textbox', { name: 'Replicas' }).fill('12');
    await component(page, 'api').click();
  });
  await step(() => page.keyboard.press('Shift+Alt+t'));
  expect(steps.every((now, index) => now !== steps[index - 1])).toBe(true);

  for (const expected of steps.slice(0, -1).reverse()) {
    await page.keyboard.press('Control+z');
    expect(await keptText(page)).toBe(expected);
  }
  for (const expected of steps.slice(1)) {
    await page.keyboard.press('Control+Shift+z');
    expect(await keptText(page)).toBe(expected);
  }
  await expect(page.getByRole('button', { name: 'Redo' })).toBeDisabled();
});

test('an undo button says what it would undo, and keys typed into a field do nothing to the design', async ({
  page,
}) => {
  await openChain(page);
  await component(page, 'queue').click();
  await page.keyboard.press('Delete');
  // Tooltips answer to a pointer, and the last thing used was the keyboard.
  await page.mouse.move(400, 300);
  await page.getByRole('button', { name: 'Undo' }).hover();
  await expect(page.getByRole('tooltip')).toContainText('Undo: delete queue');
  const before = await keptText(page);
  await page.getByRole('searchbox', { name: 'Search components' }).focus();
  await page.keyboard.type('acce?/');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await keptText(page)).toBe(before);
});

test('a call that may not be drawn is refused in words, at the pointer and aloud', async ({ page }) => {
  await openChain(page);
  const heard = await listen(page);
  await drawCall(page, 'api', 'users', false);
  const reason = 'Nothing calls a client';
  await expect(canvas(page).getByText(reason)).toBeVisible();
  await page.mouse.up();
  await expect(page.getByRole('alertdialog').getByText(reason)).toBeVisible();
  expect((await heard()).join(' ')).toContain(reason);
  expect(await calls(page)).toEqual(['users->api', 'api->db']);
});

test('a line let go over empty canvas offers what may be called, and connects it there', async ({ page }) => {
  await openChain(page);
  const from = component(page, 'users').locator('.react-flow__handle.source');
  const handle = await from.boundingBox();
  const box = await canvas(page).boundingBox();
  if (handle === null || box === null) throw new Error('not on the page');
  await drag(page, { x: handle.x + 12, y: handle.y + 12 }, { x: box.x + 300, y: box.y + box.height - 90 });
  const dialog = page.getByRole('dialog', { name: 'Add a component that Users calls' });
  await expect(dialog.locator('[data-key="service"]')).toBeVisible();
  await expect(dialog.locator('[data-key="sql-database"]')).toHaveCount(0);
  await dialog.locator('[data-key="load-balancer"]').click();
  expect(await calls(page)).toContain('users->load-balancer');
});

test('a policy is dropped onto a connection and a replica onto a component', async ({ page }) => {
  await openChain(page);
  const [api, db] = [await placeOf(page, 'api'), await placeOf(page, 'db')];
  const box = await canvas(page).boundingBox();
  if (box === null) throw new Error('there is no canvas');
  const between = { x: (api.x + db.x) / 2 - box.x, y: (api.y + db.y) / 2 - box.y };
  await dragChip(page, 'circuit-breaker', between);
  expect((await kept(page)).connections[1]).toMatchObject({ circuitBreaker: { slidingWindowSize: 100 } });
  await expect(page.locator('[data-connection="api->db"]').getByTitle('Circuit breaker')).toBeVisible();

  await dragChip(page, 'replica', { x: api.x - box.x, y: api.y - box.y });
  expect((await kept(page)).components[1]).toMatchObject({ replicas: 2 });
  await expect(component(page, 'api').getByText('×2')).toBeVisible();

  // Onto the wrong thing: refused with the reason, and nothing changes.
  const before = await keptText(page);
  const users = await placeOf(page, 'users');
  await dragChip(page, 'replica', { x: users.x - box.x, y: users.y - box.y });
  await expect(page.getByRole('alertdialog').getByText('has no replicas')).toBeVisible();
  expect(await keptText(page)).toBe(before);
});

test('a policy is added by keyboard, through the menu of a connection', async ({ page }) => {
  await openChain(page);
  await component(page, 'api').focus();
  await page.keyboard.press('e');
  await page.getByRole('dialog', { name: 'Connections of API' }).waitFor();
  await page.keyboard.type('orders');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await idle(page);
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Add retry' }).waitFor();
  await page.keyboard.type('add r');
  await page.keyboard.press('Enter');
  expect((await kept(page)).connections[1]).toMatchObject({ retry: { attempts: 3 } });
  // And taken off again where it is set.
  await page.getByRole('switch', { name: 'Retry', exact: true }).press('Space');
  expect((await kept(page)).connections[1]).not.toHaveProperty('retry');
});

test('a file that cannot be opened says where and why, and the work is kept', async ({ page }) => {
  await openChain(page);
  const before = await keptText(page);
  const bad = JSON.stringify({ ...chain, components: [{ id: 'users', type: 'clinet' }] }, null, 2);
  await dropFile(page, 'bad.design.json', bad);
  const dialog = page.getByRole('dialog', { name: 'bad.design.json was not opened' });
  await expect(dialog).toContainText('clinet');
  await expect(dialog).toContainText('client');
  await expect(dialog).toContainText(/components\[0\]\.type, line 7/);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await dropFile(page, 'broken.json', '{ "format": ');
  await expect(page.getByRole('dialog', { name: 'broken.json was not opened' })).toContainText('line 1');
  await page.keyboard.press('Escape');
  expect(await keptText(page)).toBe(before);
  await expect(component(page, 'db')).toBeVisible();
});

test('a reload brings the design back as it was', async ({ page }) => {
  await openChain(page);
  await component(page, 'db').click();
  await page.locator('[data-field="name"] input').fill('Orders and payments');
  const before = await keptText(page);
  await page.reload();
  await idle(page);
  await expect(component(page, 'db')).toContainText('Orders and payments');
  expect(await keptText(page)).toBe(before);
});

test('a second tab reads until it takes the design over', async ({ page, context }) => {
  await openChain(page);
  await idle(page);
  const second = await context.newPage();
  await openStudio(second);
  await expect(second.getByText('open in another tab')).toBeVisible();
  await component(second, 'db').click();
  await second.keyboard.press('Delete');
  await expect(component(second, 'db')).toBeVisible();
  await second.getByRole('button', { name: 'Take over here' }).click();
  await expect(second.getByText('open in another tab')).toHaveCount(0);
  await component(second, 'db').click();
  await second.keyboard.press('Delete');
  await expect(component(second, 'db')).toHaveCount(0);
  // The first one reads now.
  await expect(page.getByText('open in another tab')).toBeVisible();
});

test('what is cut is pasted again with its settings and calls, also as text', async ({ page }) => {
  await openChain(page);
  await canvas(page).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+x');
  await expect(page.locator('[data-component]')).toHaveCount(0);
  await page.keyboard.press('Control+v');
  await expect(page.locator('[data-component]')).toHaveCount(4);
  expect(await calls(page)).toEqual(['users->api', 'api->db']);
  expect((await kept(page)).connections[0]).toMatchObject({ network: { rtt: '40 ms' } });
});

test('what is typed into a field is kept as typed until it means something', async ({ page }) => {
  await openChain(page);
  await page.locator('.react-flow__edge[data-id="api->db"] .react-flow__edge-interaction').dispatchEvent('click');
  const field = page.getByRole('textbox', { name: 'Timeout' });
  await field.fill('5 parsec');
  await expect(field).toHaveValue('5 parsec');
  await expect(page.getByText('Expected a time, such as "5 ms"')).toBeVisible();
  expect((await kept(page)).connections[1]).not.toHaveProperty('timeout');
  await field.fill('250 ms');
  expect((await kept(page)).connections[1]).toMatchObject({ timeout: '250 ms' });
  await expect(page.getByRole('complementary', { name: 'About the field' })).toContainText('The callee does not know');
});

test('a node shows the estimate until a run has measured it, and again once the design has changed', async ({
  page,
}) => {
  await openChain(page);
  const api = component(page, 'api');
  await expect(api).toContainText('est.');
  await expect(api).toHaveAccessibleName(
    /^API, Service, estimated utilization [\d.]+ % of \w+\. 1 incoming, 1 outgoing\. \d of 4$/,
  );
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await idle(page);
  await expect(api).toHaveAccessibleName(/^API, Service, utilization [\d.]+ % of \w+/);
  await expect(api).not.toContainText('est.');
  // Nothing here is near its limit, so nothing is called a bottleneck.
  await expect(canvas(page).getByText('bottleneck', { exact: true })).toHaveCount(0);
  await api.click();
  await page.getByRole('textbox', { name: 'Replicas' }).fill('4');
  await expect(api).toHaveAccessibleName(/^API, Service, 4 instances, estimated utilization/);
  // Back to the design that was measured.
  await canvas(page).focus();
  await page.keyboard.press('Control+z');
  await expect(api).toHaveAccessibleName(/^API, Service, utilization/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to complain about in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const clean = async () => {
      await idle(page);
      const axe = new AxeBuilder({ page });
      // The dark theme changes colors and nothing else.
      if (colorScheme === 'dark') axe.withRules(['color-contrast']);
      // A list that is walked from its search field (aria-activedescendant) scrolls along; the rule does not know that.
      else axe.disableRules(['scrollable-region-focusable']);
      const { violations } = await axe.analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))])).toEqual([]);
    };
    await openStudio(page);
    if (colorScheme === 'light') await clean();
    await dropFile(page, 'chain.design.json', JSON.stringify(chain));
    await component(page, 'api').click();
    await page.getByRole('tab', { name: /Problems/ }).click();
    await clean();
    await page.locator('.react-flow__edge[data-id="api->db"] .react-flow__edge-interaction').dispatchEvent('click');
    await page.getByRole('tab', { name: 'Outline' }).click();
    await canvas(page).focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Commands' }).waitFor();
    // Behind a dialog the rest of the page still has its colors; its structure is hidden.
    await clean();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    if (colorScheme === 'light') await clean();
  });
}
