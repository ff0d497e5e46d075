import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserCommand } from '../../src/cli/browser.ts';
import { studio } from '../../src/cli/commands/studio.ts';
import { Refusal } from '../../src/cli/host.ts';
import { staticServer } from '../../src/cli/static-server.ts';
import { memoryHost } from './fixture.ts';

const outer = mkdtempSync(join(tmpdir(), 'headroom-studio-'));
const folder = join(outer, 'web');
let server: Server;
let port: number;

const portOf = (some: Server): number => {
  const address = some.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};
const listening = (some: Server) => new Promise<void>((resolve) => some.listen(0, '127.0.0.1', () => resolve()));

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  mkdirSync(join(outer, 'web-secret'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Studio</title>');
  writeFileSync(join(folder, 'assets', 'app-1234.js'), 'export {};');
  writeFileSync(join(folder, 'assets', 'font.woff2'), 'x');
  writeFileSync(join(outer, 'secret.txt'), 'secret');
  writeFileSync(join(outer, 'web-secret', 'secret.txt'), 'secret');
  symlinkSync(join(outer, 'secret.txt'), join(folder, 'link.txt'));
  server = staticServer(folder);
  await listening(server);
  port = portOf(server);
});

afterAll(() => {
  server.close();
  rmSync(outer, { recursive: true });
});

/** Status and text of a request as it is written: `fetch` would tidy the path up. */
function raw(path: string, method = 'GET'): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}

describe('the server of the studio', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/?x=1', 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/assets/app-1234.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/font.woff2', 'font/woff2', 'public, max-age=31536000, immutable'],
  ])('serves %s as %s, kept by browsers as %s', async (path, type, cache) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('cache-control')).toBe(cache);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await response.text()).length).toBe(Number(response.headers.get('content-length')));
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/../web-secret/secret.txt',
    '/..\\secret.txt',
    '//etc/passwd',
    '/link.txt',
    '/assets',
    '/nothing',
  ])('has no file %s', async (path) => {
    const answer = await raw(path);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).not.toContain('secret\n');
  });

  it.each(['/%', '/%ff', '/a%00b', 'http://elsewhere/'])('refuses the path %s', async (path) => {
    expect(await raw(path)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('answers HEAD without a body, and nothing that would change something', async () => {
    expect(await raw('/', 'HEAD')).toMatch(/^HTTP\/1\.1 200 OK.*\r\n\r\n$/s);
    expect(await raw('/', 'POST')).toMatch(/^HTTP\/1\.1 405 .*Allow: GET, HEAD/s);
  });
});

describe('headroom studio', () => {
  /** Starts it, hands over its address, and ends it as an interruption would. */
  async function withStudio(environment: Record<string, string>, use: (address: string, err: string) => Promise<void>) {
    const controller = new AbortController();
    const { host, written } = memoryHost('', controller.signal);
    const ended = studio({ ...host, environment: { BROWSER: 'none', ...environment } }, folder);
    await expect.poll(() => written.out).toMatch(/^Headroom studio: http:\/\/127\.0\.0\.1:\d+\/\n$/);
    await use(written.out.replace(/^.*: /, '').trim(), written.err);
    controller.abort();
    return ended;
  }

  it('prints its address when it is ready, and stops when it is interrupted', async () => {
    let address = '';
    const outcome = await withStudio({ PORT: '0' }, async (at) => {
      address = at;
      expect((await fetch(at)).status).toBe(200);
    });
    expect(outcome).toBe('done');
    await expect(fetch(address)).rejects.toThrow();
  });

  it('refuses a port that is taken where that very port was asked for', async () => {
    const { host } = memoryHost();
    const asked = studio({ ...host, environment: { PORT: String(port) } }, folder);
    await expect(asked).rejects.toThrow(
      new Refusal(`Port ${port}, which PORT asks for, is taken. Stop what uses it, or set PORT to another.`),
    );
  });

  it('takes the next free port where none was asked for, and says so', async () => {
    const other = createServer();
    // Whether we or somebody else has the usual port is all the same.
    await new Promise<void>((resolve) =>
      other.once('error', () => resolve()).listen(4173, '127.0.0.1', () => resolve()),
    );
    await withStudio({}, async (address, err) => {
      expect(Number(new URL(address).port)).toBeGreaterThan(4173);
      expect(err).toMatch(/^Port 4173 is taken, so this is \d+\./);
    });
    other.close();
  });

  it.each(['http', '-1', '65536', '1.5'])('refuses PORT=%s', async (text) => {
    const { host } = memoryHost();
    await expect(studio({ ...host, environment: { PORT: text } }, folder)).rejects.toThrow(Refusal);
  });

  it('says how to build what is not built', async () => {
    const { host } = memoryHost();
    await expect(studio(host, join(outer, 'web-secret'))).rejects.toThrow('npm run build');
  });
});

describe('the browser', () => {
  it.each<[Record<string, string>, NodeJS.Platform, readonly string[] | undefined]>([
    [{ DISPLAY: ':0' }, 'linux', ['xdg-open']],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', ['xdg-open']],
    [{}, 'linux', undefined],
    [{ DISPLAY: ':0', BROWSER: 'none' }, 'linux', undefined],
    [{}, 'darwin', ['open']],
    [{ BROWSER: 'Firefox' }, 'darwin', ['open', '-a', 'Firefox']],
    [{ BROWSER: 'none' }, 'darwin', undefined],
    [{}, 'win32', ['cmd', '/c', 'start', '']],
  ])('for %j on %s is opened by %j', (environment, platform, command) => {
    expect(browserCommand(environment, platform)).toEqual(command);
  });
});
