import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

/** The command line as it is installed: exit statuses, streams and signals, which only a process of its own has. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = `${root}dist/src/cli/main.js`;
const shop = `${root}test/cli/shop.design.json`;
const calm = readFileSync(shop, 'utf8').replace(/"faults": .*\n/, '');
const endless = calm.replace('"6 s"', '"100 h"');

interface Ending {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

type Kill = (signal: NodeJS.Signals) => void;

interface Settings {
  readonly input?: string;
  readonly environment?: Record<string, string>;
  readonly onOutput?: (text: string, kill: Kill) => void;
  /** Called once, when something is written to standard error. */
  readonly onError?: (kill: Kill) => void;
  /** Closes its end of standard output at once. */
  readonly deaf?: boolean;
}

function headroom(words: readonly string[], settings: Settings = {}): Promise<Ending> {
  const { input = '', environment = {}, onOutput, onError, deaf } = settings;
  return new Promise((resolve, reject) => {
    // Settings of the machine that runs the test are none of its business.
    const { FORCE_COLOR: _, NO_COLOR: __, PORT: ___, ...inherited } = process.env;
    const child = spawn(process.execPath, [main, ...words], { env: { ...inherited, BROWSER: 'none', ...environment } });
    const kill: Kill = (signal) => child.kill(signal);
    let out = '';
    let err = '';
    if (deaf) child.stdout.destroy();
    child.stdout.on('data', (chunk) => {
      out += chunk;
      onOutput?.(out, kill);
    });
    child.stderr.on('data', (chunk) => {
      if (err === '') onError?.(kill);
      err += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out, err }));
    child.stdin.on('error', () => {}); // it may end before it has read all
    child.stdin.end(input);
  });
}

beforeAll(() => {
  if (!existsSync(main)) throw new Error('The command line is not built: run `npm run build` first.');
});

describe('the exit status', () => {
  it('is 0 where every objective is met', async () => {
    const { status, out, err } = await headroom(['simulate', '-'], { input: calm });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^✔ Shop: all 2 objectives met\n/);
  });

  it('is 1 where one is missed', async () => {
    const { status, out } = await headroom(['simulate', shop]);
    expect(status).toBe(1);
    expect(out).toMatch(/^✘ Shop: \d of 2 objectives missed\n/);
  });

  it('is 2 for bad input and for bad usage, said on standard error alone', async () => {
    const input = await headroom(['simulate', `${root}test/fixtures/bad/duplicate-id.json`]);
    expect(input).toMatchObject({ status: 2, out: '' });
    expect(input.err).toMatch(/duplicate-id\.json:\d+:\d+ components\[\d\]\.id/);
    const usage = await headroom(['simulate', shop, '--sed', '1']);
    expect(usage).toMatchObject({ status: 2, out: '' });
    expect(usage.err).toBe("headroom: unknown option '--sed'\n(Did you mean --seed?)\n");
  });

  it('is 3 where a guard ended the run, which is printed and marked', async () => {
    const { status, out } = await headroom(['simulate', '-', '--json'], { input: calm.replace('"300/s"', '"90M/s"') });
    expect(status).toBe(3);
    expect(JSON.parse(out).run.partial.guard).toMatch(/^(events|memory)$/);
  });

  it('is 3 where the user ended it, with what there is', async () => {
    // The warning about replicas without a balancer is said just before the run begins.
    const input = endless.replace('"threads": 32', '"replicas": 2');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { status, out } = await headroom(['simulate', '-', '--json'], { input, onError: (kill) => kill(signal) });
      expect(status).toBe(3);
      expect(JSON.parse(out).run.partial.guard).toBe('canceled');
    }
  });
});

describe('threads', () => {
  const several = ['simulate', '-', '--replications', '3', '--json'];

  it('change nothing about the result, however many there are', async () => {
    const [one, two, three] = await Promise.all(
      ['1', '2', '3'].map((jobs) => headroom([...several, '--jobs', jobs], { input: calm })),
    );
    expect(one?.status).toBe(0);
    expect(JSON.parse(one?.out ?? '').run.replications).toBe(3);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  it('stop when the user says so, with what there is', async () => {
    const input = endless.replace('"threads": 32', '"replicas": 2');
    const { status, out } = await headroom([...several, '--jobs', '2'], {
      input,
      // The threads have begun a while after the warning.
      onError: (kill) => setTimeout(() => kill('SIGINT'), 4000),
    });
    expect(status).toBe(3);
    expect(JSON.parse(out).run.partial.guard).toBe('canceled');
  });
});

describe('what is printed', () => {
  it('is the same JSON to the byte in two processes', async () => {
    const [first, second] = await Promise.all([
      headroom(['simulate', shop, '--json']),
      headroom(['simulate', shop, '--json']),
    ]);
    expect(first.out.length).toBeGreaterThan(1000);
    expect(second.out).toBe(first.out);
  });

  it('has no colors in a file or pipe, has them where they are forced, and never against NO_COLOR', async () => {
    const colored = async (environment: Record<string, string>) =>
      (await headroom(['simulate', shop], { environment })).out.includes('\u001b[');
    expect(await colored({})).toBe(false);
    expect(await colored({ FORCE_COLOR: '1' })).toBe(true);
    expect(await colored({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  it('is only what keeps it from working where it is asked to be quiet', async () => {
    const input = calm.replace('"threads": 32', '"replicas": 2');
    expect((await headroom(['simulate', '-'], { input })).err).toMatch(/^warning /);
    expect((await headroom(['simulate', '-', '--quiet'], { input })).err).toBe('');
  });

  it('may be read in part', async () => {
    expect(await headroom(['schema', 'design'], { deaf: true })).toEqual({ status: 0, out: '', err: '' });
  });
});

describe('headroom studio', () => {
  it.runIf(existsSync(`${root}dist/web/index.html`))(
    'serves until it is told to stop, and then ends well',
    async () => {
      let page: Promise<Response> | undefined;
      const { status, out } = await headroom(['studio'], {
        environment: { PORT: '0' },
        onOutput: (text, kill) => {
          const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(text)?.[0];
          if (address === undefined || page !== undefined) return;
          page = fetch(address);
          void page.finally(() => kill('SIGTERM'));
        },
      });
      expect(out).toMatch(/^Headroom studio: http:/);
      expect((await page)?.status).toBe(200);
      expect(status).toBe(0);
    },
  );

  it('refuses a port that is no port', async () => {
    const { status, err } = await headroom(['studio'], { environment: { PORT: 'http' } });
    expect(status).toBe(2);
    expect(err).toMatch(/^headroom: (PORT is "http"|The studio is not built)/);
  });
});
