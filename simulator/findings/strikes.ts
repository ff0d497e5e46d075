import { type Change, withoutFault } from '../change.ts';
import type { CompiledComponent, Model } from '../model.ts';

interface Place {
  readonly component?: CompiledComponent | undefined;
  readonly connection?: { readonly from: string; readonly to: string } | undefined;
}

/** Without each of the faults that make one item popular. */
export function withoutHotKeys({ faults }: Model): Change[] {
  return faults
    .filter(({ definition }) => definition.kind === 'hotKey')
    .map(({ index, label }) => withoutFault(index, label));
}

/** Without each of the faults that strike this component, a zone or region that it stands in, or this connection. */
export function withoutFaultsAt({ component, connection }: Place, { faults, topology }: Model): Change[] {
  const zones = component?.spec.zone ?? [];
  const regions = zones.map((zone) => topology.zones?.[zone]?.region);
  return faults.flatMap(({ index, config, label }) => {
    const { component: struck, zone, region, from, to } = config as Readonly<Record<string, string | undefined>>;
    const isHere =
      (struck !== undefined && struck === component?.spec.id) ||
      (zone !== undefined && zones.includes(zone)) ||
      (region !== undefined && regions.includes(region)) ||
      (connection !== undefined && from === connection.from && to === connection.to);
    return isHere ? [withoutFault(index, label)] : [];
  });
}
