import type { Link } from '../link.ts';

/** Where a message can be delivered now. `find` sets `link` and `position`. */
export interface Places {
  readonly link: Link;
  /** Of the target among the link's. */
  readonly position: number;
  /** Looks for a free place for a message that is for one link, by its number, or for any (-1); false where there is none. */
  find(bound: number): boolean;
  /** A delivery begins at the place found; and one has ended, or nobody waits for it any more. */
  taken(): void;
  freed(): void;
}

/** The free places of workers, who ask for their next message as soon as they have one. In turn over all instances. */
export class WorkerPlaces implements Places {
  link: Link;
  position = 0;
  private readonly links: readonly Link[];
  /** The instance to be asked next, over all links. */
  private turn = 0;
  private readonly total: number;

  constructor(links: readonly Link[]) {
    this.links = links;
    this.link = links[0];
    this.total = links.reduce((sum, link) => sum + link.targets.length, 0);
  }

  find(): boolean {
    for (let tried = 0; tried < this.total; tried++) {
      if (this.turn >= this.total) this.turn = 0;
      this.goTo(this.turn++);
      const { link, position } = this;
      const worker = link.targets[position];
      // What somebody else runs has no places of its own that could be full.
      const { servers = Number.POSITIVE_INFINITY, ahead = 0 } = worker.component.resources[0] ?? {};
      const isFree = link.outstanding[position] < servers + ahead;
      if (!worker.isOut && !link.isCutOff(position) && isFree) return true;
    }
    return false;
  }

  taken(): void {
    // The link counts what a worker has not answered.
  }

  freed(): void {
    // A worker's place is free when it has answered, however long nobody waits for that.
  }

  private goTo(place: number): void {
    let position = place;
    for (const link of this.links) {
      if (position < link.targets.length) {
        this.link = link;
        this.position = position;
        return;
      }
      position -= link.targets.length;
    }
  }
}

/** The sender's own limit of deliveries under way, whoever gets them: it pushes, and does not ask whether there is room. */
export class Slots implements Places {
  link: Link;
  position = 0;
  private readonly links: readonly Link[];
  private readonly most: number;
  private busy = 0;

  constructor(links: readonly Link[], most: number) {
    this.links = links;
    this.link = links[0];
    this.most = most;
  }

  find(bound: number): boolean {
    if (this.busy >= this.most) return false;
    this.link = bound < 0 ? this.links[0] : this.links[bound];
    this.position = -1;
    return true;
  }

  taken(): void {
    this.busy++;
  }

  freed(): void {
    this.busy--;
  }
}

/** Where the messages for the taker at the end of one of the links go: a worker asks for its next, to others `most` are sent at once. */
export function placesAt(link: Link, links: readonly Link[], most: number): Places {
  const { role } = link.targets[0].component.definition;
  return role === 'worker' ? new WorkerPlaces([link]) : new Slots(links, most);
}
