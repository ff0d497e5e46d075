import type { ComponentStation, Site } from '../site.ts';
import { WORK_DONE } from '../site.ts';

/** Who says what has become of a request when its time is over. */
export interface Deciding {
  /** Answers the visit, or fails it. */
  done(visit: number): void;
}

/** Somebody else's service: it works as long as it takes, for any number of requests at once, and calls nobody. */
export class Answering implements ComponentStation {
  private readonly site: Site;
  private readonly decides: Deciding;

  constructor(site: Site, decides: Deciding) {
    this.site = site;
    this.decides = decides;
  }

  arrive(visit: number): void {
    this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer === WORK_DONE) this.decides.done(visit);
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // Nobody told it: it works on.
  }

  withdraw(): void {
    // A request holds nothing here.
  }

  crashed(): void {
    // What was in it has failed, and there is nothing to forget.
  }
}
