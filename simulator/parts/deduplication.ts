import { Op, Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import type { Effects } from './effects.ts';
import type { Guard } from './guarded.ts';
import { type KeyRecords, Known } from './key-records.ts';
import { type Operations, UNNAMED } from './operations.ts';

/**
 * At the door of a component that honors idempotency keys: what has been done is answered from the record and not done
 * again; what is under way is refused, as with status 409, so that its caller asks again later.
 */
export class Deduplication implements Guard {
  private readonly site: Site;
  private readonly operations: Operations;
  private readonly records: KeyRecords;
  private readonly effects: Effects;

  constructor(site: Site, operations: Operations, records: KeyRecords, effects: Effects) {
    this.site = site;
    this.operations = operations;
    this.records = records;
    this.effects = effects;
  }

  admits(visit: number): boolean {
    const { site, operations, records } = this;
    const { visits } = site.sim;
    const key = visits.op[visit] === Op.write ? operations.keyOf(visit) : UNNAMED;
    const known = key === UNNAMED ? Known.no : records.ask(key, visits.serial[visit]);
    if (known === Known.no) return true;
    if (known === Known.done) this.effects.spare(visit);
    else site.fail(visit, Outcome.conflict);
    return false;
  }
}
