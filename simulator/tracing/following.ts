import type { Simulation } from '../kernel/index.ts';
import type { Model } from '../model.ts';
import type { Surge } from '../parts/rate-curve.ts';
import type { Counted, RequestBook } from '../request-book.ts';
import type { Run } from '../run.ts';

/** What a run is made with where its requests are followed: a clock and a book that take notes. */
export interface Following {
  readonly sim: Simulation;
  book(model: Model, surges: readonly Surge[], counted: Counted): RequestBook;
  /** All stations are there, and nothing has happened yet. */
  begin(run: Run): void;
}
