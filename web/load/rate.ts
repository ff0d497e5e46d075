import { factorAt, type Topology } from '../../simulator/index.ts';

/** The rate of open streams over time, as a design asks for it, surges included. */
export interface RatePlan {
  /** Requests per second at a moment [s]. */
  readonly at: (time: number) => number;
  /** Streams that have no rate of their own: users who wait for answers, or gaps drawn from a distribution. */
  readonly others: number;
}

function baseRate(arrivals: Topology['streams'][number]['arrivals']): number | undefined {
  if ('poisson' in arrivals) return arrivals.poisson.rate;
  if ('constant' in arrivals) return arrivals.constant.rate;
  return undefined;
}

export function ratePlan({ streams, faults }: Pick<Topology, 'streams' | 'faults'>): RatePlan {
  const open = streams.flatMap(({ arrivals, shape }) => {
    const rate = baseRate(arrivals);
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
