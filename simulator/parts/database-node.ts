import { Outcome } from '../outcome.ts';
import type { ComponentStation, Site } from '../site.ts';
import { DatabaseEngine, type EngineOptions, type Issuer, type ReplicaOf } from './database-engine.ts';

/** An instance of a database that answers its callers as soon as a statement has ended, and calls nobody. */
export class DatabaseNode implements ComponentStation, Issuer {
  private readonly site: Site;
  private readonly engine: DatabaseEngine;

  constructor(site: Site, options: EngineOptions, of: ReplicaOf) {
    this.site = site;
    this.engine = new DatabaseEngine(site, this, options, of);
  }

  arrive(visit: number): void {
    if (!this.engine.begin(visit)) this.site.fail(visit, Outcome.rejected);
  }

  wake(timer: number, visit: number): void {
    this.engine.wake(timer, visit);
  }

  committed(visit: number): void {
    this.site.answer(visit, Outcome.ok, 0);
  }

  dropped(visit: number, outcome: number): void {
    this.site.fail(visit, outcome);
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // The statement runs on.
  }

  isWaiting(visit: number): boolean {
    return this.engine.isWaiting(visit);
  }

  withdraw(visit: number): void {
    this.engine.withdraw(visit);
  }

  rescaled(slowness: number): void {
    this.engine.rescaled(slowness);
  }

  fallBehind(by: number): void {
    this.engine.fallBehind(by);
  }

  crashed(): void {
    this.engine.crashed();
  }
}
