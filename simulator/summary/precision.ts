import type { Model } from '../model.ts';
import type { LatencySummary } from '../result.ts';
import type { Snapshot } from '../snapshot.ts';
import { lawsWithoutVariance } from './dispersion.ts';
import { requestResult } from './requests.ts';
import { sampleOf } from './sample.ts';

/** How wide the intervals of all requests' response times are, as shares of the values; undefined where there are none. */
export interface Precision {
  readonly mean?: number;
  readonly p99?: number;
}

export function precisionOf(model: Model, snapshots: readonly Snapshot[]): Precision {
  const sample = sampleOf(model, snapshots, lawsWithoutVariance(model).length > 0);
  const { latency } = requestResult(
    model,
    sample,
    model.kinds.map((_, kind) => kind),
  );
  const [mean, p99] = [relative(latency, 'mean'), relative(latency, 'p99')];
  return { ...(mean === undefined ? {} : { mean }), ...(p99 === undefined ? {} : { p99 }) };
}

/** The farther end of the interval, as a share of the value. */
function relative({ ci95, ...values }: LatencySummary, of: 'mean' | 'p99'): number | undefined {
  const interval = ci95?.[of];
  const value = values[of];
  return interval === undefined || value === 0 ? undefined : Math.max(value - interval[0], interval[1] - value) / value;
}
