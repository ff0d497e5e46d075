import { spawn } from 'node:child_process';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The program that opens an address, or undefined where none should: `BROWSER=none`, or a system with windows but no
 * display.
 */
export function browserCommand(
  environment: Environment,
  platform: NodeJS.Platform,
): readonly [program: string, ...args: string[]] | undefined {
  const wanted = environment['BROWSER'];
  if (wanted === 'none') return undefined;
  if (platform === 'darwin') return wanted ? ['open', '-a', wanted] : ['open'];
  // The empty text is the title of the window that `start` would else take the address for.
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  if (!environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) return undefined;
  // xdg-open honors BROWSER itself.
  return ['xdg-open'];
}

/** Opens an address in the user's browser where there is one. That it fails is no matter: the address is printed. */
export function openBrowser(address: string, environment: Environment): void {
  const command = browserCommand(environment, process.platform);
  if (command === undefined) return;
  const [program, ...args] = command;
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => {}); // no such program
  child.unref();
}
