import type { Model } from '../model.ts';
import type { Surge } from '../parts/rate-curve.ts';
import type { Counted } from '../request-book.ts';
import type { Run } from '../run.ts';
import type { Following } from './following.ts';
import { Spent, sorts, waitAt, workAt } from './spent.ts';
import { TracedBook } from './traced-book.ts';
import { TracedSimulation } from './traced-simulation.ts';

/** Follows all requests, to say where their time went. */
export class BlameFollowing implements Following {
  readonly sim = new TracedSimulation();

  book({ kinds, streams, components }: Model, surges: readonly Surge[], counted: Counted): TracedBook {
    return new TracedBook(kinds, streams, surges, counted, { paths: this.sim.paths, sorts: sorts(components.length) });
  }

  /** What time at each station is spent on: waiting or work at a component, a limit where the caller holds a call back. */
  begin({ sites, linksOf }: Run): void {
    const { paths, stations } = this.sim;
    const waits = new Int32Array(stations.length).fill(Spent.limit);
    const works = new Int32Array(stations.length).fill(Spent.limit);
    for (const site of sites.flat()) {
      waits[site.id] = waitAt(site.component.index);
      works[site.id] = workAt(site.component.index);
    }
    for (const link of linksOf.flat()) for (const { id } of link.layers) works[id] = workAt(link.connection.from);
    paths.name(waits, works);
  }
}
