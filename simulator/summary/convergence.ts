import { spreadOf } from '../interval.ts';
import type { Model } from '../model.ts';
import { formatQuantity } from '../quantity.ts';
import type { Doubt } from '../result.ts';
import type { Segment } from '../snapshot.ts';
import { isTransient } from '../warmup.ts';
import { sum } from './arithmetic.ts';
import type { Sample } from './sample.ts';

/** Fewer answers than this for each batch say nothing of their scatter. */
const FEWEST = 10;
/** Correlation of neighboring segments, 40 to a run, from which on the run is too short: chance alone exceeds it once in a hundred runs. */
const CORRELATED = 0.4;
/** An interval of the mean this wide, as a share of it, comes from a run so short that it cannot be relied on. */
const WIDE = 0.2;
/** Correlation of the number in the system with time, in ten parts of the run: chance alone exceeds it once in 200 runs. */
const TRENDING = 0.8;
/** A trend that changes less than this share over the run is nothing to speak of. */
const NOTABLE = 0.05;
const PARTS = 10;

/** Why the numbers of a run may not be what a longer run would say; none where it has converged. */
export function doubtsOf(
  model: Model,
  sample: Sample,
  inSystem: readonly number[],
  dispersed: readonly string[],
): Doubt[] {
  if (dispersed.length > 0) {
    const says = `The times of ${dispersed.join(', ')} have no variance: a mean of them never settles, and no interval can be given.`;
    return [{ code: 'no-variance', says }];
  }
  if (isTransient(model.topology)) return sample.isSerial ? [ONE_RUN] : [];
  return [...(sample.isSerial ? shortness(sample) : []), ...trend(inSystem)];
}

const ONE_RUN: Doubt = {
  code: 'one-run',
  says: 'Faults or a changing load leave no steady state, and one run of them gives no intervals: ask for several replications.',
};

function shortness({ segments, observations }: Sample): Doubt[] {
  const answers = (segment: Segment): readonly [number, number] => [
    sum(segment.kinds, ({ latency }) => latency.sum),
    sum(segment.kinds, ({ latency }) => latency.count),
  ];
  const batches = observations.map(answers);
  const count = sum(batches, ([, n]) => n);
  if (batches.length < 2 || batches.some(([, n]) => n < FEWEST)) {
    const says = `Only ${count} requests were answered: too few for intervals. Make the run longer.`;
    return [{ code: 'few-requests', says }];
  }
  const half = (spreadOf(batches, true)?.half ?? 0) / (sum(batches, ([total]) => total) / count);
  const neighbors = spreadOf(segments.map(answers), true)?.correlation ?? 0;
  if (neighbors > CORRELATED) {
    const says =
      'The run is too short for how long busy spells last: neighboring parts of it resemble each other, and its intervals are too narrow. Make it several times longer, or ask for replications.';
    return [{ code: 'autocorrelated', says }];
  }
  if (half > WIDE) {
    const says = `The run is too short: its mean response time is known to no better than ±${formatQuantity(half, 'fraction')}. Make it longer, or ask for replications.`;
    return [{ code: 'too-short', says }];
  }
  return [];
}

/** Whether the number in the system was still rising or falling when the run ended. */
function trend(inSystem: readonly number[]): Doubt[] {
  const size = Math.floor(inSystem.length / PARTS);
  if (size === 0) return [];
  const rest = inSystem.length - size * PARTS;
  const parts = Array.from(
    { length: PARTS },
    (_, i) => sum(inSystem.slice(rest + i * size, rest + (i + 1) * size), (value) => value) / size,
  );
  const center = sum(parts, (value) => value) / PARTS;
  const middle = (PARTS - 1) / 2;
  const xx = sum(
    parts.map((_, i) => (i - middle) * (i - middle)),
    (value) => value,
  );
  const yy = sum(parts, (value) => (value - center) * (value - center));
  const xy = sum(
    parts.map((value, i) => (i - middle) * (value - center)),
    (value) => value,
  );
  const change = ((xy / xx) * PARTS) / center;
  if (!(Math.abs(change) > NOTABLE) || Math.abs(xy) < TRENDING * Math.sqrt(xx * yy)) return [];
  const says = `The number of requests inside was still ${change > 0 ? 'rising' : 'falling'} when the run ended: it has not settled, and a longer run would say something else. Either something is asked for more than it can do, or the warm-up was too short.`;
  return [{ code: 'trend', says }];
}
