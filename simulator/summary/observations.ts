import type { Histogram } from '../kernel/index.ts';
import type { Model } from '../model.ts';
import { Outcome } from '../outcome.ts';
import { BATCHES } from '../request-book.ts';
import type { Snapshot } from '../snapshot.ts';
import { merged, ratio, sum } from './arithmetic.ts';

/** Numbers of the request kinds that a result is about. */
export type Kinds = readonly number[];

/** What one replication, or one batch of the only one, says by itself. */
export interface Observation {
  readonly latency: Histogram;
  readonly throughput: number;
  readonly goodput: number;
  readonly errorRate: number;
}

/**
 * Independent or nearly so: the replications, or batches of one long run by time of arrival. Where the load or the system
 * changes on the way the batches are not alike, and a single run has no interval.
 */
export function observationsOf(model: Model, snapshots: readonly Snapshot[], kinds: Kinds): Observation[] {
  if (snapshots.length > 1) {
    return snapshots.map((snapshot) => {
      const books = kinds.map((kind) => snapshot.kinds[kind]);
      const ok = sum(books, (book) => book.outcomes[Outcome.ok] + book.outcomes[Outcome.miss]);
      const answered = sum(books, (book) => book.outcomes.reduce((total, n) => total + n, 0));
      return observation(merged(books.map((book) => book.latency())), ok, answered, snapshot.measured);
    });
  }
  if (model.faults.length > 0 || model.streams.some((stream) => stream.spec.shape !== undefined)) return [];
  const [snapshot] = snapshots;
  return Array.from({ length: BATCHES }, (_, batch) => {
    const books = kinds.map((kind) => snapshot.kinds[kind]);
    const latency = merged(books.map((book) => book.batches[batch]));
    return observation(
      latency,
      latency.count,
      latency.count + sum(books, (book) => book.batchFailures[batch]),
      snapshot.measured / BATCHES,
    );
  });
}

function observation(latency: Histogram, ok: number, answered: number, time: number): Observation {
  return {
    latency,
    throughput: ratio(answered, time),
    goodput: ratio(ok, time),
    errorRate: answered === 0 ? Number.NaN : (answered - ok) / answered,
  };
}
