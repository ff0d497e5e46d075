import {
  canceledAt,
  type ExperimentOptions,
  type Finished,
  Gathering,
  type Model,
  type Progress,
  settled,
} from '../../simulator/index.ts';

/** How far the replication of one worker has come. */
export interface Step {
  /** Share of its simulated time that is done, 0 to 1. */
  readonly fraction: number;
  /** [s] */
  readonly simulated: number;
  readonly events: number;
  readonly requests: number;
}

/** A worker that runs one replication at a time. */
export interface Hand {
  run(number: number, onStep: (step: Step) => void): Promise<Finished>;
  /** Ends the replication under way, as far as it has come; `run` then answers with that. */
  stop(): void;
}

export interface PoolOptions extends ExperimentOptions {
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the experiment as far as it has come; the result says so. */
  readonly signal?: {
    readonly aborted: boolean;
    addEventListener(type: 'abort', listener: () => void): void;
    removeEventListener(type: 'abort', listener: () => void): void;
  };
}

/**
 * Replications of a model, shared out among workers. The result does not depend on how many there are or which is first:
 * each replication has random streams of its own, and they are taken by number. Undefined where it was canceled before
 * anything had been simulated. Rejects with what a worker rejects with.
 */
export function inParallel(
  model: Model,
  hands: readonly Hand[],
  options: PoolOptions = {},
): Promise<Gathering | undefined> {
  const { onProgress, signal } = options;
  const gathering = new Gathering(model, settled(model, options).terms);
  const steps = new Map<number, Step>();
  const idle = new Set(hands);
  let next = 0;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      for (const hand of hands) if (!idle.has(hand)) hand.stop();
    };
    const finish = (): void => {
      stop();
      // A signal may outlive many experiments.
      signal?.removeEventListener('abort', stop);
      resolve(gathering.requests === 0 && signal?.aborted === true ? undefined : gathering);
    };
    const report = (): void => onProgress?.(progressOf(gathering, steps));
    const start = (hand: Hand): void => {
      const number = next++;
      idle.delete(hand);
      const step = (at: Step): void => {
        // A worker that was still loading when all were told to stop has not heard it.
        if (gathering.isOver || signal?.aborted === true) hand.stop();
        steps.set(number, at);
        report();
      };
      hand.run(number, step).then((finished) => {
        idle.add(hand);
        if (gathering.isOver) return;
        steps.set(number, { ...done, events: finished.snapshot.events, requests: finished.snapshot.requests });
        gathering.add(number, finished);
        // Asked to stop just as they ended by themselves, none was cut short.
        if (signal?.aborted === true && idle.size === hands.length) gathering.cut(canceledAt(model.duration));
        if (gathering.isOver) finish();
        else share();
      }, reject);
    };
    const share = (): void => {
      if (signal?.aborted === true) return;
      for (const hand of idle) if (next < gathering.wanted) start(hand);
    };
    if (signal?.aborted === true) resolve(undefined);
    signal?.addEventListener('abort', stop);
    share();
  });
}

const done = { fraction: 1, simulated: 0 };

function progressOf(gathering: Gathering, steps: ReadonlyMap<number, Step>): Progress {
  const all = [...steps.values()];
  const total = (of: (step: Step) => number) => all.reduce((sum, step) => sum + of(step), 0);
  return {
    fraction: Math.min(1, total(({ fraction }) => fraction) / gathering.wanted),
    replication: gathering.count,
    replications: gathering.wanted,
    simulated: Math.max(0, ...all.filter(({ fraction }) => fraction < 1).map(({ simulated }) => simulated)),
    events: total(({ events }) => events),
    requests: total(({ requests }) => requests),
  };
}
