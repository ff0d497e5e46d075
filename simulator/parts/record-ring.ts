import { unrolled } from '../kernel/index.ts';

/**
 * Stored records in the order of their coming: which kind of request, about which item, stored when. A backlog of
 * millions is 20 bytes each; nothing is allocated per record.
 */
export class RecordRing {
  size = 0;
  private head = 0;
  private kinds: Int32Array;
  private keys: Float64Array;
  private times: Float64Array;

  /** `capacity` is a power of two. */
  constructor(capacity = 16) {
    this.kinds = new Int32Array(capacity);
    this.keys = new Float64Array(capacity);
    this.times = new Float64Array(capacity);
  }

  push(kind: number, key: number, time: number): void {
    if (this.size === this.kinds.length) this.grow();
    const at = (this.head + this.size++) & (this.kinds.length - 1);
    this.kinds[at] = kind;
    this.keys[at] = key;
    this.times[at] = time;
  }

  /** Of the oldest record; the ring must not be empty. */
  get kind(): number {
    return this.kinds[this.head];
  }

  get key(): number {
    return this.keys[this.head];
  }

  /** When it was stored [s]. */
  get storedAt(): number {
    return this.times[this.head];
  }

  /** Forgets the oldest record. */
  drop(): void {
    this.head = (this.head + 1) & (this.kinds.length - 1);
    this.size--;
  }

  private grow(): void {
    this.kinds = unrolled(this.kinds, this.head);
    this.keys = unrolled(this.keys, this.head);
    this.times = unrolled(this.times, this.head);
    this.head = 0;
  }
}
