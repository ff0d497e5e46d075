import { intervalAround } from '../interval.ts';
import type { Model } from '../model.ts';
import { OUTCOMES, Outcome, outcomeNames } from '../outcome.ts';
import type { KindBook } from '../request-book.ts';
import type { RequestResult } from '../result.ts';
import type { Snapshot } from '../snapshot.ts';
import { ci95, merged, ratio, sum } from './arithmetic.ts';
import { bars, latencySummary } from './latency.ts';
import { type Kinds, observationsOf } from './observations.ts';

/** Requests of some kinds together, as their clients saw them. */
export function requestResult(model: Model, snapshots: readonly Snapshot[], kinds: Kinds): RequestResult {
  const books = snapshots.flatMap((snapshot) => kinds.map((kind) => snapshot.kinds[kind]));
  const measured = sum(snapshots, (snapshot) => snapshot.measured);
  const offered = sum(books, (book) => book.offered);
  const byOutcome = Array.from({ length: OUTCOMES }, (_, outcome) => sum(books, (book) => book.outcomes[outcome]));
  const answered = byOutcome.reduce((total, n) => total + n, 0);
  const succeeded = byOutcome[Outcome.ok] + byOutcome[Outcome.miss];
  const failed: Record<string, number> = {};
  const errors: Record<string, number> = {};
  for (let outcome = Outcome.rejected as number; outcome < OUTCOMES; outcome++) {
    if (byOutcome[outcome] === 0) continue;
    failed[outcomeNames[outcome]] = byOutcome[outcome];
    errors[outcomeNames[outcome]] = ratio(byOutcome[outcome], answered);
  }
  const latency = merged(books.map((book) => book.latency()));
  const observations = observationsOf(model, snapshots, kinds);
  const errorRate = ratio(answered - succeeded, answered);
  return {
    counts: { offered, succeeded, inFlight: offered - answered, failed },
    offered: ratio(offered, measured),
    throughput: ratio(answered, measured),
    goodput: ratio(succeeded, measured),
    errorRate,
    errors,
    availability: answered === 0 ? 1 : succeeded / answered,
    latency: latencySummary(latency, observations),
    histogram: bars(latency),
    failures: failuresOf(model, books),
    ...ci95({
      throughput: intervalAround(
        ratio(answered, measured),
        observations.map((o) => o.throughput),
      ),
      goodput: intervalAround(
        ratio(succeeded, measured),
        observations.map((o) => o.goodput),
      ),
      errorRate: intervalAround(
        errorRate,
        observations.map((o) => o.errorRate),
      ),
    }),
  };
}

function failuresOf(model: Model, books: readonly KindBook[]): RequestResult['failures'] {
  const places = [
    ...model.components.map((component) => component.spec.id),
    ...model.connections.map(({ spec }) => `${spec.from}->${spec.to}`),
  ];
  const found: { reason: string; at: string; count: number }[] = [];
  for (let outcome = Outcome.rejected as number; outcome < OUTCOMES; outcome++) {
    places.forEach((at, place) => {
      const count = sum(books, (book) => book.failures[outcome * places.length + place]);
      if (count > 0) found.push({ reason: outcomeNames[outcome], at, count });
    });
  }
  return found.sort((a, b) => b.count - a.count);
}
