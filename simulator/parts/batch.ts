import { z } from 'zod';
import { log1p, type RandomStream } from '../kernel/index.ts';

/** Requests that come at the same moment: a fixed number, or a geometric one from 1 on. */
export type BatchSpec = number | { readonly geometric: { readonly mean: number } };

const LARGEST = 10_000;

export const batchSchema = z.union(
  [
    z.int().min(1).max(LARGEST),
    z.strictObject({ geometric: z.strictObject({ mean: z.number().min(1).max(LARGEST) }) }),
  ],
  { error: 'expected the number of requests that come at once, such as 4 or { "geometric": { "mean": 3 } }' },
);

export function meanBatch(batch: BatchSpec | undefined): number {
  if (batch === undefined) return 1;
  return typeof batch === 'number' ? batch : batch.geometric.mean;
}

/** Draws the sizes of batches. */
export class BatchSize {
  private readonly fixed: number;
  /** −ln P(one more), infinite where there never is. */
  private readonly ending: number;
  private readonly draws: RandomStream;

  constructor(batch: BatchSpec, draws: RandomStream) {
    this.fixed = typeof batch === 'number' ? batch : 0;
    this.ending = typeof batch === 'number' ? 0 : -log1p(-1 / batch.geometric.mean);
    this.draws = draws;
  }

  /** Geometric by inversion: whole steps of the exponential's tail. */
  next(): number {
    return this.fixed > 0 ? this.fixed : 1 + Math.floor(this.draws.exponential() / this.ending);
  }
}
