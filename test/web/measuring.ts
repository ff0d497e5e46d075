import type { Locator, Page } from '@playwright/test';
import { dropFile, idle, openStudio } from './editor.ts';

/** What the specs of load, runs and results do over and over. */

/** Three tiers that carry their load easily, with objectives of which one cannot be met. */
export const shop = {
  format: 'headroom/design@1',
  name: 'Shop',
  components: [
    { id: 'users', type: 'client', name: 'Visitors' },
    { id: 'api', type: 'service', name: 'Shop' },
    { id: 'db', type: 'sql-database', name: 'Products' },
  ],
  connections: [
    { from: 'users', to: 'api', network: { rtt: '10 ms' } },
    { from: 'api', to: 'db' },
  ],
  layout: { users: { x: 0, y: 0 }, api: { x: 296, y: 0 }, db: { x: 592, y: 0 } },
  workload: {
    streams: [
      {
        client: 'users',
        arrivals: { poisson: { rate: '100/s' } },
        requests: { view: { kind: 'read', share: 0.9 }, order: { kind: 'write', share: 0.1 } },
      },
    ],
  },
  objectives: [
    { name: 'Visitors are served', require: 'availability() >= 99 %' },
    { name: 'Faster than light', require: 'p99() < 1 us' },
  ],
  run: { duration: '20 s', warmup: '2 s', seed: 1 },
};

/** So many events that a run takes minutes: for what has to happen while one goes on. */
export const endless = {
  ...shop,
  name: 'Endless',
  workload: { streams: [{ ...shop.workload.streams[0], arrivals: { poisson: { rate: '200/s' } } }] },
  run: { duration: '30 h', warmup: '1 s', seed: 1 },
};

export async function openDesign(page: Page, design: { readonly name: string }): Promise<void> {
  await openStudio(page);
  await dropFile(page, `${design.name}.design.json`, JSON.stringify(design));
}

export function runButton(page: Page): Locator {
  return page.getByRole('banner').getByRole('button', { name: 'Run', exact: true });
}

/** Starts a run and waits for its end. */
export async function run(page: Page): Promise<void> {
  await runButton(page).click();
  await idle(page);
}

export function results(page: Page): Locator {
  return page.getByRole('region', { name: 'Results', exact: true });
}
