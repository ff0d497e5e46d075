import type { CostLine } from './component.ts';
import type { Flows } from './flows.ts';
import type { CompiledConnection, Model } from './model.ts';
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
    const zonal = prices('transfer-cross-zone', (sent.crossZone + answered.crossZone) * SECONDS_PER_MONTH);
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
