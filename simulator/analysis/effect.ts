import type { Change } from '../change.ts';
import { compare, compared, type Metric, type Side } from '../comparison.ts';
import type { Gathering } from '../gathering.ts';
import type { Compared } from '../result.ts';

/** What a change of a design does: paired differences on the same random numbers. */
export interface Trial {
  readonly change: Change;
  readonly verdict: Verdict;
  /** Absent where there is too little to measure it. */
  readonly p99?: Effect;
  readonly goodput: Effect;
  readonly errorRate: Effect;
  readonly cost: Effect;
  /** What the finding is about that it was tried for, where that is not the time or the number of answers; the verdict is on it. */
  readonly figure?: Effect & { readonly name: string };
  /** What limits once it is made. */
  readonly next?: { readonly component: string; readonly resource: string; readonly utilization: number };
  /** Why the run with the change ended early, and so says little. */
  readonly partial?: string;
}

/** One figure before and after. */
export type Effect = Omit<Compared, 'metric'>;

/** `none` is sure to be small; `unclear` may be large or small. */
export type Verdict = 'helps' | 'none' | 'worse' | 'unclear';

/** Changes below these shares are not worth a word, however sure: of goodput, of p99. */
const NOTABLE = { goodput: 0.01, p99: 0.05 } as const;

/** What the replications of a design measured, together and each by itself. */
export function sideOf(name: string, gathering: Gathering): Side {
  return { name, whole: gathering.result(), each: gathering.each() };
}

/** A change, tried: `before` and `after` are of the same seeds. */
export function trialOf(change: Change, before: Side, after: Side): Trial {
  const { metrics } = compare(before, after);
  const of = (name: string): Effect | undefined => {
    const found = metrics.find(({ metric }) => metric === name);
    if (found === undefined) return undefined;
    const { metric: _, ...effect } = found;
    return effect;
  };
  const p99 = of('requests.*.latency.p99');
  const [goodput, errorRate, cost] = ['requests.*.goodput', 'requests.*.errorRate', 'cost.monthly'].map(of);
  const { bottleneck, run } = after.whole;
  if (goodput === undefined || errorRate === undefined || cost === undefined)
    throw new Error('a run has these figures');
  return {
    change,
    verdict: run.partial === undefined ? verdictOf(goodput, p99) : 'unclear',
    ...(p99 === undefined ? {} : { p99 }),
    goodput,
    errorRate,
    cost,
    ...(bottleneck === undefined
      ? {}
      : {
          next: {
            component: bottleneck.component,
            resource: bottleneck.resource,
            utilization: bottleneck.utilization,
          },
        }),
    ...(run.partial === undefined ? {} : { partial: run.partial.says }),
  };
}

/** The same trial, judged by a figure that should be less. */
export function judgedBy(trial: Trial, metric: Metric, before: Side, after: Side): Trial {
  const figure = compared(metric, before, after);
  if (figure === undefined) return trial;
  const { metric: name, ...effect } = figure;
  const verdicts = { less: 'helps', more: 'worse', same: 'none', unclear: 'unclear' } as const;
  return { ...trial, verdict: verdicts[effect.verdict], figure: { ...effect, name } };
}

/**
 * More good answers are better, whatever the percentile says: it is of those that succeed, and who used to fail are the
 * slowest of them. With as many good answers as before, a lower p99 is better.
 */
function verdictOf(goodput: Effect, p99: Effect | undefined): Verdict {
  const served = direction(goodput, NOTABLE.goodput);
  if (served === 'up') return 'helps';
  if (served === 'down') return 'worse';
  // Of other requests: a percentile of more or fewer survivors says nothing.
  if (served === 'unclear') return 'unclear';
  const late = p99 === undefined ? 'still' : direction(p99, NOTABLE.p99);
  if (late === 'down') return 'helps';
  if (late === 'up') return 'worse';
  return late === 'unclear' ? 'unclear' : 'none';
}

/** Where a figure goes, if notably: `still` only where the interval allows no notable change. */
function direction({ a, difference, ci95, verdict }: Effect, notable: number): 'up' | 'down' | 'still' | 'unclear' {
  const least = notable * Math.abs(a);
  if (verdict === 'same') return 'still';
  if (verdict === 'more' && difference >= least) return 'up';
  if (verdict === 'less' && -difference >= least) return 'down';
  if (ci95 === undefined) return 'unclear';
  return ci95[0] > -2 * least && ci95[1] < 2 * least ? 'still' : 'unclear';
}

/** Change as a share of what was before; 0 where nothing was. */
export function relative({ a, difference }: Effect): number {
  return a === 0 ? 0 : difference / Math.abs(a);
}

/** Shares by which a change is better: of goodput, and of p99 where goodput stays. Zero where that is not sure. */
export function benefit({ verdict, goodput, p99 }: Trial): readonly [number, number] {
  if (verdict === 'worse') return [Math.min(-1e-9, relative(goodput)), 0];
  if (verdict !== 'helps') return [0, 0];
  if (goodput.verdict === 'more' && relative(goodput) >= NOTABLE.goodput) return [relative(goodput), 0];
  return [0, p99 === undefined ? 0 : -relative(p99)];
}

/** What helps most first: those that raise goodput by how much, then those that lower p99. */
export function byBenefit(a: Trial, b: Trial): number {
  const [first, second] = [benefit(a), benefit(b)];
  return second[0] - first[0] || second[1] - first[1];
}
