import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Outcome } from '../../src/cli/host.ts';
import { runProgram } from '../../src/cli/program.ts';
import { memoryHost } from './fixture.ts';

async function validate(...words: string[]): Promise<{ outcome: Outcome; out: string; err: string }> {
  const { host, written } = memoryHost();
  const outcome = await runProgram(['validate', '--quick', ...words], '0.0.0', host);
  return { outcome, ...written };
}

test('chosen cases are run and nothing is written to the repository', async () => {
  const { outcome, out, err } = await validate('--case', 'T122,T89');
  expect(outcome).toBe('done');
  expect(out).toContain('T89 Token bucket');
  expect(out).toContain('✔ 2 cases, 6 numbers: all agree with theory and literature.');
  expect(err).toBe('');
});

test('its JSON is for programs: numbers unrounded, with their tolerances', async () => {
  const { out } = await validate('--case', 'T122', '--seed', '9', '--json');
  expect(JSON.parse(out)).toMatchObject({
    format: 'headroom/validation@1',
    seed: 9,
    quick: true,
    passed: true,
    cases: [
      {
        id: 'T122',
        passed: true,
        numbers: [
          {
            metric: 'so many threads: throughput',
            unit: '/s',
            truth: 100,
            measured: expect.closeTo(100, 0),
            tolerance: 0.1,
            passed: true,
          },
          { unit: 'ms', truth: 640, passed: true },
          { metric: 'a concurrency limit: throughput', truth: 100 },
          { truth: 640 },
        ],
      },
    ],
  });
});

test('the page it writes keeps what another program wrote about mutants', async () => {
  const page = join(mkdtempSync(join(tmpdir(), 'headroom-')), 'page.md');
  writeFileSync(page, '# An older page\n\n## Mutants\n\nTen were caught.\n');
  await validate('--case', 'T122', '--out', page);
  const text = readFileSync(page, 'utf8');
  expect(text).toContain('### T122');
  expect(text).not.toContain('An older page');
  expect(text.endsWith('## Mutants\n\nTen were caught.\n')).toBe(true);
  // Nothing in it differs from run to run.
  await validate('--case', 'T122', '--out', page);
  expect(readFileSync(page, 'utf8')).toBe(text);
});

test('an interruption ends it without a page', async () => {
  const page = join(mkdtempSync(join(tmpdir(), 'headroom-')), 'page.md');
  const { host, written } = memoryHost('', AbortSignal.abort());
  expect(await runProgram(['validate', '--out', page], '0.0.0', host)).toBe('interrupted');
  expect(written.out).toBe('');
  expect(() => readFileSync(page)).toThrow('ENOENT');
});
