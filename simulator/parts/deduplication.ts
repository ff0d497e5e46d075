import type { Station } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import type { Effects } from './effects.ts';
import { type KeyRecords, Known } from './key-records.ts';
import { type Operations, UNNAMED } from './operations.ts';

/**
 * At the door of a component that honors idempotency keys: what has been done is answered from the record and not done
 * again; what is under way is refused, as with status 409, so that its caller asks again later.
 */
export class Deduplication implements Station {
  private readonly site: Site;
  private readonly inner: Station;
  private readonly operations: Operations;
  private readonly records: KeyRecords;
  private readonly effects: Effects;

  constructor(site: Site, inner: Station, operations: Operations, records: KeyRecords, effects: Effects) {
    this.site = site;
    this.inner = inner;
    this.operations = operations;
    this.records = records;
    this.effects = effects;
  }

  arrive(visit: number): void {
    const { site, operations, records } = this;
    const { visits } = site.sim;
    const key = visits.op[visit] === Op.write ? operations.keyOf(visit) : UNNAMED;
    const known = key === UNNAMED ? Known.no : records.ask(key, visits.serial[visit]);
    if (known === Known.no) {
      this.inner.arrive(visit);
      return;
    }
    if (known === Known.done) this.effects.spare(visit);
    else site.fail(visit, Outcome.conflict);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.inner.answered(visit, tag, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    this.inner.wake(timer, visit);
  }

  abandoned(visit: number): void {
    this.inner.abandoned(visit);
  }
}
