// `npm start`: installs and builds what is missing or stale, then opens the studio.
import { spawn } from 'node:child_process';
import { installPackages, requireNode, root, run } from './setup.mjs';

try {
  requireNode();
  await installPackages();
  if ((await run('npm', ['run', '--silent', 'build'])) !== 0)
    throw new Error('The build failed; its message is above.');
  const args = [`${root}dist/src/cli/main.js`, 'studio', ...process.argv.slice(2)];
  const studio = spawn(process.execPath, args, { stdio: 'inherit' });
  // Whoever ends this ends the studio; without it the studio would go on and keep its port.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => studio.kill(signal));
  studio.on('close', (code) => {
    process.exitCode = code ?? 0;
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
