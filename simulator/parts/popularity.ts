import type { RandomStream } from '../kernel/index.ts';
import type { KeyProfile } from '../theory/index.ts';
import { AliasTable } from './alias-table.ts';
import { Zipf } from './zipf.ts';

/** How often each of `count` keys is asked for, as plain data. Ranks start at 0, the most popular. */
export type PopularitySpec =
  | { readonly kind: 'uniform'; readonly count: number }
  /** Rank i is asked for in proportion to (i + 1)^-exponent; 0 is uniform. */
  | { readonly kind: 'zipf'; readonly count: number; readonly exponent: number }
  /** The first `hotKeys` keys share `hotShare` of the requests evenly, the others the rest. */
  | { readonly kind: 'hot-set'; readonly count: number; readonly hotKeys: number; readonly hotShare: number }
  /** Relative weight of each key; the numbers need not fall, nor sum to one. */
  | { readonly kind: 'weights'; readonly weights: readonly number[] };

/** A law over keys, from which ranks can be drawn. */
export interface Popularity {
  /** Number of different keys. */
  readonly count: number;
  /** One draw: a rank from 0 to count - 1. */
  sample(stream: RandomStream): number;
  /** Share of the requests that ask for this rank. */
  probability(rank: number): number;
  /** The law in few classes, the most popular first, for the closed forms of caches. */
  profile(): KeyProfile;
}

export function popularity(spec: PopularitySpec): Popularity {
  switch (spec.kind) {
    case 'uniform':
      return new HotSet(spec.count, spec.count, 1);
    case 'zipf':
      return spec.exponent === 0 ? new HotSet(spec.count, spec.count, 1) : new Zipf(spec.count, spec.exponent);
    case 'hot-set':
      return new HotSet(spec.count, spec.hotKeys, spec.hotShare);
    case 'weights':
      return new Weighted(spec.weights);
  }
}

/** Two classes, each uniform within; with every key hot, the uniform law. */
class HotSet implements Popularity {
  readonly count: number;
  private readonly hotKeys: number;
  private readonly hotShare: number;

  constructor(count: number, hotKeys: number, hotShare: number) {
    this.count = count;
    this.hotKeys = Math.min(count, hotKeys);
    this.hotShare = hotKeys >= count ? 1 : hotShare;
  }

  sample(stream: RandomStream): number {
    if (this.hotShare === 1 || stream.chance(this.hotShare)) return stream.integer(this.hotKeys);
    return this.hotKeys + stream.integer(this.count - this.hotKeys);
  }

  probability(rank: number): number {
    return rank < this.hotKeys ? this.hotShare / this.hotKeys : (1 - this.hotShare) / (this.count - this.hotKeys);
  }

  profile(): KeyProfile {
    const { count, hotKeys } = this;
    if (hotKeys === count) return { probability: Float64Array.of(1 / count), keys: Float64Array.of(count) };
    const hotter = this.probability(0) >= this.probability(hotKeys) ? [0, hotKeys] : [hotKeys, 0];
    return {
      probability: Float64Array.from(hotter, (rank) => this.probability(rank)),
      keys: Float64Array.from(hotter, (rank) => (rank === 0 ? hotKeys : count - hotKeys)),
    };
  }
}

/** Any weights. */
class Weighted implements Popularity {
  readonly count: number;
  private readonly share: Float64Array;
  private readonly table: AliasTable;

  constructor(weights: readonly number[]) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.count = weights.length;
    this.share = Float64Array.from(weights, (weight) => weight / total);
    this.table = new AliasTable(this.share);
  }

  sample(stream: RandomStream): number {
    return this.table.sample(stream);
  }

  probability(rank: number): number {
    return this.share[rank];
  }

  profile(): KeyProfile {
    return { probability: this.share.toSorted().reverse(), keys: new Float64Array(this.count).fill(1) };
  }
}
