import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { component, idle } from './editor.ts';
import { openDesign, results, run } from './measuring.ts';

/** A server that is asked for half as much again as it can do, behind retries. */
const busy = {
  format: 'headroom/design@1',
  name: 'Busy',
  components: [
    { id: 'users', type: 'client', name: 'Visitors' },
    {
      id: 'api',
      type: 'service',
      name: 'Shop',
      model: 'event-loop',
      cores: 1,
      queue: 20,
      work: { exponential: { mean: '10 ms' } },
    },
  ],
  connections: [{ from: 'users', to: 'api' }],
  layout: { users: { x: 0, y: 0 }, api: { x: 296, y: 0 } },
  workload: {
    streams: [{ client: 'users', arrivals: { poisson: { rate: '150/s' } }, requests: { view: { kind: 'read' } } }],
  },
  run: { duration: '20 s', warmup: '2 s', seed: 1 },
};

test('why: a finding is shown with what became of it when it was tried, and its cure can be made', async ({ page }) => {
  await openDesign(page, busy);
  await run(page);
  const why = results(page).getByRole('region', { name: 'Why, and what would help' });
  // What to do next stands beside the verdict.
  await results(page).getByRole('button', { name: 'Find out', exact: true }).click();
  await idle(page);
  await expect(results(page).getByText(/^Would help: api: cores 1 → 2\. Goodput becomes 1[45]\d\/s/)).toBeVisible();
  await expect(why.getByText('Confirmed: a change of just that helps.').first()).toBeVisible();
  const row = why.getByRole('row', { name: /api: cores 1 → 2/ }).first();
  await expect(row).toContainText('helps');
  // 100/s of 150/s before, all of them after.
  await expect(row).toContainText(/1[45]\d\/s\+[45]\d/);
  await why.getByRole('button', { name: 'Make it: api: cores 1 → 2' }).first().click();
  await expect(why.getByText('This is of the previous design')).toBeVisible();
  await component(page, 'api').click();
  await expect(page.getByRole('textbox', { name: 'Cores' })).toHaveValue('2');
});

test('what buys most: changes by what they are worth, the best first', async ({ page }) => {
  await openDesign(page, busy);
  await run(page);
  const buys = results(page).getByRole('region', { name: 'What buys most' });
  await buys.getByRole('button', { name: 'Compare the changes' }).click();
  await idle(page);
  await expect(buys.getByRole('row').nth(1)).toContainText(/api: (2× as fast|replicas 1 → 2|cores 1 → 2).*helps/);
  await expect(buys.getByRole('row', { name: /replicas 1 → 2/ })).toContainText('+$');
});

test('does it recover: a surge is survived, and the search says how far it looked', async ({ page }) => {
  await openDesign(page, {
    ...busy,
    workload: { streams: [{ ...busy.workload.streams[0], arrivals: { poisson: { rate: '40/s' } } }] },
  } as typeof busy);
  await run(page);
  const recovers = results(page).getByRole('region', { name: 'Does it recover?' });
  await recovers.getByRole('button', { name: 'Probe it' }).click();
  await idle(page);
  await expect(recovers.getByText(/^It recovers by itself/).first()).toBeVisible();
  await expect(recovers.getByRole('figure', { name: 'Goodput around the trigger' })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('[aria-label="Results"]').analyze();
  expect(violations).toEqual([]);
});

test('an analysis can be canceled, and shows what it has found', async ({ page }) => {
  await openDesign(page, { ...busy, run: { ...busy.run, duration: '3000 s' } } as typeof busy);
  await run(page);
  const why = results(page).getByRole('region', { name: 'Why, and what would help' });
  await why.getByRole('button', { name: 'Find out why' }).click();
  await expect(why.getByText(/^Trying: /)).toBeVisible();
  await why.getByRole('button', { name: 'Cancel' }).click();
  await idle(page);
  await expect(why.getByText(/anceled/).first()).toBeVisible();
  await expect(why.getByRole('button', { name: /Find out why|Again/ })).toBeEnabled();
});
