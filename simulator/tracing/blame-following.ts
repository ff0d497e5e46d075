import type { Model } from '../model.ts';
import type { Surge } from '../parts/rate-curve.ts';
import type { Counted } from '../request-book.ts';
import type { Run } from '../run.ts';
import type { Following } from './following.ts';
import { onConnection, Spent, sorts, waitAt, workAt } from './spent.ts';
import { TracedBook } from './traced-book.ts';
import { TracedSimulation } from './traced-simulation.ts';

/** Follows all requests, to say where their time went. */
export class BlameFollowing implements Following {
  readonly sim = new TracedSimulation();

  book(model: Model, surges: readonly Surge[], counted: Counted): TracedBook {
    const { kinds, streams } = model;
    return new TracedBook(kinds, streams, surges, counted, { paths: this.sim.paths, sorts: sorts(model) });
  }

  /** What time at each station is spent on: waiting or work at a component, a limit where the caller holds a call back. */
  begin({ model, sites, linksOf }: Run): void {
    const { paths, stations } = this.sim;
    const links = linksOf.flat();
    const between = new Int32Array(links.length);
    const waits = new Int32Array(stations.length).fill(Spent.limit);
    const works = new Int32Array(stations.length).fill(Spent.limit);
    for (const site of sites.flat()) {
      waits[site.id] = waitAt(site.component.index);
      works[site.id] = workAt(site.component.index);
    }
    for (const { index, connection, layers } of links) {
      between[index] = onConnection(model.components.length, connection.index);
      for (const { id } of layers) {
        waits[id] = between[index] + Spent.limit;
        works[id] = workAt(connection.from);
      }
    }
    paths.name(waits, works, between);
  }
}
