import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundle } from './build.ts';
import type { Mutant } from './mutants.ts';

/** Longest time between the ends of two cases [ms]: an endless loop inside one event is not heard of again. */
const PATIENCE = 120_000;

/** Ids of the cases that turn red under a mutant, or under the sound engine. */
export async function caughtBy(mutant: Mutant | undefined): Promise<string[]> {
  const program = await bundle(mutant);
  try {
    return await redCases(program);
  } finally {
    rmSync(dirname(program), { recursive: true, force: true });
  }
}

function redCases(program: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
    const red: string[] = [];
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
        if (missed > 0) red.push(id);
      }
    });
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(silence);
      if (isSilent) resolve([...red, 'no end']);
      else if (status === 0) resolve(red);
      else reject(new Error(`The validation of a mutant ended with status ${status}.\n${complaint}`));
    });
  });
}
