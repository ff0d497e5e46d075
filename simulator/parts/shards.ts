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

/** Calls go to the instance that holds the item: shard by shard, so that instance and shard have the same number. */
export class ByShard implements Chooser {
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

const known = new WeakMap<Popularity, Map<number, Float64Array>>();

/** What share of the requests asks for an item of each shard; even where each request has an item of its own. */
export function shardShares(popularity: Popularity | undefined, shards: number): Float64Array {
  if (popularity === undefined) return new Float64Array(shards).fill(1 / shards);
  const ofPopularity = known.get(popularity) ?? new Map<number, Float64Array>();
  known.set(popularity, ofPopularity);
  const found = ofPopularity.get(shards);
  if (found !== undefined) return found;
  const shares = new Float64Array(shards);
  let rest = 1;
  for (let rank = 0; rank < Math.min(popularity.count, HASHED_RANKS); rank++) {
    const share = popularity.probability(rank);
    shares[shardOf(rank, shards)] += share;
    rest -= share;
  }
  if (popularity.count > HASHED_RANKS) for (let shard = 0; shard < shards; shard++) shares[shard] += rest / shards;
  ofPopularity.set(shards, shares);
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
  return shardShares(popularity, sharding.shards(spec)).map((share) => sharding.visits(spec, op, share));
}
