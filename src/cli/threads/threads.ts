import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import {
  Experiment,
  type Finished,
  type Gathering,
  type Model,
  type Progress,
  type Settled,
  settled,
} from '../../../simulator/index.ts';
import { type Hand, inParallel, type Step } from '../../parallel/index.ts';
import type { Answer, Order } from './messages.ts';

/** Events between two looks at the keyboard: a few hundredths of a second. */
const SLICE = 20_000;

/** Threads run what was compiled; where the sources themselves are run, as in tests, there is only this thread. */
const compiled = new URL('replication-thread.js', import.meta.url);
const hasThreads = import.meta.url.endsWith('.js');

export interface RunOptions {
  /** At most so many threads; as many as the machine has cores unless given. */
  readonly jobs?: number | undefined;
  /** Whether it follows where the time of requests goes. */
  readonly blame?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Runs a model to its end, to a guard or to an interruption, on several threads where it has several replications; the
 * result does not depend on their number. Undefined where nothing was simulated before the interruption.
 */
export async function runModel(model: Model, options: RunOptions): Promise<Gathering | undefined> {
  const terms = settled(model, { blame: options.blame });
  const { replications, precision } = terms.terms;
  const useful = precision === undefined ? replications : Number.POSITIVE_INFINITY;
  const jobs = Math.min(useful, options.jobs ?? availableParallelism());
  return jobs === 1 || !hasThreads ? inThisThread(model, options) : inThreads(model, terms, jobs, options);
}

async function inThisThread(model: Model, { blame, signal, onProgress }: RunOptions): Promise<Gathering | undefined> {
  const experiment = new Experiment(model, { blame });
  while (!signal.aborted && !experiment.advance(SLICE)) {
    onProgress(experiment.progress);
    // Lets a signal come through.
    await setImmediate();
  }
  if (signal.aborted && experiment.progress.requests === 0) return undefined;
  experiment.cancel();
  return experiment.gathering;
}

async function inThreads(
  model: Model,
  terms: Settled,
  jobs: number,
  { signal, onProgress }: RunOptions,
): Promise<Gathering | undefined> {
  const threads = Array.from({ length: jobs }, () => new Thread(model, terms));
  try {
    return await inParallel(model, threads, { onProgress, signal });
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

class Thread implements Hand {
  private readonly worker: Worker;
  private onStep: (step: Step) => void = () => undefined;
  private resolve: (finished: Finished) => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;

  constructor({ topology }: Model, terms: Settled) {
    this.worker = new Worker(compiled, { workerData: { topology, settled: terms } });
    this.worker.on('message', (answer: Answer) => {
      if ('step' in answer) this.onStep(answer.step);
      else if ('finished' in answer) this.resolve(answer.finished);
      else this.reject(answer.failed);
    });
    this.worker.on('error', (error) => this.reject(error));
  }

  run(number: number, onStep: (step: Step) => void): Promise<Finished> {
    this.onStep = onStep;
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.order({ run: number });
    });
  }

  stop(): void {
    this.order('stop');
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private order(order: Order): void {
    this.worker.postMessage(order);
  }
}
