import type { Pick } from './samples.ts';

/** Where a visit stays: a component's instance, or a layer on the caller's side; by station. */
export interface Place {
  readonly component: string;
  readonly instance: number;
  /** Of a layer: what it is called; empty where it is not shown. */
  readonly layer?: string;
}

/** One stay that is recorded. */
export class Stay {
  readonly parent: Stay | undefined;
  readonly place: Place;
  readonly sentAt: number;
  arrivedAt = Number.NaN;
  leftAt = Number.NaN;
  returnedAt = Number.NaN;
  givenUpAt = Number.NaN;
  outcome = 0;
  /** When it was worked on: from, to, from, to … */
  readonly works: number[] = [];
  readonly children: Stay[] = [];

  constructor(parent: Stay | undefined, place: Place, sentAt: number) {
    this.parent = parent;
    this.place = place;
    this.sentAt = sentAt;
    parent?.children.push(this);
  }

  /** Work goes on until then, unless something comes in between. */
  worksUntil(from: number, to: number): void {
    this.cutWork(from);
    this.works.push(from, to);
  }

  cutWork(now: number): void {
    const { works } = this;
    if (works.length > 0 && works[works.length - 1] > now) works[works.length - 1] = now;
  }

  leaves(now: number, outcome: number): void {
    this.cutWork(now);
    this.leftAt = now;
    this.outcome = outcome;
  }
}

/** One request that is recorded. */
export class Recording {
  readonly pick: Pick;
  readonly request: string;
  readonly root: Stay;
  endedAt = Number.NaN;
  outcome = 0;
  /** Number of the place where its failure began. */
  origin = 0;

  constructor(pick: Pick, request: string, place: Place, now: number) {
    this.pick = pick;
    this.request = request;
    this.root = new Stay(undefined, place, now);
  }
}
