import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '../../src/cli/host.ts';
import { runProgram } from '../../src/cli/program.ts';
import { memoryHost } from './fixture.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-trace-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function design(file: string): object {
  return {
    format: 'headroom/design@1',
    name: 'Replay',
    components: [
      { id: 'users', type: 'client' },
      { id: 'api', type: 'service' },
    ],
    connections: [{ from: 'users', to: 'api' }],
    workload: {
      streams: [{ client: 'users', arrivals: { trace: { file } }, requests: { get: {}, put: { kind: 'write' } } }],
    },
    run: { duration: '10 s', warmup: 0 },
  };
}

/** Simulates a design whose trace is a file of this text beside it. */
async function replay(csv: string): Promise<{ counts: Record<string, number>; err: string }> {
  writeFileSync(join(folder, 'requests.csv'), csv);
  writeFileSync(join(folder, 'replay.design.json'), JSON.stringify(design('requests.csv')));
  const { host, written } = memoryHost('');
  try {
    await runProgram(['simulate', join(folder, 'replay.design.json'), '--json', '--quiet'], '1.2.3', host);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { counts: {}, err: error.message };
  }
  const { requests } = JSON.parse(written.out) as { requests: Record<string, { counts: { offered: number } }> };
  return {
    counts: Object.fromEntries(Object.entries(requests).map(([name, { counts }]) => [name, counts.offered])),
    err: written.err,
  };
}

describe('a CSV file beside the design', () => {
  it('is replayed, line by line', async () => {
    expect((await replay('time,request,item\n0.5,get,a\n800 ms,put,b\n9,get,a\n')).counts).toEqual({
      '*': 3,
      get: 2,
      put: 1,
    });
    expect((await replay('1\r\n2\r\n3\r\n')).counts['*']).toBe(3);
  });

  it.each([
    ['1,get\n0.5,get', /requests\.csv, line 2: .*times that do not fall/],
    ['time\nsoon', /requests\.csv, line 2: .*expected a time first/],
    ['1,get\n2', /line 2: .*as many columns/],
    ['time\n', /it has no rows/],
  ])('that reads %j is refused with its place', async (csv, says) => {
    expect((await replay(csv)).err).toMatch(says);
  });

  it('that is not there is said to be missing, and one elsewhere is not a name', async () => {
    for (const [file, says] of [
      ['other.csv', /other\.csv: there is no such file/],
      ['../secret.csv', /expected the name of a CSV file beside\s+the\s+design/],
    ] as const) {
      writeFileSync(join(folder, 'replay.design.json'), JSON.stringify(design(file)));
      const { host, written } = memoryHost('');
      const ending = await runProgram(['simulate', join(folder, 'replay.design.json')], '1.2.3', host).catch(
        (error: Error) => error.message,
      );
      expect(`${ending}${written.err}`).toMatch(says);
    }
  });
});
