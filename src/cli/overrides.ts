import {
  type ArrivalsSpec,
  formatQuantity,
  type Model,
  processOf,
  readQuantity,
  type StreamTopology,
  type Topology,
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

/** Users who wait for their answers set the pace by themselves, and a trace has the pace that was recorded. */
const isFixed = ({ arrivals }: StreamTopology): boolean => processOf(arrivals).definition.scaled === undefined;

/**
 * A model's topology with all open streams faster or slower by the same factor, so that their mean rates before shapes
 * and surges sum to the total. The averages that the bill is made from go with them.
 */
export function withTotalRate({ topology, streams }: Model, total: number): Topology {
  const present = streams.reduce((sum, { spec, rate }) => sum + (isFixed(spec) ? 0 : rate), 0);
  if (present === 0) {
    throw new Refusal(
      `--rate ${formatQuantity(total, 'rate')} has nothing to scale: each stream of this workload is of users who wait for their answers, or a trace, and the pace of neither can be chosen.`,
    );
  }
  const factor = total / present;
  return {
    ...topology,
    streams: topology.streams.map((stream) =>
      isFixed(stream)
        ? stream
        : {
            ...stream,
            arrivals: scaledArrivals(stream.arrivals, factor),
            ...(stream.average !== undefined && { average: stream.average * factor }),
          },
    ),
  };
}

function scaledArrivals(arrivals: ArrivalsSpec, factor: number): ArrivalsSpec {
  const { definition, config } = processOf(arrivals);
  return { ...arrivals, [definition.name]: definition.scaled?.(config as never, factor) ?? config };
}
