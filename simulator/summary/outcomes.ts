import type { EffectCounts } from '../effect-book.ts';
import type { OutcomesResult } from '../result.ts';
import type { ComponentSegment, Segment } from '../snapshot.ts';
import { ci95, sum } from './arithmetic.ts';
import { Intervals, type Sample } from './sample.ts';

/** What went wrong of what could have. */
interface Kind {
  readonly wrong: (part: ComponentSegment) => number;
  readonly chances: (part: ComponentSegment) => number;
}

const of = (wrong: keyof EffectCounts, chances: keyof EffectCounts): Kind => ({
  wrong: ({ effects }) => effects[wrong],
  chances: ({ effects }) => effects[chances],
});

const kinds = {
  duplicates: of('duplicates', 'executions'),
  lostWrites: of('lostWrites', 'acknowledged'),
  staleReads: { wrong: ({ behind }) => judgedIn(behind) - behind[0], chances: ({ behind }) => judgedIn(behind) },
  outOfOrder: of('outOfOrder', 'deliveries'),
  oversold: of('oversold', 'sold'),
  halfDone: of('halfDone', 'concluded'),
} as const satisfies Record<string, Kind>;
type Name = keyof typeof kinds;
const names = Object.keys(kinds) as Name[];

/**
 * What became of data and effects, at one component (`of` finds it in a segment) or over several: counts over all
 * replications, each as a share of the times that it could have happened. Undefined where nothing could.
 */
export function outcomesOf(
  sample: Sample,
  components: (segment: Segment) => readonly ComponentSegment[],
): OutcomesResult | undefined {
  const parts = sample.segments.flatMap(components);
  const intervals = new Intervals(sample, components);
  const count = (of: (part: ComponentSegment) => number) => sum(parts, of);
  const total = (of: (part: ComponentSegment) => number) => (all: readonly ComponentSegment[]) => sum(all, of);
  const known = names.filter((name) => count(kinds[name].chances) > 0 || count(kinds[name].wrong) > 0);
  const deduplicated = count(({ effects }) => effects.deduplicated);
  const soldOut = count(({ effects }) => effects.soldOut);
  const undone = count(({ effects }) => effects.undone);
  if (known.length === 0 && deduplicated === 0 && soldOut === 0) return undefined;
  const table = <T>(value: (name: Name) => T) =>
    Object.fromEntries(known.map((name) => [name, value(name)])) as { readonly [N in Name]?: T };
  const share = (name: Name) => {
    const [wrong, chances] = [count(kinds[name].wrong), count(kinds[name].chances)];
    return chances === 0 ? 1 : wrong / chances;
  };
  const rpo = Math.max(0, ...parts.map(({ effects }) => effects.lossMax));
  const counts = table((name) => count(kinds[name].wrong));
  return {
    ...counts,
    ...(counts.staleReads === undefined ? {} : { staleReads: share('staleReads') }),
    ...(known.includes('duplicates') || deduplicated > 0 ? { deduplicated } : {}),
    ...(known.includes('lostWrites') ? { rpo } : {}),
    ...(known.includes('oversold') || soldOut > 0 ? { soldOut } : {}),
    ...(undone > 0 ? { undone, undoneAfter: count(({ effects }) => effects.undoneTime) / undone } : {}),
    counts,
    outOf: table((name) => count(kinds[name].chances)),
    shares: table(share),
    ...ci95(
      table((name) =>
        intervals.rare((all) => [total(kinds[name].wrong)(all), total(kinds[name].chances)(all)]),
      ) as Record<Name, ReturnType<typeof intervals.rare>>,
    ),
  };
}

function judgedIn(behind: Float64Array): number {
  return behind.reduce((total, n) => total + n, 0);
}
