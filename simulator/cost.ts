import type { CostLine } from './component.ts';
import { egressShare } from './egress.ts';
import { type Flows, flows } from './flows.ts';
import type { Model } from './model.ts';
import { OPS, Op } from './outcome.ts';
import { RateCurve } from './parts/rate-curve.ts';
import { defaultPrices, type Prices, pricesOf } from './prices.ts';
import type { CostResult } from './result.ts';
import { replicationLines, transferLines } from './transfer.ts';

/** What a bill takes from a run, or from the closed form where there is none. */
export interface Known {
  /** Replicas that were paid, of what is scaled. */
  readonly replicas?: number | undefined;
  /** Mean time of a request in the component [s]. */
  readonly meanTime: number;
}

/**
 * The monthly bill at the month's average load: from list prices, so it is exact and has no interval but where time is
 * paid. `knownOf` a component, by its id.
 */
export function cost(model: Model, knownOf: (id: string) => Known): CostResult {
  const averages = model.streams.map(
    (stream) => stream.spec.average ?? new RateCurve(stream.rate, stream.spec.shape, []).mean(0, model.duration),
  );
  const flow = flows(model, averages);
  const list = model.topology.prices;
  const missing = new Set<string>();
  const totals = new Map<string, number>();
  linesAt(model, flow, knownOf, (item, amount) => {
    totals.set(item, (totals.get(item) ?? 0) + amount);
    return 0;
  });
  const prices = pricesOf(list, (item) => missing.add(item), totals);
  const lines = linesAt(model, flow, knownOf, prices).filter(({ monthly }) => monthly > 0);
  const components: Record<string, number> = {};
  for (const { component, monthly } of lines) components[component] = (components[component] ?? 0) + monthly;
  const { name, region, date } = list ?? defaultPrices;
  return {
    monthly: lines.reduce((total, line) => total + line.monthly, 0),
    components,
    lines,
    prices: { name, region, date, ...(missing.size > 0 && { missing: [...missing].sort() }) },
  };
}

/** All that is billed, at these prices. */
function linesAt(
  model: Model,
  flow: Flows,
  knownOf: (id: string) => Known,
  prices: Prices,
): ({ readonly component: string } & CostLine)[] {
  const { arrivals, byOp } = flow;
  const own = model.components.flatMap((component) => {
    const rates = model.kinds.map((kind) => arrivals[component.index][kind.index]);
    const shareBilled = (kind: number, of: 'payload' | 'response') =>
      of === 'response' && component.definition.role === 'client' ? egressShare(model, component, kind) : 1;
    const bytes = (of: 'payload' | 'response') =>
      rates.reduce((total, rate, kind) => total + rate * shareBilled(kind, of) * model.kinds[kind].spec[of], 0);
    const { spec } = component;
    const { replicas, meanTime } = knownOf(spec.id);
    const usage = {
      meanTime,
      requestRate: rates.reduce((total, rate) => total + rate, 0),
      payloadRate: bytes('payload'),
      responseRate: bytes('response'),
      targets: component.outgoing.length,
      calls: model.kinds.flatMap(({ index, spec: { payload, response } }) =>
        [Op.read, Op.write].flatMap((op) => {
          const rate = byOp[component.index][index * OPS + op];
          return rate === 0 ? [] : [{ rate, isWrite: op === Op.write, payload, response }];
        }),
      ),
    };
    // To a thousandth: the bill says how many.
    const paid = replicas === undefined ? spec : { ...spec, replicas: Math.round(replicas * 1000) / 1000 };
    return component.definition
      .cost(paid as never, usage, prices)
      .map((line) => ({ component: component.spec.id, ...line }));
  });
  return [...own, ...transferLines(model, flow, prices), ...replicationLines(model, flow, prices)];
}
