import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { findChromium } from './.ci/setup.mjs';

// The configuration is read again in every worker; the first reading decides on the port and the others inherit it.
process.env['STUDIO_PORT'] ??= String(await freePort());
const port = process.env['STUDIO_PORT'];
const chromium = findChromium();

export default defineConfig({
  testDir: 'test/web',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/browser',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] === undefined ? 'list' : [['dot'], ['json']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    // With the page as it was at each step; pictures of every frame would take a good part of the tests' time.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'node dist/src/cli/main.js studio',
    url: `http://127.0.0.1:${port}`,
    env: { PORT: port, BROWSER: 'none' },
    reuseExistingServer: false,
  },
});

/** A port nobody listens on, so that two checkouts on one machine can test at the same time. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('The system named no port.'));
      });
    });
  });
}
