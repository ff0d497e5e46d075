import { flows } from './flows.ts';
import type { Model } from './model.ts';
import { RateCurve } from './parts/rate-curve.ts';
import type { CostResult } from './result.ts';

/** The monthly bill at the month's average load: from list prices, not from the run, so it is exact and has no interval. */
export function cost(model: Model): CostResult {
  const averages = model.streams.map(
    (stream) => stream.spec.average ?? new RateCurve(stream.rate, stream.spec.shape, []).mean(0, model.duration),
  );
  const { arrivals } = flows(model, averages);
  const lines = model.components.flatMap((component) => {
    const rates = model.kinds.map((kind) => arrivals[component.index][kind.index]);
    const bytes = (of: 'payload' | 'response') =>
      rates.reduce((total, rate, kind) => total + rate * model.kinds[kind].spec[of], 0);
    const usage = {
      requestRate: rates.reduce((total, rate) => total + rate, 0),
      payloadRate: bytes('payload'),
      responseRate: bytes('response'),
    };
    return component.definition
      .cost(component.spec as never, usage)
      .filter((line) => line.monthly > 0)
      .map((line) => ({ component: component.spec.id, ...line }));
  });
  const components: Record<string, number> = {};
  for (const { component, monthly } of lines) components[component] = (components[component] ?? 0) + monthly;
  return { monthly: lines.reduce((total, line) => total + line.monthly, 0), components, lines };
}
