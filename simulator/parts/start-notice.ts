import type { Site } from '../site.ts';
import type { Grantee } from './service-center.ts';

/** Between a waiting line and its owner where tied requests come: whoever begins takes the other copies back. */
export class StartNotice implements Grantee {
  private readonly site: Site;
  private readonly owner: Grantee;

  constructor(site: Site, owner: Grantee) {
    this.site = site;
    this.owner = owner;
  }

  granted(center: number, visit: number): void {
    this.site.begun(visit);
    this.owner.granted(center, visit);
  }

  dropped(visit: number, outcome: number): void {
    this.owner.dropped?.(visit, outcome);
  }
}
