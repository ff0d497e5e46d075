import type { ShapePoints } from '../workload.ts';
import { factorAt } from './shape.ts';

/** Times the load by a factor for a while: that of one client, or all. */
export interface Surge {
  readonly from: number;
  readonly to: number;
  readonly factor: number;
  readonly client?: string | undefined;
}

/**
 * The arrival rate over time, in straight pieces, and the inverse of its integral. A unit-rate process through that
 * inverse is exactly the process with this rate: nothing is redrawn when the rate changes in the middle of a gap.
 * [Çinlar, Introduction to Stochastic Processes, 1975: inversion for non-homogeneous Poisson processes]
 */
export class RateCurve {
  /** Piece i begins at times[i] with rate rates[i] and changes by slopes[i] per second. */
  private readonly times: Float64Array;
  private readonly rates: Float64Array;
  private readonly slopes: Float64Array;
  private piece = 0;

  constructor(rate: number, shape: ShapePoints | undefined, surges: readonly Surge[]) {
    const curve = shape ?? { interpolation: 'step', points: [] };
    const cuts = new Set([0]);
    for (const [time] of curve.points) if (time > 0) cuts.add(time);
    for (const { from, to } of surges) {
      cuts.add(from);
      if (to < Number.POSITIVE_INFINITY) cuts.add(to);
    }
    const times = [...cuts].sort((a, b) => a - b);
    const surgeAt = (time: number) =>
      surges.reduce((factor, s) => (time >= s.from && time < s.to ? factor * s.factor : factor), 1);
    this.times = Float64Array.from(times);
    this.rates = Float64Array.from(times, (time) => rate * surgeAt(time) * factorAt(curve, time));
    this.slopes = Float64Array.from(times, (time, i) => {
      const end = times[i + 1];
      if (curve.interpolation === 'step' || end === undefined) return 0;
      // Just before the next cut: at it the curve may jump.
      const rise = factorAt(curve, end) - factorAt(curve, time);
      return (rate * surgeAt(time) * rise) / (end - time);
    });
  }

  /** The moment at which the integral of the rate has grown by `amount` since `from` [s]; Infinity if it never does. */
  after(from: number, amount: number): number {
    const { times, rates, slopes } = this;
    let at = from;
    let left = amount;
    while (this.piece + 1 < times.length && times[this.piece + 1] <= at) this.piece++;
    for (let i = this.piece; i < times.length; i++) {
      const rate = rates[i] + slopes[i] * (at - times[i]);
      const end = i + 1 < times.length ? times[i + 1] : Number.POSITIVE_INFINITY;
      const span = end - at;
      const slope = slopes[i];
      const mass = slope === 0 ? (rate === 0 ? 0 : rate * span) : (rate + (slope * span) / 2) * span;
      if (mass >= left) return at + solve(rate, slope, left);
      left -= mass;
      at = end;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Mean rate over [from, to] [1/s]. */
  mean(from: number, to: number): number {
    const { times, rates, slopes } = this;
    let area = 0;
    for (let i = 0; i < times.length; i++) {
      const start = Math.max(from, times[i]);
      const end = Math.min(to, i + 1 < times.length ? times[i + 1] : to);
      if (end <= start) continue;
      const middle = (start + end) / 2;
      area += (rates[i] + slopes[i] * (middle - times[i])) * (end - start);
    }
    return to > from ? area / (to - from) : 0;
  }
}

/** x ≥ 0 with rate·x + slope·x²/2 = amount, in the form that does not cancel. */
function solve(rate: number, slope: number, amount: number): number {
  if (slope === 0) return amount / rate;
  const root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * amount));
  return (2 * amount) / (rate + root);
}
