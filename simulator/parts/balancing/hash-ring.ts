import { avalanche, Fingerprint } from '../../kernel/index.ts';

/** Hashes are numbers of 32 bits. */
const CIRCLE = 4_294_967_296;

/** Points of every target on a circle of hashes; a key belongs to the next point. [Karger et al., STOC 1997] */
export class HashRing {
  /** In rising order, and whose they are. */
  private readonly hashes: Float64Array;
  private readonly owners: Int32Array;

  /** `points` for each of the owners, who are known by their names. */
  constructor(names: readonly string[], points: number) {
    const sorted = names
      .flatMap((name, owner) =>
        Array.from({ length: points }, (_, point) => ({
          hash: new Fingerprint().text(`${name}/${point}`).upper,
          owner,
        })),
      )
      .sort((a, b) => a.hash - b.hash || a.owner - b.owner);
    this.hashes = Float64Array.from(sorted, ({ hash }) => hash);
    this.owners = Int32Array.from(sorted, ({ owner }) => owner);
  }

  get size(): number {
    return this.owners.length;
  }

  /** Place on the ring from which a key looks for its owner. */
  placeOf(key: number): number {
    const { hashes } = this;
    const hash = avalanche((key | 0) ^ 0x9e3779b9) >>> 0;
    let low = 0;
    let high = hashes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (hashes[middle] < hash) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Who owns a place, counted on round the circle. */
  ownerOf(place: number): number {
    return this.owners[place % this.owners.length];
  }

  /** What part of the circle each owner has. */
  shares(): Float64Array {
    const { hashes, owners } = this;
    const shares = new Float64Array(owners.reduce((most, owner) => Math.max(most, owner + 1), 0));
    for (let i = 0; i < hashes.length; i++) {
      const from = i === 0 ? hashes[hashes.length - 1] - CIRCLE : hashes[i - 1];
      shares[owners[i]] += (hashes[i] - from) / CIRCLE;
    }
    return shares;
  }
}
