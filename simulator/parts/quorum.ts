import { Gauge } from '../kernel/index.ts';

/** What a quorum knows of an instance, and tells it. */
export interface Member {
  /** Crashed or frozen. */
  readonly isOut: boolean;
  /** Whether fewer are up than are needed: then it answers nobody, though it is up itself. */
  setShort(isShort: boolean): void;
}

/** Instances that serve only while so many of them are up: k of n. */
export class Quorum {
  /** 1 while enough are up. */
  readonly serving = new Gauge();
  private readonly members: readonly Member[];
  private readonly needs: number;
  private isShort = false;

  constructor(members: readonly Member[], needs: number) {
    this.members = members;
    this.needs = needs;
    this.serving.add(0, 1);
  }

  /** An instance has gone out or come back. */
  changed(now: number): void {
    let up = 0;
    for (const member of this.members) if (!member.isOut) up++;
    const isShort = up < this.needs;
    if (isShort === this.isShort) return;
    this.isShort = isShort;
    this.serving.add(now, isShort ? -1 : 1);
    for (const member of this.members) member.setShort(isShort);
  }
}
