import { processOf } from '../arrival-catalogue.ts';
import { sampler } from '../distribution.ts';
import type { Model } from '../model.ts';

/** Ids of components, names of connections and clients whose times have no variance (a Pareto law of shape up to 2 without a bound). */
export function lawsWithoutVariance({ components, connections, streams }: Model): string[] {
  const wild = (law: { readonly scv: number } | undefined): boolean => law?.scv === Number.POSITIVE_INFINITY;
  const gaps = streams.filter(({ spec: { arrivals } }) => {
    const { definition, config } = processOf(arrivals);
    return wild(definition.gap?.(config as never));
  });
  return [
    ...new Set(gaps.map(({ spec }) => `the gaps of ${spec.client}`)),
    ...components.filter(({ service }) => service.some(wild)).map(({ spec }) => spec.id),
    ...connections.filter(({ network }) => wild(sampler(network.rtt))).map(({ spec }) => `${spec.from} → ${spec.to}`),
  ];
}
