import { factorAt, meanBatch, processOf, type Topology } from '../../simulator/index.ts';

/** The rate of open streams over time, as a design asks for it, surges included. */
export interface RatePlan {
  /** Requests per second at a moment [s]. */
  readonly at: (time: number) => number;
  /** Streams that have no rate of their own: users who wait for answers, or a recording. */
  readonly others: number;
}

/** Of streams whose rate is known beforehand, batches unpacked. */
function baseRate(arrivals: Topology['streams'][number]['arrivals'], duration: number): number | undefined {
  const { definition, config } = processOf(arrivals);
  if (definition.scaled === undefined) return undefined;
  return definition.rate(config as never, duration) * meanBatch(arrivals.batch);
}

export function ratePlan({ streams, faults, run }: Pick<Topology, 'streams' | 'faults' | 'run'>): RatePlan {
  const open = streams.flatMap(({ arrivals, shape }) => {
    const rate = baseRate(arrivals, run.duration);
    return rate === undefined ? [] : [{ rate, shape }];
  });
  const surges = faults.flatMap(({ kind, at, for: length, config }) => {
    if (kind !== 'surge') return [];
    const { factor } = config as { factor: number };
    return [{ from: at, to: at + (length ?? Number.POSITIVE_INFINITY), factor }];
  });
  return {
    at: (time) => {
      const surge = surges.reduce((all, { from, to, factor }) => (time >= from && time < to ? all * factor : all), 1);
      return open.reduce(
        (sum, { rate, shape }) => sum + rate * surge * (shape === undefined ? 1 : factorAt(shape, time)),
        0,
      );
    },
    others: streams.length - open.length,
  };
}
