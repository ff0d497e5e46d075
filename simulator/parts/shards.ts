import type { ComponentDefinition } from '../component.ts';
import { avalanche } from '../kernel/index.ts';
import type { Chooser, Link } from '../link.ts';
import type { CompiledComponent, RequestKind } from '../model.ts';
import { OPS, Op } from '../outcome.ts';
import type { Popularity } from './popularity.ts';

/** The shard that an item belongs to, by a hash of its key: each shard has the same share of a large number of items. */
export function shardOf(key: number, shards: number): number {
  return (avalanche((key | 0) ^ 0x51ed270b) >>> 0) % shards;
}

/** Who holds which item: the shard of a key, and the share of all keys that each shard has. */
export interface Placement {
  /** Placements of one name and number of shards are alike. */
  readonly name: string;
  of(key: number): number;
  readonly shares: Float64Array;
}

/** By a hash of the key, evenly. */
export function hashed(shards: number): Placement {
  return { name: 'hash', of: (key) => shardOf(key, shards), shares: new Float64Array(shards).fill(1 / shards) };
}

/** Calls go to the instance that holds the item: shard by shard, so that instance and shard have the same number. */
export class ByShard implements Chooser {
  readonly isByItem = true;
  private readonly shards: number;

  constructor(shards: number) {
    this.shards = shards;
  }

  choose(_link: Link, _kind: number, key: number): number {
    return shardOf(key, this.shards);
  }
}

/** Ranks that are hashed one by one; those beyond are many and rare, and fall evenly. */
const HASHED_RANKS = 65_536;

const known = new WeakMap<Popularity, Map<string, Float64Array>>();

/** What share of the requests asks for an item of each shard; even where each request has an item of its own. */
export function shardShares(popularity: Popularity | undefined, place: Placement): Float64Array {
  if (popularity === undefined) return place.shares;
  const ofPopularity = known.get(popularity) ?? new Map<string, Float64Array>();
  known.set(popularity, ofPopularity);
  const name = `${place.name} ${place.shares.length}`;
  const found = ofPopularity.get(name);
  if (found !== undefined) return found;
  const shares = new Float64Array(place.shares.length);
  let rest = 1;
  for (let rank = 0; rank < Math.min(popularity.count, HASHED_RANKS); rank++) {
    const share = popularity.probability(rank);
    shares[place.of(rank)] += share;
    rest -= share;
  }
  if (popularity.count > HASHED_RANKS)
    for (let shard = 0; shard < shares.length; shard++) shares[shard] += rest * place.shares[shard];
  ofPopularity.set(name, shares);
  return shares;
}

/** How often each shard of a component works on a call of this kind, on average; undefined where it has no shards. */
export function shardVisits(
  component: CompiledComponent,
  kinds: readonly RequestKind[],
  at: number,
): Float64Array | undefined {
  const { sharding }: ComponentDefinition<never> = component.definition;
  if (sharding === undefined) return undefined;
  const spec = component.spec as never;
  const { popularity } = kinds[Math.floor(at / OPS)];
  const op = at % OPS === Op.read ? 'read' : 'write';
  return shardShares(popularity, sharding.placement(spec)).map((share) => sharding.visits(spec, op, share));
}
