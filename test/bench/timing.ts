import { execFileSync } from 'node:child_process';
import { Experiment, type Model } from '../../simulator/index.ts';

/** Processor time and what was done in it. */
export interface Timing {
  /** Of this process, all of its threads [s]: on a shared machine the time on the wall says who else was there. */
  readonly seconds: number;
  readonly requests: number;
  readonly events: number;
}

export function timed(work: () => { requests: number; events: number }): Timing {
  const before = process.cpuUsage();
  const counts = work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, ...counts };
}

/** Events that a run is given to warm up its code, and that one round measures. */
const WARM = 1_200_000;
const ROUND = 300_000;

/** A run that goes on for ever, a round at a time; warm from the start. */
export function rounds(model: Model): () => Timing {
  const experiment = new Experiment(model, { seed: 1, replications: 1, maxEvents: 1e15, maxVisits: 1e8 });
  experiment.advance(WARM);
  return () =>
    timed(() => {
      const before = experiment.progress;
      experiment.advance(ROUND);
      const after = experiment.progress;
      return { requests: after.requests - before.requests, events: after.events - before.events };
    });
}

/** Requests per second of a program of one's own, named by HEADROOM_LIMIT; undefined without. See docs/performance.md. */
export function limit(workload: string, requests: number): number | undefined {
  const program = process.env['HEADROOM_LIMIT'];
  if (program === undefined) return undefined;
  const says: unknown = JSON.parse(execFileSync(program, [workload, 'eng-h4', String(requests)], { encoding: 'utf8' }));
  return typeof says === 'object' && says !== null && 'req_s' in says ? Number(says.req_s) : undefined;
}

/** The quickest of some rounds of each, taken in turn so that all see the same machine. */
export function quickest(count: number, works: readonly (() => Timing)[]): Timing[] {
  const best = works.map((work) => work());
  for (let round = 1; round < count; round++) {
    works.forEach((work, i) => {
      const again = work();
      if (again.seconds / again.requests < best[i]!.seconds / best[i]!.requests) best[i] = again;
    });
  }
  return best;
}
