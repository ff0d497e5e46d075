// What a fresh clone lacks: the packages of the lock file, and a Chromium for the browser tests. Nothing here may
// import a package, because none is installed yet when it runs.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The root of the repository; every command runs there. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Where Debian, Ubuntu and others put the browser. */
const chromiumPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const installed = `${root}node_modules/.headroom-lock`;

/** Refuses a Node that is too old, with a sentence instead of a syntax error somewhere in a dependency. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Headroom needs Node 20.19 or newer; this is ${process.version}.`);
  }
}

/**
 * Runs a command in the root with its output shown and its input closed.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @returns {Promise<number>} the exit status; 1 when a signal ended it, 127 when it could not be started
 */
export function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Installs the packages unless the present ones were installed from the present lock file. */
export async function installPackages() {
  const before = existsSync(installed) ? readFileSync(installed, 'utf8') : '';
  if (before === lockHash()) return;
  console.log('Installing packages …');
  // Not `npm ci`: it refuses a lock file without the binaries of every platform, and the registry that ours was made
  // with lacks some of Biome's. `install` takes the locked versions all the same.
  if ((await run('npm', ['install', '--no-audit', '--no-fund', '--include=dev'])) !== 0) {
    throw new Error('npm install failed; its message is above.');
  }
  writeFileSync(installed, lockHash());
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
}

/** @returns {string | undefined} the browser to test with: `CHROMIUM`, or the system's */
export function findChromium() {
  return process.env['CHROMIUM'] ?? chromiumPaths.find((path) => existsSync(path));
}

/** Installs Chromium from Debian's packages where there is none. */
export async function installChromium() {
  if (findChromium() !== undefined) return;
  const remedy = 'Install Chromium or set CHROMIUM to the path of one.';
  if (!has('apt-get')) throw new Error(`The browser tests need Chromium, and there is no apt-get here. ${remedy}`);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !has('sudo')) {
    throw new Error(`The browser tests need Chromium; installing it takes root, and there is no sudo here. ${remedy}`);
  }
  console.log('Installing Chromium (apt-get) …');
  const asRoot = (/** @type {string[]} */ ...command) => {
    // -n: a question for a password would wait for an input that is closed.
    const [program = '', ...args] = isRoot ? command : ['sudo', '-n', ...command];
    return run(program, args, { DEBIAN_FRONTEND: 'noninteractive' });
  };
  await asRoot('apt-get', 'update', '-q');
  await asRoot('apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium');
  if (findChromium() === undefined)
    throw new Error(`apt-get did not install Chromium; its message is above. ${remedy}`);
}

/** @param {string} program */
function has(program) {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // `which` says no by failing
  }
}
