import type { Site } from '../site.ts';
import type { Guard } from './guarded.ts';

/** Keeps requests of some kinds outside until it is opened, in the order of their coming. */
export class LockGate implements Guard {
  private readonly site: Site;
  private readonly struck: Uint8Array | undefined;
  private readonly kept: { readonly visit: number; readonly serial: number }[] = [];

  /** `struck` is what `struckKinds` says: all where undefined. */
  constructor(site: Site, struck: Uint8Array | undefined) {
    this.site = site;
    this.struck = struck;
  }

  admits(visit: number): boolean {
    if (this.struck?.[this.site.kindOf(visit)] === 0) return true;
    this.kept.push({ visit, serial: this.site.sim.visits.serial[visit] });
    return false;
  }

  keeps(visit: number): boolean {
    const serial = this.site.sim.visits.serial[visit];
    return this.kept.some((kept) => kept.visit === visit && kept.serial === serial);
  }

  /** Those who still wait, first come first; the gate keeps nobody any more. */
  release(): number[] {
    const { visits } = this.site.sim;
    return this.kept
      .splice(0)
      .filter(({ visit, serial }) => visits.isOpen(visit) && visits.serial[visit] === serial)
      .map(({ visit }) => visit);
  }
}
