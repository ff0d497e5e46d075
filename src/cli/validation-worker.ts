import { parentPort } from 'node:worker_threads';
import { cases, laboratory, validate } from '../validation/index.ts';

/** What a worker is asked, and what it answers: a verdict without its case, whose functions cannot be sent. */
export interface Job {
  readonly id: string;
  readonly isQuick: boolean;
  readonly seed: number;
}

parentPort?.on('message', async ({ id, isQuick, seed }: Job) => {
  const chosen = cases.find((each) => each.id === id);
  if (chosen === undefined) throw new Error(`There is no case ${id}.`);
  const { judgments, problems } = await validate(chosen, laboratory({ isQuick, seed }));
  parentPort?.postMessage({ judgments, problems });
});
