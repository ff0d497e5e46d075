import { Rank } from '../kernel/index.ts';
import { isFailure, Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';

/** The timer of what comes from another instance; the stations number theirs lower. */
export const CAME = 20;
/** Values of `stage`, above those of the stations: on its way to an instance, and there. */
const TRAVELING = 20;
const HERE = 21;

/**
 * What one instance of a component asks of others, and of itself, for the sake of a request: a visit of its own that waits,
 * works and fails where it goes, and that the books do not count as a call. The request waits until all its errands have
 * come back; the slowest decides.
 */
export class Errands {
  private readonly site: Site;

  constructor(site: Site) {
    this.site = site;
  }

  /** Sends an errand that comes to an instance after `delay` [s]; there `wake(CAME, errand)` tells of it. */
  send(request: number, to: Site, tag: number, op: number, delay: number): void {
    const { sim } = this.site;
    const { visits } = sim;
    const errand = sim.open(to.id, request, tag, visits.kind[request], visits.key[request], op, -1);
    sim.visits.stage[errand] = TRAVELING;
    sim.visits.pending[request]++;
    sim.wakeAfter(to.id, CAME, errand, delay, Rank.arrival);
  }

  /** Whether a visit is an errand and no call from outside. */
  is(visit: number): boolean {
    return this.site.sim.visits.link[visit] < 0;
  }

  /** An errand has come: true where this instance is up, otherwise it has failed. */
  came(errand: number): boolean {
    const { site } = this;
    site.sim.visits.stage[errand] = HERE;
    if (site.isDown) this.fail(errand, Outcome.refused);
    return !site.isDown;
  }

  /** An errand is done, and the request hears of it after `delay` [s]. */
  done(errand: number, delay: number): void {
    const { sim } = this.site;
    if (delay > 0) sim.answerAfter(errand, Outcome.ok, 0, delay);
    else sim.answer(errand, Outcome.ok, 0);
  }

  fail(errand: number, outcome: number): void {
    const { sim, component } = this.site;
    sim.visits.workUntil[errand] = 0;
    sim.answer(errand, outcome, component.index);
  }

  /** One errand of a request is back: true where it was the last. The request fails as the first that failed did. */
  isLast(request: number, outcome: number): boolean {
    const { visits } = this.site.sim;
    if (isFailure(outcome) && visits.flags[request] === Outcome.ok) visits.flags[request] = outcome;
    return --visits.pending[request] === 0;
  }

  /** How all the errands of a request together have ended. */
  outcomeOf(request: number): number {
    return this.site.sim.visits.flags[request];
  }

  /** The errands that are here fail; the calls from outside are the site's affair. */
  crashed(): void {
    const { sim, id } = this.site;
    const { visits } = sim;
    for (let visit = 0; visit < visits.capacity; visit++) {
      const isHere = visits.isOpen(visit) && visits.station[visit] === id && visits.stage[visit] === HERE;
      if (isHere && this.is(visit)) this.fail(visit, Outcome.crashed);
    }
  }
}
