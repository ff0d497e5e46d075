import type { Finding, JudgedResult, RequestTrace } from '../../simulator/index.ts';
import type { DesignDocument } from '../../src/index.ts';

/** What the page and the run's worker say to each other. Everything is plain data that can be cloned. */

export interface RunProgress {
  /** Share of the simulated time that has passed, over all replications. */
  readonly fraction: number;
  /** The replication under way, from 0. */
  readonly replication: number;
  /** Simulated time reached in it [s]. */
  readonly simulated: number;
  readonly events: number;
  readonly requests: number;
}

export type RunReply =
  | { readonly kind: 'result'; readonly result: JudgedResult /** Wall-clock time [s]. */; readonly took: number }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  | { readonly kind: 'failed'; readonly message: string; readonly details: string };

export interface RunWorker {
  /** Runs a design to its end, to a guard or to `cancel`; never rejects for what the design or the engine did. */
  run(document: DesignDocument, onProgress: (progress: RunProgress) => void): Promise<RunReply>;
  /** Ends the run in progress after its current slice; `run` then answers with what was measured so far. */
  cancel(): void;
  /** Traces of the last run, if that had this digest; undefined where it is gone. It takes as long as one replication. */
  traces(digest: string): Promise<readonly RequestTrace[] | undefined>;
}
