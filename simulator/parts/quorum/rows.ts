import { grown } from '../../kernel/index.ts';

/** Where a visit of a quorum store is. */
export const Stage = { coordinated: 0, traveling: 1, atNode: 2, returning: 3 } as const;

/** What the nodes of one store remember of its visits, requests and messages alike, by row of the table of visits. */
export class Rows {
  /** A `Stage`. */
  stage = new Uint8Array(0);
  /** Of a message: the request that it is for, or NO_VISIT, and its serial, since rows are reused. */
  request = new Int32Array(0);
  requestSerial = new Float64Array(0);
  /** Of a message: the version that it carries there or back; −1 for a refusal. Of a request: its own, or the best yet. */
  version = new Float64Array(0);
  /** Of a read: the newest version whose write had returned when it began. */
  expected = new Float64Array(0);
  /** Of a request: answers that it still needs, and refusals that it can bear. */
  needs = new Int32Array(0);
  spare = new Int32Array(0);

  /** Makes room for a row of a table with this capacity. */
  reach(capacity: number): void {
    if (this.stage.length >= capacity) return;
    this.stage = grown(this.stage, capacity);
    this.request = grown(this.request, capacity);
    this.requestSerial = grown(this.requestSerial, capacity);
    this.version = grown(this.version, capacity);
    this.expected = grown(this.expected, capacity);
    this.needs = grown(this.needs, capacity);
    this.spare = grown(this.spare, capacity);
  }
}
