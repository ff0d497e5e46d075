import { Histogram, type PackedHistogram } from './kernel/index.ts';
import type { Segment, Snapshot } from './snapshot.ts';
import { joinedTallies, type PackedTallies } from './tracing/tallies.ts';

/** Several segments as one, by the rule that `Segment` states: totals add up, but for greatest and last values. */
export function joined(segments: readonly Segment[]): Segment {
  return joinedParts(segments);
}

/** The same of parts of segments: of several kinds of requests, say. */
export function joinedParts<T>(parts: readonly T[]): T {
  return parts.length === 1 ? parts[0] : (join('', parts) as T);
}

/** A replication as one segment: what is kept of many. */
export function condensed({ candidates: _, ...snapshot }: Snapshot): Snapshot {
  return { ...snapshot, segments: snapshot.segments.length === 0 ? [] : [joined(snapshot.segments)] };
}

function join(name: string, values: readonly unknown[]): unknown {
  const [first] = values;
  if (typeof first === 'number') {
    const numbers = values as readonly number[];
    return name.endsWith('Max') ? Math.max(...numbers) : numbers.reduce((sum, value) => sum + value, 0);
  }
  if (name === 'end') return values.at(-1);
  if (first instanceof Float64Array) return added(values as readonly Float64Array[]);
  if (Array.isArray(first)) {
    return first.map((_, i) =>
      join(
        '',
        values.map((value) => (value as readonly unknown[])[i]),
      ),
    );
  }
  if (isHistogram(first)) return packed(values as readonly PackedHistogram[]);
  if (isTallies(first)) return joinedTallies(values as readonly PackedTallies[]);
  return Object.fromEntries(
    Object.keys(first as object).map((key) => [
      key,
      join(
        key,
        values.map((value) => (value as Record<string, unknown>)[key]),
      ),
    ]),
  );
}

function isHistogram(value: unknown): value is PackedHistogram {
  return typeof value === 'object' && value !== null && 'counts' in value && value.counts instanceof Uint32Array;
}

function isTallies(value: unknown): value is PackedTallies {
  return typeof value === 'object' && value !== null && 'keys' in value && value.keys instanceof Int32Array;
}

function packed(histograms: readonly PackedHistogram[]): PackedHistogram {
  const all = new Histogram();
  for (const histogram of histograms) all.add(histogram);
  return all.pack();
}

/** Element by element; an empty one is all zeros. */
function added(columns: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(Math.max(...columns.map((column) => column.length)));
  for (const column of columns) for (let i = 0; i < column.length; i++) sum[i] += column[i];
  return sum;
}
