import { sampler } from '../distribution.ts';
import type { Model } from '../model.ts';

/** Ids of components and names of connections whose times have no variance (a Pareto law of shape up to 2 without a bound). */
export function lawsWithoutVariance({ components, connections }: Model): string[] {
  const wild = (law: { readonly scv: number } | undefined): boolean => law?.scv === Number.POSITIVE_INFINITY;
  return [
    ...components.filter(({ service }) => service.some(wild)).map(({ spec }) => spec.id),
    ...connections.filter(({ network }) => wild(sampler(network.rtt))).map(({ spec }) => `${spec.from} → ${spec.to}`),
  ];
}
