import type { RandomStream } from '../kernel/index.ts';
import type { RequestKind } from '../model.ts';
import { OPS, Op } from '../outcome.ts';
import type { CacheContents } from './cache-contents.ts';
import type { Past } from './eviction/index.ts';

/** What a cache that has run for long has seen. */
export interface LongRun {
  /** The kinds of requests whose answers it holds. */
  readonly kinds: readonly RequestKind[];
  /** How often it is asked, by request kind × OPS + op [1/s]; only looked at where entries expire. */
  readonly rates: () => Float64Array;
  /** Separate caches over which the requests spread at random; one if absent. */
  readonly sites?: number;
  readonly own?: Past['own'];
  /** Of what is asked for at this rate by all sites together, what comes here [1/s]; all of a site's share if absent. */
  readonly thinned?: (rate: number) => number;
}

/**
 * Fills an empty cache with what has been asked for most, as after running for long. How often each key was asked for
 * follows from the base rates of the workload and the popularity of its keys, as the closed forms know them (flows.ts): surges,
 * retries and entries that writes dropped are left out, what does not exist is not known yet, and a cache behind another is taken to see the same popularity.
 */
export function warmUp(contents: CacheContents, longRun: LongRun, draws: () => RandomStream): void {
  const asking = longRun.kinds.filter((kind) => kind.popularity !== undefined);
  // Keys are one space: the largest set that reads ask for is what a long-running cache has seen. Where nobody reads it is
  // writes that look something up.
  const [widest] = asking.toSorted(
    (a, b) => Number(a.isWrite) - Number(b.isWrite) || (b.popularity?.count ?? 0) - (a.popularity?.count ?? 0),
  );
  if (widest?.popularity === undefined) return;
  const { sites = 1, own, thinned } = longRun;
  let rates: Float64Array | undefined;
  const rateOf = (key: number) => {
    rates ??= longRun.rates();
    let rate = 0;
    for (const { index, popularity, spec } of asking) {
      if (popularity === undefined || key >= popularity.count) continue;
      rate += ((rates[index * OPS + Op.read] * (1 - (spec.absent ?? 0))) / sites) * popularity.probability(key);
    }
    return thinned === undefined ? rate : thinned(rate);
  };
  contents.warm({ keys: widest.popularity.count, rateOf, ...(own && { own }) }, widest.spec.response, draws());
}
