import type { Chooser, Link } from '../link.ts';
import type { Site } from '../site.ts';
import { HashRing } from './balancing/hash-ring.ts';
import { hashed, type Placement, shardOf } from './shards.ts';

/** Points of each node on the ring: libketama takes 160. */
const POINTS = 160;

const rings = new Map<number, HashRing>();

/** The ring of so many nodes, which are known by their numbers. */
function ringOf(nodes: number): HashRing {
  const ring =
    rings.get(nodes) ??
    new HashRing(
      Array.from({ length: nodes }, (_, i) => `node ${i}`),
      POINTS,
    );
  rings.set(nodes, ring);
  return ring;
}

/** By consistent hashing: whose point on the ring is next to the key's. */
export function onRing(nodes: number): Placement {
  const ring = ringOf(nodes);
  return { name: 'ring', of: (key) => ring.ownerOf(ring.placeOf(key)), shares: ring.shares() };
}

export type Remapping = 'slots' | 'consistent' | 'modulo';

export function placementOf(remapping: Remapping, nodes: number): Placement {
  return remapping === 'consistent' ? onRing(nodes) : hashed(nodes);
}

/**
 * Clients that know the nodes by name and leave out who has been dead for so long. With consistent hashing the keys of the
 * dead go to their neighbors and all others stay; modulo the number of nodes that are left nearly all keys move.
 */
export class EjectingClients implements Chooser {
  readonly isByItem = true;
  private readonly nodes: readonly Site[];
  private readonly detection: number;
  private readonly ring: HashRing | undefined;
  /** Nodes that are in use, by position. */
  private readonly inUse: number[] = [];

  constructor(nodes: readonly Site[], remapping: 'consistent' | 'modulo', detection: number) {
    this.nodes = nodes;
    this.detection = detection;
    this.ring = remapping === 'consistent' ? ringOf(nodes.length) : undefined;
  }

  choose({ sim }: Link, _kind: number, key: number): number {
    const { ring, nodes, inUse } = this;
    if (ring !== undefined) {
      const place = ring.placeOf(key);
      for (let step = 0; step < ring.size; step++) {
        const owner = ring.ownerOf(place + step);
        if (this.isUsed(nodes[owner], sim.now)) return owner;
      }
      return ring.ownerOf(place);
    }
    inUse.length = 0;
    for (let node = 0; node < nodes.length; node++) if (this.isUsed(nodes[node], sim.now)) inUse.push(node);
    return inUse.length === 0 ? shardOf(key, nodes.length) : inUse[shardOf(key, inUse.length)];
  }

  private isUsed({ isOut, changedAt }: Site, now: number): boolean {
    return !isOut || now - changedAt < this.detection;
  }
}
