import type { z } from 'zod';
import type { Distribution } from './distribution.ts';
import type { Finding } from './finding.ts';
import type { RandomStream } from './kernel/index.ts';
import type { RateCurve } from './parts/rate-curve.ts';

/** When the requests of one stream come, in one run. */
export interface Pace {
  /** The next moment after `now` at which something happens, an arrival or a change of the pace [s]; Infinity for never. */
  next(now: number): number;
  /** Whether the moment that `next` gave is an arrival; absent where it always is. */
  arrives?(): boolean;
  /** What arrives at that moment, where the process knows: see `Recorded`. */
  readonly recorded?: Recorded;
}

/** A request as somebody recorded it. */
export interface Recorded {
  /** Name of the request; undefined where it is drawn by the shares. */
  readonly request: string | undefined;
  /** The item it asks for; −1 where it is drawn from the request's own keys. */
  readonly key: number;
}

/** What a pace is made of. */
export interface PaceParts {
  /** A random stream of the arrivals' own for a purpose. */
  draws(purpose: string): RandomStream;
  /** This rate over time: the stream's shape and all surges on it. */
  curve(rate: number): RateCurve;
}

/** People who each have one request at a time. */
export interface Users {
  readonly users: number;
  /** From an answer to the next request. */
  readonly think: { sample(stream: RandomStream): number };
}

/** What a process may have to be checked against. */
export interface StreamFacts {
  /** Names of the stream's requests. */
  readonly requests: readonly string[];
  /** [s] */
  readonly duration: number;
}

/** Requests that follow one another in no time at all. */
export function noGap(path: string): Finding {
  return {
    code: 'no-gap',
    severity: 'error',
    path: [path],
    what: 'Requests follow one another in no time at all.',
    why: 'Infinitely many would arrive at one moment.',
    todo: 'Give the time between them a mean above zero.',
  };
}

/**
 * One arrival process. Everything that lists, reads, draws, scales or estimates arrivals derives from this. It is open,
 * with a `pace` of its own, or closed, with `users` who set the pace by waiting for their answers.
 */
export interface ArrivalDefinition<Config = never> {
  /** Key in a file: `{ "poisson": { "rate": "100/s" } }`. */
  readonly name: string;
  readonly title: string;
  /** One sentence for the list in the studio. */
  readonly description: string;
  readonly config: z.ZodObject;
  /** Arrivals per second in the long run, before shapes, surges and batches, in a run of so many seconds. */
  readonly rate: (config: Config, duration: number) => number;
  readonly pace?: (config: Config, parts: PaceParts) => Pace;
  readonly users?: (config: Config) => Users;
  /** The law of its gaps or think times, where a file writes one. */
  readonly gap?: (config: Config) => Distribution;
  /** What is wrong with it as a whole, by paths below the process's name. */
  readonly check?: (config: Config, stream: StreamFacts) => readonly Finding[];
  /** The same process so many times as fast; absent where the pace cannot be chosen. */
  readonly scaled?: (config: Config, factor: number) => Config;
  /** What a fresh one has, as a file would write it, where the load was about `rate` per second, as `written` by its author. */
  readonly starter: (rate: number, written: number | string) => Readonly<Record<string, unknown>>;
}

// biome-ignore lint/suspicious/noExplicitAny: the catalogue holds definitions of different configurations; each is parsed by its own schema before use
export type AnyArrivals = ArrivalDefinition<any>;

/** Keeps the configuration's type between the schema and the functions of one definition. */
export function defineArrivals<Schema extends z.ZodObject>(
  definition: Omit<ArrivalDefinition<z.output<Schema>>, 'config'> & { config: Schema },
): AnyArrivals {
  return definition;
}
