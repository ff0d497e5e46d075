import type { Simulation } from '../kernel/index.ts';
import { grown } from '../kernel/index.ts';
import { LeavableRing } from './waiting-line.ts';

/**
 * Those who stand before a full station until there is room: whoever called for them keeps his thread meanwhile. First
 * blocked, first admitted.
 */
export class Blocked {
  private readonly ring: LeavableRing;
  /** By visit: 1 for those who stand here. */
  private isHere = new Uint8Array(1024);

  constructor(sim: Simulation) {
    this.ring = new LeavableRing(sim);
  }

  push(visit: number): void {
    if (visit >= this.isHere.length) this.isHere = grown(this.isHere, Math.max(visit + 1, this.isHere.length * 2));
    this.isHere[visit] = 1;
    this.ring.push(visit);
  }

  /** The first, or NO_VISIT. */
  take(): number {
    const visit = this.ring.take(false);
    if (visit >= 0) this.isHere[visit] = 0;
    return visit;
  }

  has(visit: number): boolean {
    return this.isHere[visit] === 1;
  }

  leave(visit: number): void {
    this.isHere[visit] = 0;
    this.ring.left();
  }

  clear(): void {
    this.isHere.fill(0);
    this.ring.clear();
  }
}
