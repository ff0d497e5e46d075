#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WriteStream } from 'node:tty';
import { type Host, type Outcome, Refusal } from './host.ts';
import { packageRoot } from './package-root.ts';
import { runProgram } from './program.ts';
import { paintFor, type Style } from './render/paint.ts';
import { refusalLines } from './render/problems.ts';

/** Exit statuses; this module alone knows them. */
const statuses: Readonly<Record<Outcome, number>> = { done: 0, missed: 1, refused: 2, guarded: 3, interrupted: 130 };
/** A bug of ours is none of the four: EX_SOFTWARE of sysexits. */
const BUG = 70;

const NARROWEST = 80;
const WIDEST = 100;
const UNKNOWN = 96;

const words = process.argv.slice(2);
const isQuiet = words.includes('--quiet') || words.includes('-q');

function styleOf(stream: WriteStream): Style {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0';
  const colors = !NO_COLOR && (forced || (stream.isTTY === true && TERM !== 'dumb'));
  const width = Math.min(WIDEST, Math.max(NARROWEST, stream.columns ?? UNKNOWN));
  return { width, paint: paintFor(colors) };
}

/** Writes as long as someone reads: a closed pipe (`headroom list | head`) is no error. */
function writer(stream: WriteStream): (text: string) => void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return (text) => {
    if (stream.writable) stream.write(text);
  };
}

/** A signal that a terminal sends to all and a parent passes on arrives twice, and is meant once [ms]. */
const SAME_SIGNAL = 500;

/** The first interruption asks the command to end; the second does not ask. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  let asked = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) asked = performance.now();
      else if (performance.now() - asked > SAME_SIGNAL) process.exit(statuses.interrupted);
      controller.abort();
    });
  }
  return controller.signal;
}

const host: Host = {
  out: writer(process.stdout),
  err: writer(process.stderr),
  style: styleOf(process.stdout),
  errorStyle: styleOf(process.stderr),
  quiet: isQuiet,
  interactive: process.stderr.isTTY === true && !isQuiet,
  environment: process.env,
  input: process.stdin,
  signal: interruption(),
};

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };

try {
  // Not process.exit: what is still being written to a pipe has to arrive.
  process.exitCode = statuses[await runProgram(words, version, host)];
} catch (error) {
  if (error instanceof Refusal) {
    host.err(`${refusalLines(error.message, host.errorStyle).join('\n')}\n`);
    process.exitCode = statuses.refused;
  } else {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    host.err(`headroom: this is a bug of ours, please report it with the command and the file.\n${detail}\n`);
    process.exitCode = BUG;
  }
}
