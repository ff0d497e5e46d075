import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { openBrowser } from '../browser.ts';
import { type Host, type Outcome, Refusal } from '../host.ts';
import { packageRoot } from '../package-root.ts';
import { staticServer } from '../static-server.ts';

const ADDRESS = '127.0.0.1';
const USUAL_PORT = 4173;
const PORTS_TRIED = 50;

/** Serves the built studio until the user interrupts. */
export async function studio(host: Host, folder = join(packageRoot, 'dist', 'web')): Promise<Outcome> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new Refusal('The studio is not built. Run `npm run build`, or `npm start`, which builds and opens it.');
  }
  const asked = askedPort(host.environment['PORT']);
  const server = staticServer(folder);
  const port = asked === undefined ? await listenFrom(server, USUAL_PORT) : await listenAt(server, asked);
  if (asked === undefined && port !== USUAL_PORT) {
    host.err(`Port ${USUAL_PORT} is taken, so this is ${port}. Set PORT to choose another.\n`);
  }
  const address = `http://${ADDRESS}:${port}/`;
  host.out(`Headroom studio: ${address}\n`);
  if (host.interactive) host.err('Press Ctrl-C to stop.\n');
  openBrowser(address, host.environment);
  await interruption(host.signal);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return 'done';
}

/** The port that the environment asks for. 0 takes any that is free. */
function askedPort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new Refusal(`PORT is ${JSON.stringify(text)}: expected a whole number from 0 to 65535.`);
  return port;
}

async function listenAt(server: Server, port: number): Promise<number> {
  const reached = await listen(server, port);
  if (reached === undefined) {
    throw new Refusal(`Port ${port}, which PORT asks for, is taken. Stop what uses it, or set PORT to another.`);
  }
  return reached;
}

async function listenFrom(server: Server, first: number): Promise<number> {
  for (let port = first; port < first + PORTS_TRIED; port++) {
    const reached = await listen(server, port);
    if (reached !== undefined) return reached;
  }
  throw new Refusal(`Ports ${first} to ${first + PORTS_TRIED - 1} are all taken. Set PORT to one that is free.`);
}

/** The port that the server listens on now, or undefined where it is taken. */
function listen(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(new Refusal(`The studio cannot listen on ${ADDRESS}:${port}: ${error.message}.`));
    };
    server.once('error', failed);
    server.listen(port, ADDRESS, () => {
      server.off('error', failed);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

function interruption(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
