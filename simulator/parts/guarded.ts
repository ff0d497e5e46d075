import type { Station } from '../kernel/index.ts';

/** Stands at the door of an instance, always or while a fault lasts. */
export interface Guard {
  /** Whether a visit may go in; one that may not has been dealt with, or is kept until it may. */
  admits(visit: number): boolean;
  /** Whether a visit is kept here; absent where none ever is. */
  keeps?(visit: number): boolean;
}

/** Guards before a station, the outermost first: what all of them admit goes on to it. */
export class Guarded implements Station {
  readonly guards: Guard[];
  private readonly inner: Station;

  constructor(inner: Station, guards: Guard[]) {
    this.inner = inner;
    this.guards = guards;
  }

  arrive(visit: number): void {
    for (const guard of this.guards) if (!guard.admits(visit)) return;
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
    return this.guards.some((guard) => guard.keeps?.(visit) === true);
  }
}
