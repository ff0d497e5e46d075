import { Outcome } from '../outcome.ts';
import { ASK, type NearSide } from './near-side.ts';

/**
 * What a caller instance keeps of a central rate limit: tokens that it has taken in advance, so that only one call in a
 * lease goes out, and what to do when the limiter cannot be asked.
 */
export class TokenLease implements NearSide {
  private readonly lease: number;
  private readonly isOpen: boolean;
  private readonly letThrough: () => void;
  private readonly keyOf: (key: number) => number;
  /** By key: tokens left. */
  private readonly tokens = new Map<number, number>();

  /** `letThrough` is told of each request that passes because nobody could be asked. */
  constructor(of: { lease: number; isOpen: boolean; letThrough: () => void; keyOf: (key: number) => number }) {
    this.lease = of.lease;
    this.isOpen = of.isOpen;
    this.letThrough = of.letThrough;
    this.keyOf = of.keyOf;
  }

  decide(_now: number, key: number): number {
    const left = this.tokens.get(this.keyOf(key)) ?? 0;
    if (left === 0) return ASK;
    if (left === 1) this.tokens.delete(this.keyOf(key));
    else this.tokens.set(this.keyOf(key), left - 1);
    return Outcome.ok;
  }

  /** `ok` brings a whole lease; `miss` lets this one request pass. */
  fetched(_now: number, key: number, outcome: number): number {
    if (outcome === Outcome.miss) return Outcome.ok;
    if (outcome === Outcome.ok && this.lease > 1) {
      const held = this.keyOf(key);
      this.tokens.set(held, (this.tokens.get(held) ?? 0) + this.lease - 1);
    }
    return outcome;
  }

  failed(_now: number, _key: number, outcome: number): number {
    if (!this.isOpen) return outcome;
    this.letThrough();
    return Outcome.ok;
  }

  crashed(): void {
    this.tokens.clear();
  }
}
