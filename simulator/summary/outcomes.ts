import type { ComponentResult, RunResult } from '../result.ts';
import type { Segment } from '../snapshot.ts';
import { sum } from './arithmetic.ts';

/** What became of the data, over all components that could answer with an old version or lose a write. */
export function dataOutcomes(
  segments: readonly Segment[],
  components: readonly ComponentResult[],
): NonNullable<RunResult['outcomes']> {
  const reads = segments.flatMap((segment) => segment.components.map(({ behind }) => behind));
  const judged = sum(reads, (behind) => behind.reduce((total, n) => total + n, 0));
  const losing = components.filter(({ lostWrites }) => lostWrites !== undefined);
  return {
    ...(judged === 0 ? {} : { staleReads: 1 - sum(reads, ([fresh]) => fresh) / judged }),
    ...(losing.length === 0 ? {} : { lostWrites: sum(losing, ({ lostWrites = 0 }) => lostWrites) }),
  };
}
