import { z } from 'zod';
import type { AnyArrivals } from './arrival-process.ts';
import { closed } from './arrivals/closed.ts';
import { constant } from './arrivals/constant.ts';
import { crowd } from './arrivals/crowd.ts';
import { mmpp } from './arrivals/mmpp.ts';
import { poisson } from './arrivals/poisson.ts';
import { renewal } from './arrivals/renewal.ts';
import { schedule } from './arrivals/schedule.ts';
import { trace } from './arrivals/trace.ts';
import { type BatchSpec, batchSchema } from './parts/batch.ts';

/** Every arrival process there is, a line each. */
export const arrivalCatalogue: readonly AnyArrivals[] = [
  poisson,
  constant,
  renewal,
  mmpp,
  crowd,
  schedule,
  trace,
  closed,
];

const options = arrivalCatalogue.map((definition) =>
  z.strictObject({
    [definition.name]: definition.config,
    ...(definition.pace !== undefined && { batch: batchSchema.optional() }),
  }),
);

/** What a file has under `arrivals`: one process under its name, and the size of batches beside an open one. */
export type ArrivalsSpec = { readonly batch?: BatchSpec | undefined } & Readonly<Record<string, unknown>>;

/** Exactly one process; which ones there are is the list of its keys. */
export const arrivalsSchema = z.union(options as unknown as [z.ZodObject, ...z.ZodObject[]], {
  error: `expected one arrival process: ${arrivalCatalogue.map(({ name }) => name).join(', ')}`,
}) as unknown as z.ZodType<ArrivalsSpec, unknown> & { readonly options: readonly z.ZodObject[] };

/** The process that a file names, and its parameters. */
export function processOf(arrivals: ArrivalsSpec): { readonly definition: AnyArrivals; readonly config: unknown } {
  const definition = arrivalCatalogue.find(({ name }) => arrivals[name] !== undefined) ?? poisson;
  return { definition, config: arrivals[definition.name] };
}
