import { processOf } from './arrival-catalogue.ts';
import type { Model } from './model.ts';
import type { StreamTopology, Topology } from './topology.ts';

/** Users who wait for their answers set the pace by themselves, and a trace has the pace that was recorded. */
export function isScalable({ arrivals }: StreamTopology): boolean {
  return processOf(arrivals).definition.scaled !== undefined;
}

/** Mean rate of all streams whose pace can be chosen, before shapes and surges [1/s]; 0 where there is none. */
export function scalableRate({ streams }: Model): number {
  return streams.reduce((sum, { spec, rate }) => sum + (isScalable(spec) ? rate : 0), 0);
}

/** A topology with all such streams so many times as fast; the averages that the bill is made from go with them. */
export function withLoad(topology: Topology, factor: number): Topology {
  return {
    ...topology,
    streams: topology.streams.map((stream) => {
      const { definition, config } = processOf(stream.arrivals);
      if (definition.scaled === undefined) return stream;
      return {
        ...stream,
        arrivals: { ...stream.arrivals, [definition.name]: definition.scaled(config as never, factor) },
        ...(stream.average !== undefined && { average: stream.average * factor }),
      };
    }),
  };
}
