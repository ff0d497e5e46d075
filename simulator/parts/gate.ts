import type { Station } from '../kernel/index.ts';

/** Stands at the door of an instance while a fault lasts. */
export interface Gate {
  /** Whether a visit may go in; one that may not has been dealt with, or is kept until it may. */
  admits(visit: number): boolean;
  /** Whether a visit is kept here. */
  keeps(visit: number): boolean;
}

/** Gates before a station: what all of them admit goes on to it. */
export class Gatekeeper implements Station {
  readonly gates: Gate[] = [];
  readonly inner: Station;

  constructor(inner: Station) {
    this.inner = inner;
  }

  arrive(visit: number): void {
    for (const gate of this.gates) if (!gate.admits(visit)) return;
    this.inner.arrive(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.inner.answered(visit, tag, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    this.inner.wake(timer, visit);
  }

  abandoned(visit: number): void {
    this.inner.abandoned(visit);
  }

  keeps(visit: number): boolean {
    return this.gates.some((gate) => gate.keeps(visit));
  }
}
