import type { CostLine, Replication } from './component.ts';
import type { Flows } from './flows.ts';
import { Border, zonesOfInstances } from './geography.ts';
import type { CompiledComponent, CompiledConnection, Model } from './model.ts';
import { OPS, Op } from './outcome.ts';
import type { Prices } from './prices.ts';
import { SECONDS_PER_MONTH } from './quantity.ts';

/** Bytes per second over one connection, of which so much leaves the zone, and so much the region. */
interface Traffic {
  crossZone: number;
  crossRegion: number;
}

/**
 * What calls between zones and between regions cost, beside what the components cost themselves. Between zones each end
 * pays for what it sends and for what it gets; between regions whoever sends pays. Both are the mean over the instances,
 * all alike; retries and copies are left out, as they are from all of the bill.
 */
export function transferLines(
  model: Model,
  { calls }: Pick<Flows, 'calls'>,
  prices: Prices,
): readonly ({ readonly component: string } & CostLine)[] {
  return model.connections.flatMap((connection) => {
    const { hops, index } = connection;
    if (hops === undefined) return [];
    const sent = trafficOf(model, hops, calls[index], 'payload');
    const answered = trafficOf(model, hops, calls[index], 'response');
    const crossed = (sent.crossZone + answered.crossZone) * SECONDS_PER_MONTH;
    const zonal = prices('transfer-cross-zone', 2 * crossed) / 2;
    const { from, to } = connection.spec;
    const line = (component: string, what: string, other: string, monthly: number) => ({
      component,
      driver: 'transfer' as const,
      title: `${what}, ${other}`,
      monthly,
    });
    const regional = (bytes: number) => prices('transfer-cross-region', bytes * SECONDS_PER_MONTH);
    return [
      line(from, 'Between zones', `calls to ${to}`, zonal),
      line(to, 'Between zones', `calls of ${from}`, zonal),
      line(from, 'To another region', `calls to ${to}`, regional(sent.crossRegion)),
      line(to, 'To another region', `answers to ${from}`, regional(answered.crossRegion)),
    ].filter(({ monthly }) => monthly > 0);
  });
}

/**
 * What copies cost: the bytes that machines of one component send each other over borders. Which of them a call comes to is
 * even. Between zones each end pays, between regions the sender.
 */
export function replicationLines(
  model: Model,
  { byOp }: Pick<Flows, 'byOp'>,
  prices: Prices,
): readonly ({ readonly component: string } & CostLine)[] {
  return model.components.flatMap((component) => {
    const { definition, spec, index } = component;
    const replication = definition.replication?.(spec as never);
    if (replication === undefined || (spec.zone?.length ?? 0) < 2) return [];
    const shares = sharesOf(component, replication);
    let bytes = 0;
    for (const { index: kind, spec: sizes } of model.kinds) {
      bytes += byOp[index][kind * OPS + Op.read] * sizes.response * replication.reads;
      bytes += byOp[index][kind * OPS + Op.write] * sizes.payload * replication.writes;
    }
    const line = (title: string, monthly: number) => ({
      component: spec.id,
      driver: 'transfer' as const,
      title,
      monthly,
    });
    return [
      line('Between zones, copies', prices(replication.price, 2 * bytes * shares.crossZone * SECONDS_PER_MONTH)),
      line(
        'To another region, copies',
        prices('transfer-cross-region', bytes * shares.crossRegion * SECONDS_PER_MONTH),
      ),
    ].filter(({ monthly }) => monthly > 0);
  });
}

/** Of the messages between machines, the shares that leave the zone but not the region, and that leave the region. */
function sharesOf({ geography, spec }: CompiledComponent, { machines, by, writes }: Replication): Traffic {
  const shares = { crossZone: 0, crossRegion: 0 };
  const at = zonesOfInstances(geography, spec, machines);
  const pairs = by === 'any' ? machines * machines : by === 'first' ? machines - 1 : machines * writes;
  const count = (from: number, to: number) => {
    const border = geography.borders[at[from] * geography.zones.length + at[to]];
    if (border === Border.zone) shares.crossZone += 1 / pairs;
    else if (border === Border.region) shares.crossRegion += 1 / pairs;
  };
  for (let from = 0; from < (by === 'first' ? 1 : machines); from++) {
    if (by === 'next') for (let step = 1; step <= writes; step++) count(from, (from + step) % machines);
    else for (let to = by === 'any' ? 0 : 1; to < machines; to++) count(from, to);
  }
  return shares;
}

function trafficOf(
  { kinds }: Model,
  hops: NonNullable<CompiledConnection['hops']>,
  rates: Float64Array,
  size: 'payload' | 'response',
): Traffic {
  const traffic = { crossZone: 0, crossRegion: 0 };
  rates.forEach((rate, at) => {
    const bytes = rate * kinds[Math.floor(at / OPS)].spec[size];
    const { crossZone, crossRegion } = hops[at % OPS === Op.read ? 0 : 1];
    traffic.crossZone += bytes * crossZone;
    traffic.crossRegion += bytes * crossRegion;
  });
  return traffic;
}
