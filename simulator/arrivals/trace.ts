import { z } from 'zod';
import { defineArrivals, type Pace, type PaceParts, type Recorded } from '../arrival-process.ts';
import type { Finding } from '../finding.ts';
import type { RateCurve } from '../parts/rate-curve.ts';
import { formatQuantity, readQuantity } from '../quantity.ts';

/** Rows of a trace that a document may hold; a file beside it may have more. */
const MOST_INLINE = 100_000;

/** What was recorded, in order of time: columns, since there may be a million rows. */
export interface TraceRows {
  /** [s] from the start of the run. */
  readonly at: readonly number[];
  /** Names of requests; absent where the trace has none. */
  readonly requests?: readonly string[] | undefined;
  /** Items as somebody named them; absent where the trace has none. */
  readonly keys?: readonly string[] | undefined;
}

const moment = z.union([z.number(), z.string()], { error: 'expected a time such as "1.25 s"' });
const row = z.union(
  [
    moment,
    z.tuple([moment]),
    z.tuple([moment, z.string().max(64)]),
    z.tuple([moment, z.string().max(64), z.union([z.string().max(200), z.int()])]),
  ],
  { error: 'expected a time, or [time, request] or [time, request, item]' },
);

const rows = z
  .array(row)
  .min(1)
  .max(MOST_INLINE)
  .transform((input, context): TraceRows => {
    const at: number[] = [];
    const requests: string[] = [];
    const keys: string[] = [];
    const width = Array.isArray(input[0]) ? input[0].length : 1;
    for (const [i, of] of input.entries()) {
      const [time, request, key] = Array.isArray(of) ? of : [of];
      const refuse = (message: string): never => {
        context.addIssue({ code: 'custom', message, path: [i], input: of });
        return z.NEVER;
      };
      const reading = readQuantity(time, 'time');
      if (!reading.ok || reading.value < 0) return refuse('expected a time such as "1.25 s"');
      if (reading.value < (at[i - 1] ?? 0)) return refuse('expected times that do not fall');
      if ((Array.isArray(of) ? of.length : 1) !== width) return refuse('expected rows of the same length');
      at.push(reading.value);
      if (request !== undefined) requests.push(request);
      if (key !== undefined) keys.push(String(key));
    }
    return { at, ...(width > 1 && { requests }), ...(width > 2 && { keys }) };
  });

const config = z
  .strictObject({
    rows: rows.optional(),
    file: z
      .string()
      .regex(
        /^[A-Za-z0-9_][A-Za-z0-9_. -]{0,199}\.csv$/,
        'expected the name of a CSV file beside the design, such as "requests.csv"',
      )
      .optional(),
  })
  .refine(({ rows: inline, file }) => (inline === undefined) !== (file === undefined), {
    error: 'expected either "rows" or "file"',
  });

/**
 * What was recorded elsewhere: moments, and where known which request came and which item it asked for. Shapes and surges
 * run the recording faster or slower. After its last row nothing comes any more.
 */
export const trace = defineArrivals({
  name: 'trace',
  title: 'Trace',
  description:
    'Recorded requests, written in the design’s file: "rows" of times, or the name of a CSV "file" for the command line.',
  config,
  rate: ({ rows: of }, duration) => (of === undefined ? 0 : of.at.filter((time) => time < duration).length / duration),
  pace: ({ rows: of }, parts) => new TracePace(of ?? { at: [] }, parts),
  check: ({ rows: of, file }, { requests, duration }) => {
    if (of === undefined) return [unread(file ?? '')];
    const strange = of.requests?.findIndex((name) => !requests.includes(name)) ?? -1;
    const [first] = of.at;
    const last = of.at[of.at.length - 1];
    return [
      ...(strange < 0 ? [] : [unknownRow(strange, of.requests?.[strange] ?? '', requests)]),
      ...(last < duration ? [short(last)] : []),
      ...(first >= duration ? [late(first)] : []),
    ];
  },
  starter: (rate) => ({ rows: [1, 2, 3, 4, 5].map((i) => Number((i / rate).toPrecision(6))) }),
});

function unread(file: string): Finding {
  return {
    code: 'trace-file',
    severity: 'error',
    path: ['file'],
    what: `The requests are in the file "${file}", which has not been read.`,
    why: 'The command line reads a CSV file beside the design; the studio reads nothing but the design itself.',
    todo: 'Run `headroom simulate` on the design, or write its lines into the design as "rows": [[0.1, "redirect", "item"], …].',
  };
}

function unknownRow(row: number, name: string, requests: readonly string[]): Finding {
  return {
    code: 'unknown-request',
    severity: 'error',
    path: ['rows', row],
    what: `Row ${row + 1} of the trace asks for "${name}", which the stream does not have.`,
    why: 'Each request of a trace is one of those that its stream describes.',
    todo: `Use one of: ${requests.join(', ')}; or add the request.`,
  };
}

function short(last: number): Finding {
  return {
    code: 'short-trace',
    severity: 'warning',
    path: [],
    what: `The trace ends at ${formatQuantity(last, 'time')}, before the run does.`,
    why: 'After its last row nothing comes any more, and averages over time hold the silence too.',
    todo: 'Make the run as long as the trace.',
  };
}

function late(first: number): Finding {
  return {
    code: 'late-trace',
    severity: 'warning',
    path: [],
    what: `The trace begins at ${formatQuantity(first, 'time')}, when the run is over: nothing is asked.`,
    why: 'Its times count from the start of the run.',
    todo: 'Subtract the time of its first row from all of them, or make the run longer.',
  };
}

class TracePace implements Pace {
  readonly recorded: { -readonly [P in keyof Recorded]: Recorded[P] } = { request: undefined, key: -1 };
  private readonly rows: TraceRows;
  private readonly numbers: readonly number[] | undefined;
  private readonly curve: RateCurve;
  /** The row that comes next. */
  private row = 0;

  constructor(of: TraceRows, parts: PaceParts) {
    this.rows = of;
    this.numbers = of.keys === undefined ? undefined : keyNumbers(of.keys).numbers;
    // The time of the recording passes at this rate.
    this.curve = parts.curve(1);
  }

  next(now: number): number {
    const { row, rows: of, numbers } = this;
    if (row === of.at.length) return Number.POSITIVE_INFINITY;
    const gap = of.at[row] - (row === 0 ? 0 : of.at[row - 1]);
    this.recorded.request = of.requests?.[row];
    this.recorded.key = numbers === undefined ? -1 : numbers[row];
    this.row++;
    return gap === 0 ? now : this.curve.after(now, gap);
  }
}

/** The items of a trace as numbers, the most frequent first, as in the laws of popularity; `count` is how many there are. */
function keyNumbers(keys: readonly string[]): { numbers: number[]; count: number } {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const ordered = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const rank = new Map(ordered.map(([key], i) => [key, i]));
  return { numbers: keys.map((key) => rank.get(key) ?? 0), count: ordered.length };
}

/** How often one kind of request asked for each item, by the items' numbers; undefined where the trace does not say. */
export function recordedWeights({ requests, keys }: TraceRows, request: string): number[] | undefined {
  if (keys === undefined) return undefined;
  const { numbers, count } = keyNumbers(keys);
  const weights = new Array<number>(count).fill(0);
  numbers.forEach((key, row) => {
    if (requests?.[row] === request) weights[key]++;
  });
  return weights.some((weight) => weight > 0) ? weights : undefined;
}
