import { Histogram, type RandomStream } from '../kernel/index.ts';
import type { PlannedCall } from '../model.ts';
import { Outcome } from '../outcome.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';
import { DELIVERY_TIMERS, type Deliveries, isMessage } from './deliveries.ts';

/** Timers of deliveries come after the end of a publish's work. */
const FIRST_OF_LINES = WORK_DONE + 1;

/** Number of the first timer of a line of deliveries. */
export function firstTimerOf(line: number): number {
  return FIRST_OF_LINES + line * DELIVERY_TIMERS;
}

/**
 * Stores what is published once for every connection that takes it, and delivers each copy by itself. The copies wait in
 * lines: one for each connection, or one for all.
 */
export class Topic implements ComponentStation {
  private readonly site: Site;
  private readonly lines: readonly Deliveries[];
  /** Messages that may wait in one line. */
  private readonly places: number;
  /** By request kind: who takes it. */
  private readonly takers: readonly (readonly PlannedCall[])[];
  private readonly draws: RandomStream;

  constructor(site: Site, lines: readonly Deliveries[], places: number) {
    this.site = site;
    this.lines = lines;
    this.places = places;
    this.draws = site.stream('filters');
    this.takers = site.requests.kinds.map(({ index }) =>
      site.component.plans[index * 2 + 1].flatMap(({ calls }) => calls),
    );
    for (const { book } of site.links) book.lag ??= new Histogram();
  }

  arrive(visit: number): void {
    if (this.lines.some(({ waiting }) => waiting >= this.places)) this.site.fail(visit, Outcome.rejected);
    else this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer < FIRST_OF_LINES) this.publish(visit);
    else this.lines[Math.floor((timer - FIRST_OF_LINES) / DELIVERY_TIMERS)].wake(timer, visit);
  }

  answered(message: number, delivery: number, outcome: number): void {
    this.lineOf(this.site.sim.visits.flags[message]).answered(message, delivery, outcome);
  }

  abandoned(): void {
    // A publish that nobody waits for is stored all the same.
  }

  crashed(): void {
    // Messages are durable.
  }

  restored(): void {
    for (const line of this.lines) line.dispatch();
  }

  survives(visit: number): boolean {
    return isMessage(this.site, visit);
  }

  private publish(visit: number): void {
    const { site, draws } = this;
    for (const { link, probability } of this.takers[site.sim.visits.kind[visit]]) {
      if (probability < 1 && !draws.chance(probability)) continue;
      this.lineOf(link).store(visit, link);
    }
    site.answer(visit, Outcome.ok, 0);
    for (const line of this.lines) line.dispatch();
  }

  private lineOf(link: number): Deliveries {
    return this.lines.length === 1 ? this.lines[0] : this.lines[link];
  }
}
