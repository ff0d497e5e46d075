import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundle } from './build.ts';
import type { Mutant } from './mutants.ts';

/** Longest time between the ends of two cases [ms]: an endless loop inside one event is not heard of again. */
const PATIENCE = 120_000;

/** Those of the cases that turn red under a mutant, or under the sound engine. */
export async function redUnder(mutant: Mutant | undefined, cases: readonly string[]): Promise<string[]> {
  const program = await bundle(mutant);
  try {
    return await redOf(cases, program);
  } finally {
    rmSync(dirname(program), { recursive: true, force: true });
  }
}

function redOf(cases: readonly string[], program: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...cases], { stdio: ['ignore', 'pipe', 'pipe'] });
    const red: string[] = [];
    const asked = [...cases];
    let heard = '';
    let complaint = '';
    let isSilent = false;
    const silence = setTimeout(() => {
      isSilent = true;
      child.kill('SIGKILL');
    }, PATIENCE);
    child.stderr.on('data', (data: Buffer) => {
      complaint += data.toString();
    });
    child.stdout.on('data', (data: Buffer) => {
      silence.refresh();
      heard += data.toString();
      const lines = heard.split('\n');
      heard = lines.pop() ?? '';
      for (const line of lines) {
        const { id, missed } = JSON.parse(line) as { id: string; missed: number };
        asked.splice(asked.indexOf(id), 1);
        if (missed > 0) red.push(id);
      }
    });
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(silence);
      // The one that does not come to an end has not passed; of those after it nothing is known.
      if (isSilent) resolve([...red, ...asked.slice(0, 1)]);
      else if (status === 0) resolve(red);
      else reject(new Error(`The validation of a mutant ended with status ${status}.\n${complaint}`));
    });
  });
}
