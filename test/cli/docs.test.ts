import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Refusal } from '../../src/cli/host.ts';
import { runProgram } from '../../src/cli/program.ts';
import { refusalLines } from '../../src/cli/render/problems.ts';
import { memoryHost, plainStyle } from './fixture.ts';

const pages = ['docs/cli.md', 'docs/outcomes.md', 'README.md'];

/** An example: a command, perhaps with a text as its input and cut to its first lines, and what it prints. */
const example =
  /```console\n\$ (?:echo '(?<input>[^']*)' \| )?npx headroom (?<words>[^|\n]*?)(?: 2>&1)?(?: \| head -n (?<lines>\d+))?\n(?<output>.*?)```/gs;

/** How long a run took differs from machine to machine: the figure on the page is kept. */
const computing = /[\d.]+ (?:µs|ms|s|min) of computing/;

async function printed(words: readonly string[], input: string): Promise<string> {
  const { host, written } = memoryHost(input);
  try {
    await runProgram(words, '0.0.0', host);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    written.err += `${refusalLines(error.message, plainStyle).join('\n')}\n`;
  }
  return written.err + written.out;
}

async function refreshed(text: string): Promise<string> {
  let fresh = '';
  let end = 0;
  for (const match of text.matchAll(example)) {
    const { input = '', words = '', lines, output = '' } = match.groups ?? {};
    const all = await printed(words.trim().split(/\s+/), input);
    const shown = lines === undefined ? all : all.split('\n').slice(0, Number(lines)).join('\n').concat('\n');
    const old = computing.exec(output)?.[0];
    const kept = old === undefined ? shown : shown.replace(computing, old);
    fresh += text.slice(end, match.index) + match[0].slice(0, match[0].length - output.length - 3) + kept;
    end = match.index + match[0].length - 3;
  }
  expect(end, 'the page has examples').toBeGreaterThan(0);
  return fresh + text.slice(end);
}

test.each(pages)('%s shows what the commands print (npx vitest run test/cli --update writes it)', async (name) => {
  const page = fileURLToPath(new URL(`../../${name}`, import.meta.url));
  await expect(await refreshed(readFileSync(page, 'utf8'))).toMatchFileSnapshot(page);
});
