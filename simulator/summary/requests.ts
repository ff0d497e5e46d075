import type { Model } from '../model.ts';
import { OUTCOMES, Outcome, outcomeNames } from '../outcome.ts';
import type { Blame, RequestResult } from '../result.ts';
import { joinedParts } from '../segments.ts';
import type { KindSegment, Segment } from '../snapshot.ts';
import { ci95, merged, ratio, sum } from './arithmetic.ts';
import { blameOf } from './blame.ts';
import { bars, latencySummary } from './latency.ts';
import { Intervals, type Sample } from './sample.ts';

/** Numbers of the request kinds that a result is about. */
export type Kinds = readonly number[];

/** Requests of some kinds together, as their clients saw them. */
export function requestResult(model: Model, sample: Sample, kinds: Kinds): RequestResult {
  const of = (segment: Segment): KindSegment => joinedParts(kinds.map((kind) => segment.kinds[kind]));
  const intervals = new Intervals(sample, of);
  const parts = sample.segments.flatMap((segment) => kinds.map((kind) => segment.kinds[kind]));
  const measured = sum(sample.segments, ({ span }) => span);
  const offered = sum(parts, (part) => part.offered);
  const byOutcome = Array.from({ length: OUTCOMES }, (_, outcome) => sum(parts, (part) => part.outcomes[outcome]));
  const answered = answeredOf(byOutcome);
  const succeeded = succeededOf(byOutcome);
  const failed: Record<string, number> = {};
  const errors: Record<string, number> = {};
  for (let outcome = Outcome.rejected as number; outcome < OUTCOMES; outcome++) {
    if (byOutcome[outcome] === 0) continue;
    failed[outcomeNames[outcome]] = byOutcome[outcome];
    errors[outcomeNames[outcome]] = ratio(byOutcome[outcome], answered);
  }
  const latency = merged(parts.map((part) => part.latency));
  const blame = blameOf(model, sample, kinds);
  return {
    counts: { offered, succeeded, inFlight: offered - answered, failed },
    offered: ratio(offered, measured),
    throughput: ratio(answered, measured),
    goodput: ratio(succeeded, measured),
    errorRate: ratio(answered - succeeded, answered),
    errors,
    availability: answered === 0 ? 1 : succeeded / answered,
    latency: latencySummary(latency, intervals, (part) => part.latency),
    histogram: bars(latency),
    failures: failuresOf(model, parts, blame?.byFailure),
    ...(blame === undefined ? {} : { blame: blame.requests }),
    ...ci95({
      offered: intervals.rate((part) => part.offered),
      throughput: intervals.rate(({ outcomes }) => answeredOf(outcomes)),
      goodput: intervals.rate(({ outcomes }) => succeededOf(outcomes)),
      errorRate: intervals.rare(({ outcomes }) => [answeredOf(outcomes) - succeededOf(outcomes), answeredOf(outcomes)]),
    }),
  };
}

function answeredOf(outcomes: ArrayLike<number>): number {
  let answered = 0;
  for (let outcome = 0; outcome < OUTCOMES; outcome++) answered += outcomes[outcome];
  return answered;
}

function succeededOf(outcomes: ArrayLike<number>): number {
  return outcomes[Outcome.ok] + outcomes[Outcome.miss];
}

function failuresOf(
  model: Model,
  parts: readonly KindSegment[],
  blame: ReadonlyMap<number, Blame> | undefined,
): RequestResult['failures'] {
  const places = [
    ...model.components.map((component) => component.spec.id),
    ...model.connections.map(({ spec }) => `${spec.from}->${spec.to}`),
  ];
  const failed = parts.filter(({ failures }) => failures.length > 0);
  const found: { reason: string; at: string; count: number; blame?: Blame }[] = [];
  for (let outcome = Outcome.rejected as number; outcome < OUTCOMES; outcome++) {
    places.forEach((at, place) => {
      const count = sum(failed, ({ failures }) => failures[outcome * places.length + place]);
      const where = blame?.get(outcome * places.length + place);
      if (count > 0) found.push({ reason: outcomeNames[outcome], at, count, ...(where && { blame: where }) });
    });
  }
  return found.sort((a, b) => b.count - a.count);
}
