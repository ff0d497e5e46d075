import { Outcome } from '../outcome.ts';
import { ASK, type NearSide } from './near-side.ts';

/** The numbers that a caller instance has taken in advance; what is left of them when it crashes is never used. */
export class BlockOfIds implements NearSide {
  private readonly size: number;
  private readonly wasted: (ids: number) => void;
  private left = 0;

  constructor(size: number, wasted: (ids: number) => void) {
    this.size = size;
    this.wasted = wasted;
  }

  decide(): number {
    if (this.left === 0) return ASK;
    this.left--;
    return Outcome.ok;
  }

  fetched(_now: number, _key: number, outcome: number): number {
    if (outcome === Outcome.ok) this.left += this.size - 1;
    return outcome;
  }

  failed(_now: number, _key: number, outcome: number): number {
    return outcome;
  }

  crashed(): void {
    this.wasted(this.left);
    this.left = 0;
  }
}
