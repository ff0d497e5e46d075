import type { RandomStream } from '../kernel/index.ts';
import type { RequestKind } from '../model.ts';

interface HotKey {
  readonly kind: number;
  readonly share: number;
  readonly key: number;
}

/** Items that draw a share of one kind of request to themselves for a while. Made only where a design has such faults. */
export class HotKeys {
  private readonly kinds: readonly RequestKind[];
  private readonly streams: (owner: string, purpose: string) => RandomStream;
  private readonly active: HotKey[] = [];

  constructor(kinds: readonly RequestKind[], streams: (owner: string, purpose: string) => RandomStream) {
    this.kinds = kinds;
    this.streams = streams;
  }

  begin(request: string, share: number): void {
    const kind = this.kinds.find(({ name }) => name === request);
    if (kind?.popularity === undefined) return;
    // Any item alike: a popular one would be in the caches already. The same at each of its beginnings.
    const key = this.streams(request, 'hot key').integer(kind.popularity.count);
    this.active.push({ kind: kind.index, share, key });
  }

  end(request: string, share: number): void {
    const at = this.active.findIndex((hot) => this.kinds[hot.kind].name === request && hot.share === share);
    if (at >= 0) this.active.splice(at, 1);
  }

  /** The hot item that a request of this kind asks for, or −1 where it asks for what it would have asked for. */
  draw(kind: number, stream: RandomStream): number {
    for (const hot of this.active) if (hot.kind === kind && stream.chance(hot.share)) return hot.key;
    return -1;
  }
}
