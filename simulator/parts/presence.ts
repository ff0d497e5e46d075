import type { Resident } from '../injection.ts';

/** An instance that is in several zones at once, and goes on while one of them is left. */
export class Presence {
  private readonly instance: Resident;
  /** By zone: what keeps it down, which may overlap. */
  private readonly troubles: Int32Array;
  private repair: (() => void) | undefined = undefined;

  constructor(instance: Resident, zones: number) {
    this.instance = instance;
    this.troubles = new Int32Array(zones);
  }

  /** What of it is in one of its zones. */
  in(zone: number): Resident {
    return {
      crash: (silentUntil) => {
        this.change(zone, 1, silentUntil);
        return () => this.change(zone, -1, 0);
      },
    };
  }

  private change(zone: number, by: number, silentUntil: number): void {
    this.troubles[zone] += by;
    const isLost = this.troubles.every((troubles) => troubles > 0);
    if (isLost && this.repair === undefined) {
      this.repair = this.instance.crash(silentUntil);
    } else if (!isLost && this.repair !== undefined) {
      this.repair();
      this.repair = undefined;
    }
  }
}
