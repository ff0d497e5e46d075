import { z } from 'zod';
import { arrivalsSchema } from './arrival-catalogue.ts';
import { idSchema } from './connection.ts';
import { choice, flag, group, optionalQuantity, quantity, requiredQuantity } from './field.ts';

/** What is asked of the design: streams of requests, each from one client component. */

export const popularityDefaults = { count: 1_000_000, zipf: 0.9 } as const;

/** Which items the requests ask for. Caches and consistent hashing live on it. */
export const keysField = group(
  { title: 'Keys', help: 'How many different items the requests ask for, and how unevenly.' },
  {
    count: quantity('count', {
      title: 'Items',
      help: 'Different items that may be asked for.',
      default: popularityDefaults.count,
      source: 'Assumption: a million live items; take your own.',
      min: 1,
      max: 1e9,
      integer: true,
    }),
    zipf: optionalQuantity(
      'count',
      {
        title: 'Skew',
        help: 'Zipf exponent: 0 asks for all items alike; near 1 a few items get most requests.',
        min: 0,
        max: 4,
      },
      {
        default: popularityDefaults.zipf,
        source:
          'Assumption: between web proxies, 0.64–0.83 (Breslau et al., INFOCOM 1999), and the YCSB benchmark, 0.99.',
      },
    ),
    hotSet: group(
      {
        title: 'Hot set',
        help: 'A part of the items gets a part of the traffic, each spread evenly; in place of the skew.',
      },
      {
        traffic: quantity('fraction', {
          title: 'Traffic',
          help: 'Share of the requests that ask for a hot item.',
          default: '80 %',
          source: 'YCSB: hotspotopnfraction = 0.8.',
          above: 0,
          max: 1,
        }),
        items: quantity('fraction', {
          title: 'Hot items',
          help: 'Share of the items that are hot.',
          default: '20 %',
          source: 'YCSB: hotspotdatafraction = 0.2.',
          above: 0,
          max: 1,
        }),
      },
    ),
    weights: z
      .array(z.number().min(0).max(1e9))
      .min(1)
      .max(100_000)
      .refine((weights) => weights.some((weight) => weight > 0), 'expected a weight above 0')
      .optional(),
  },
);

export const requestSchema = z.strictObject({
  kind: choice({
    title: 'Kind',
    help: 'A read may be answered by caches and replicas; a write goes to the store.',
    options: [
      { value: 'read', title: 'Read', description: 'Asks for an item.' },
      { value: 'write', title: 'Write', description: 'Changes or creates an item.' },
    ],
    default: 'read',
    source: 'Assumption: most requests read.',
  }),
  share: quantity('fraction', {
    title: 'Share',
    help: 'Part of the stream’s requests, relative to the others.',
    default: 1,
    source: 'Assumption: kinds without a share weigh alike.',
    above: 0,
    max: 1e6,
  }),
  priority: quantity('count', {
    title: 'Priority',
    help: 'Urgency: 0 is the most urgent. It matters where a component serves or sheds by priority.',
    default: 3,
    source: 'RFC 9218 (Extensible Prioritization Scheme for HTTP): urgency from 0 to 7, 3 by default.',
    min: 0,
    max: 100,
    integer: true,
  }),
  keys: keysField,
  absent: optionalQuantity('fraction', {
    title: 'Not there',
    help: 'Share of the requests that ask for an item which does not exist: mistyped, deleted, guessed by a crawler or an attacker. There are as many such items as others, asked for as unevenly. Each goes through to the store, unless a cache keeps absences.',
    above: 0,
    max: 1,
    advanced: true,
  }),
  idempotent: flag({
    title: 'Idempotent',
    help: 'Whether doing it twice does no harm. If not, it is tried again only where it was refused before any work, and never hedged.',
    default: true,
    source:
      'Assumption: requests carry an idempotency key, or change nothing; RFC 9110 has GET, PUT and DELETE idempotent.',
    advanced: true,
  }),
  atomic: flag({
    title: 'All or nothing',
    help: 'What it writes in several places belongs together: a row and the event that tells of it, an order and its payment. A request that has written in one place and not in another is counted as half done.',
    default: false,
    source: 'Assumption: unless said, each write stands for itself.',
    advanced: true,
  }),
  payload: quantity('bytes', {
    title: 'Request size',
    help: 'Bytes that the caller sends.',
    default: '0.5 KB',
    source: 'Assumption: headers and a small body.',
    min: 0,
  }),
  response: quantity('bytes', {
    title: 'Response size',
    help: 'Bytes that come back; also the size of a cached entry.',
    default: '1 KB',
    source: 'Assumption: a small JSON document.',
    min: 0,
  }),
});
export type RequestSpec = z.output<typeof requestSchema>;

const time = (help: string) => requiredQuantity('time', { title: 'Time', help, min: 0 });
const factor = z.number().min(0).max(1e6);

const points = z
  .array(z.tuple([time('From this moment on.'), factor]))
  .min(1)
  .max(10_000);

/**
 * The rate over time, as a factor of the stream's rate: breakpoints that hold (`step`) or are joined by straight lines
 * (`linear`). Everything a file may write becomes this, except an expression, which `src` turns into breakpoints.
 */
export interface ShapePoints {
  readonly interpolation: 'step' | 'linear';
  /** Moment [s] and factor, in rising order of moments; before the first the factor is 1, after the last it stays. */
  readonly points: readonly (readonly [number, number])[];
}

export const shapeSchema = z.union(
  [
    z.strictObject({ steps: points }),
    z.strictObject({
      ramp: z.strictObject({
        at: time('Begins to grow here.'),
        for: time('Takes so long.'),
        from: factor.prefault(1),
        to: factor,
      }),
    }),
    z.strictObject({ spike: z.strictObject({ at: time('Begins here.'), for: time('Lasts so long.'), factor }) }),
    z.strictObject({
      diurnal: z.strictObject({
        period: quantity('time', {
          title: 'Period',
          help: 'One day, or a shorter one to see it at all.',
          default: '24 h',
          source: 'Assumption: people follow the day.',
          above: 0,
        }),
        peakToMean: quantity('count', {
          title: 'Peak to mean',
          help: 'Height of the peak over the mean.',
          default: 2,
          source: 'Assumption: consumer traffic that nearly stops at night; 2 is the most a cosine reaches.',
          min: 1,
          max: 2,
        }),
      }),
    }),
    z.strictObject({ expression: z.string().min(1).max(500) }),
  ],
  { error: 'expected one shape: steps, ramp, spike, diurnal or expression' },
);
export type ShapeSpec = z.output<typeof shapeSchema>;

export const streamSchema = z.strictObject({
  client: idSchema,
  arrivals: arrivalsSchema,
  shape: shapeSchema.optional(),
  average: optionalQuantity('rate', {
    title: 'Monthly average',
    help: 'Mean rate over the month, for the bill. Without it the bill takes this run’s rate for the whole month.',
    above: 0,
  }),
  requests: z
    .record(idSchema, requestSchema)
    .refine((requests) => Object.keys(requests).length > 0, 'expected at least one request'),
});
export type StreamSpec = z.output<typeof streamSchema>;

export const workloadSchema = z.strictObject({ streams: z.array(streamSchema).min(1).max(64) });
export type WorkloadSpec = z.output<typeof workloadSchema>;

const positive = (title: string, help: string) =>
  requiredQuantity('time', { title, help, above: 0, max: 10 * 31_536_000 });

const MOST_REPLICATIONS = 1000;

export const runSchema = z.strictObject({
  duration: positive('Duration', 'Simulated time.').prefault('60 s'),
  warmup: z
    .union(
      [
        z.literal('auto'),
        requiredQuantity('time', {
          title: 'Warm-up',
          help: 'Requests that arrive in it are not counted; 0 counts everything. Detected unless written (or "auto").',
          min: 0,
        }),
      ],
      { error: 'expected a time such as "10 s", or "auto"' },
    )
    .optional(),
  seed: z.int().min(0).max(0xffff_ffff).prefault(1),
  replications: z.int().min(1).max(MOST_REPLICATIONS).prefault(1),
  seeds: z
    .array(z.int().min(0).max(0xffff_ffff))
    .min(1)
    .max(MOST_REPLICATIONS)
    .refine((seeds) => new Set(seeds).size === seeds.length, 'expected seeds that differ from each other')
    .optional(),
  precision: optionalQuantity('fraction', {
    title: 'Precision',
    help: 'Replications are added until the 95 % intervals of mean and p99 are this narrow, as a share of the value.',
    min: 0.01,
    max: 0.5,
  }),
});
export type RunSpec = z.output<typeof runSchema>;
