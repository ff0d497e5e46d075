import type { RandomStream } from '../kernel/index.ts';
import type { RequestKind } from '../model.ts';
import type { CacheContents } from './cache-contents.ts';

/** Fills an empty cache with what has been asked for most by these kinds of requests, as after running for long. */
export function warmUp(contents: CacheContents, kinds: readonly RequestKind[], draws: () => RandomStream): void {
  // Keys are one space: the largest set that reads ask for is what a long-running cache has seen. Where nobody reads it is
  // writes that look something up.
  const widest = kinds
    .filter((kind) => kind.popularity !== undefined)
    .sort(
      (a, b) => Number(a.isWrite) - Number(b.isWrite) || (b.popularity?.count ?? 0) - (a.popularity?.count ?? 0),
    )[0];
  if (widest?.popularity !== undefined) contents.warm(widest.popularity.count, widest.spec.response, draws());
}
