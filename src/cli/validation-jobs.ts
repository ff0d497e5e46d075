import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Case, laboratory, type Verdict, validate } from '../validation/index.ts';
import type { Job } from './validation-worker.ts';

export interface CaseRun {
  readonly isQuick: boolean;
  readonly seed: number;
  /** Ends the run; then it throws the signal's reason. */
  readonly signal: AbortSignal;
  /** Told when a case is begun. */
  readonly begun: (tested: Case) => void;
}

/** Whether this is the compiled program: a worker cannot be started from its source. */
const isCompiled = import.meta.url.endsWith('.js');

/**
 * The verdicts on the cases, in their order. Cases are independent, so that all cores can work; the verdicts do not depend
 * on how many there are.
 */
export async function verdictsOn(chosen: readonly Case[], run: CaseRun): Promise<Verdict[]> {
  run.signal.throwIfAborted();
  const verdicts: (Verdict | undefined)[] = chosen.map(() => undefined);
  let next = 0;
  /** Takes one case after the other. */
  const work = async (verdictOn: (tested: Case) => Promise<Verdict>): Promise<void> => {
    for (let at = next++; at < chosen.length; at = next++) {
      const tested = chosen[at];
      if (tested === undefined) return;
      run.begun(tested);
      verdicts[at] = await verdictOn(tested);
      await setImmediate();
      run.signal.throwIfAborted();
    }
  };
  const jobs = isCompiled ? Math.min(availableParallelism(), chosen.length) : 1;
  if (jobs < 2) await work((tested) => validate(tested, inThisThread(run)));
  else await Promise.all(Array.from({ length: jobs }, () => inWorker(run, work)));
  return verdicts.filter((verdict) => verdict !== undefined);
}

function inThisThread({ isQuick, seed, signal }: CaseRun) {
  return laboratory({
    isQuick,
    seed,
    breathe: async () => {
      await setImmediate();
      signal.throwIfAborted();
    },
  });
}

async function inWorker(
  { isQuick, seed, signal }: CaseRun,
  work: (verdictOn: (tested: Case) => Promise<Verdict>) => Promise<void>,
): Promise<void> {
  const worker = new Worker(new URL('./validation-worker.js', import.meta.url));
  try {
    await work(async (tested) => {
      worker.postMessage({ id: tested.id, isQuick, seed } satisfies Job);
      // Rejects where the worker has died of an error, and where the user has had enough.
      const [{ judgments, problems }] = (await once(worker, 'message', { signal })) as [Omit<Verdict, 'case'>];
      return { case: tested, judgments, problems };
    });
  } finally {
    await worker.terminate();
  }
}
