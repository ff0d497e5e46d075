import {
  formatQuantity,
  type Model,
  readQuantity,
  type StreamTopology,
  scaledDistribution,
  type Topology,
} from '../../simulator/index.ts';
import type { DesignDocument } from '../index.ts';
import { Refusal } from './host.ts';

/** What the command line says in place of the file. */
export interface Overrides {
  readonly seed?: number;
  readonly replications?: number;
  /** [s] */
  readonly duration?: number;
  /** Total of all open streams [1/s]. */
  readonly rate?: number;
}

/**
 * A design with the command line's run settings in place of its own. A warm-up that would leave nothing of a shorter
 * duration becomes the tenth of it that is usual.
 */
export function withRun(document: DesignDocument, { seed, replications, duration }: Overrides): DesignDocument {
  const { warmup, ...run } = document.run ?? {};
  const reading = readQuantity(warmup, 'time');
  const isLeft = duration === undefined || !reading.ok || reading.value < duration;
  return {
    ...document,
    run: {
      ...run,
      ...(warmup !== undefined && isLeft && { warmup }),
      ...(duration !== undefined && { duration }),
      ...(seed !== undefined && { seed }),
      ...(replications !== undefined && { replications }),
    },
  };
}

const isClosed = ({ arrivals }: StreamTopology): boolean => 'closed' in arrivals;

/**
 * A model's topology with all open streams faster or slower by the same factor, so that their mean rates before shapes
 * and surges sum to the total. The averages that the bill is made from go with them.
 */
export function withTotalRate({ topology, streams }: Model, total: number): Topology {
  const present = streams.reduce((sum, { spec, rate }) => sum + (isClosed(spec) ? 0 : rate), 0);
  if (present === 0) {
    throw new Refusal(
      `--rate ${formatQuantity(total, 'rate')} has nothing to scale: each stream of this workload is of users who wait for their answers, and who set the pace by themselves.`,
    );
  }
  const factor = total / present;
  return {
    ...topology,
    streams: topology.streams.map((stream) =>
      isClosed(stream)
        ? stream
        : {
            ...stream,
            arrivals: scaledArrivals(stream.arrivals, factor),
            ...(stream.average !== undefined && { average: stream.average * factor }),
          },
    ),
  };
}

type Arrivals = StreamTopology['arrivals'];

function scaledArrivals(arrivals: Arrivals, factor: number): Arrivals {
  if ('poisson' in arrivals) return { poisson: { rate: arrivals.poisson.rate * factor } };
  if ('constant' in arrivals) return { constant: { rate: arrivals.constant.rate * factor } };
  if ('renewal' in arrivals) {
    return { renewal: { interarrival: scaledDistribution(arrivals.renewal.interarrival, 1 / factor) } };
  }
  return arrivals;
}
