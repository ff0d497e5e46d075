import {
  formatQuantity,
  type Model,
  readQuantity,
  scalableRate,
  type Topology,
  withLoad,
} from '../../simulator/index.ts';
import type { DesignDocument } from '../index.ts';
import { Refusal } from './host.ts';

/** What the command line says in place of the file. */
export interface Overrides {
  readonly seed?: number;
  readonly replications?: number;
  /** Half-width of the intervals of mean and p99 that is asked for, as a share of the value. */
  readonly precision?: number;
  /** [s] */
  readonly duration?: number;
  /** Total of all open streams [1/s]. */
  readonly rate?: number;
  /** File of a price list. */
  readonly prices?: string;
}

/**
 * A design with the command line's run settings in place of its own. A warm-up that would leave nothing of a shorter
 * duration is detected instead.
 */
export function withRun(
  document: DesignDocument,
  { seed, replications, precision, duration }: Overrides,
): DesignDocument {
  const { warmup, seeds, ...run } = document.run ?? {};
  const isCounted = seed !== undefined || replications !== undefined || precision !== undefined;
  const reading = readQuantity(warmup, 'time');
  const isLeft = duration === undefined || !reading.ok || reading.value < duration;
  return {
    ...document,
    run: {
      ...run,
      ...(seeds !== undefined && !isCounted && { seeds }),
      ...(warmup !== undefined && isLeft && { warmup }),
      ...(duration !== undefined && { duration }),
      ...(seed !== undefined && { seed }),
      ...(replications !== undefined && { replications }),
      ...(precision !== undefined && { precision }),
    },
  };
}

/**
 * A model's topology with all open streams faster or slower by the same factor, so that their mean rates before shapes
 * and surges sum to the total.
 */
export function withTotalRate(model: Model, total: number): Topology {
  const present = scalableRate(model);
  if (present === 0) {
    throw new Refusal(
      `--rate ${formatQuantity(total, 'rate')} has nothing to scale: each stream of this workload is of users who wait for their answers, or a trace, and the pace of neither can be chosen.`,
    );
  }
  return withLoad(model.topology, total / present);
}
