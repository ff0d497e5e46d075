import type { Site } from '../site.ts';
import { ArrivalSources } from './arrivals.ts';

/** Where requests begin and end: they come as the workload says, and what became of them is written down. */
export class RequestSource {
  private readonly site: Site;
  private readonly arrivals: ArrivalSources;

  constructor(site: Site) {
    this.site = site;
    this.arrivals = new ArrivalSources(site);
  }

  /** The arrival with this number is due: the visit it opens arrives at the site. */
  due(number: number): void {
    this.arrivals.due(number);
  }

  /** A request has its final answer. */
  ended(visit: number, outcome: number, origin: number): void {
    const { site } = this;
    const { sim, requests } = site;
    const kind = sim.visits.kind[visit];
    requests.finished(sim.now, kind, sim.visits.sentAt[visit], outcome, origin, visit);
    site.answer(visit, outcome, origin);
    this.arrivals.finished(kind);
  }
}
