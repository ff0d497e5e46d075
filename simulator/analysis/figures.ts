import type { RunResult } from '../result.ts';

/** What an analysis rests on. */
export interface StudyRun {
  readonly seed: number;
  readonly duration: number;
  readonly warmup: number;
  /** Pairs of runs behind each interval. */
  readonly replications: number;
  /** Of the design as it is. */
  readonly digest: string;
  /** Experiments run, that of the design as it is included. */
  readonly experiments: number;
  readonly events: number;
}

/** The figures that effects are about, of the design as it is. */
export interface Figures {
  readonly p99: number;
  readonly goodput: number;
  readonly errorRate: number;
  readonly cost: number;
}

export function figuresOf({ requests, cost }: RunResult): Figures {
  const { latency, goodput, errorRate } = requests['*'];
  return { p99: latency.p99, goodput, errorRate, cost: cost.monthly };
}

/** The experiments of a study whose first was the design as it is. */
export function studyRun(
  { run }: RunResult,
  { experiments, events }: Pick<StudyRun, 'experiments' | 'events'>,
): StudyRun {
  const { seed, duration, warmup, replications, digest } = run;
  return { seed, duration, warmup, replications, digest, experiments, events };
}
