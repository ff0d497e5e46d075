import { percentileInterval, rareInterval, ratioInterval, type Share } from '../interval.ts';
import type { Histogram, PackedHistogram } from '../kernel/index.ts';
import type { Model } from '../model.ts';
import type { Interval } from '../result.ts';
import { joined } from '../segments.ts';
import type { Segment, Snapshot } from '../snapshot.ts';
import { isTransient } from '../warmup.ts';

/** Batches of one long run: few, so that neighbors have little to do with each other. [Schmeiser, Operations Research 30(3), 1982: 10 to 30] */
const BATCHES = 10;

/** What a result is made of. */
export interface Sample {
  /** The counted segments of all replications. */
  readonly segments: readonly Segment[];
  /** The last of each replication. */
  readonly ends: readonly Segment[];
  /**
   * Independent or nearly so: the replications, or batches of one long run. None where no interval can be given: where
   * the load or the system changes on the way, batches are not alike; and where a law has no variance, nothing is near
   * its mean.
   */
  readonly observations: readonly Segment[];
  /** The observations are batches of one run, and neighbors may be correlated. */
  readonly isSerial: boolean;
}

export function sampleOf(model: Model, snapshots: readonly Snapshot[], isDispersed: boolean): Sample {
  const segments = snapshots.flatMap((snapshot) => snapshot.segments);
  const ends = snapshots.flatMap((snapshot) => snapshot.segments.slice(-1));
  const isSerial = snapshots.length === 1;
  const [{ segments: only }] = snapshots;
  const replications = snapshots.map((snapshot) => joined(snapshot.segments));
  const observations = isDispersed
    ? []
    : isSerial
      ? isTransient(model.topology)
        ? []
        : batchesOf(only)
      : replications;
  return { segments, ends, observations, isSerial };
}

/** Neighboring segments joined; a few at the front may be left over. */
function batchesOf(segments: readonly Segment[]): Segment[] {
  if (segments.length < BATCHES) return [];
  const size = Math.round(segments.length / BATCHES);
  const count = Math.floor(segments.length / size);
  const rest = segments.length - count * size;
  return Array.from({ length: count }, (_, i) => joined(segments.slice(rest + i * size, rest + (i + 1) * size)));
}

/** Intervals of one kind of request, a component, a connection or a resource: `of` finds it in a segment. */
export class Intervals<T> {
  private readonly parts: readonly { readonly part: T; readonly span: number }[];
  private readonly isSerial: boolean;

  constructor({ observations, isSerial }: Sample, of: (segment: Segment) => T) {
    this.parts = observations.map((segment) => ({ part: of(segment), span: segment.span }));
    this.isSerial = isSerial;
  }

  /** Of a total over another one. */
  ratio(share: (part: T) => Share): Interval | undefined {
    return ratioInterval(
      this.parts.map(({ part }) => share(part)),
      this.isSerial,
    );
  }

  /** The same of events that may not have been seen at all. */
  rare(share: (part: T) => Share): Interval | undefined {
    return rareInterval(
      this.parts.map(({ part }) => share(part)),
      this.isSerial,
    );
  }

  /** Of a total over the time. */
  rate(total: (part: T) => number): Interval | undefined {
    return ratioInterval(
      this.parts.map(({ part, span }) => [total(part), span]),
      this.isSerial,
    );
  }

  mean(times: (part: T) => PackedHistogram): Interval | undefined {
    return this.ratio((part) => [times(part).sum, times(part).count]);
  }

  percentile(p: number, all: Histogram, times: (part: T) => PackedHistogram): Interval | undefined {
    return percentileInterval(
      p,
      all,
      this.parts.map(({ part }) => times(part)),
      this.isSerial,
    );
  }
}
