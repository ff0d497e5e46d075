import { createStore } from '@xstate/store';
import type { Finding, JudgedResult } from '../../simulator/index.ts';
import type { DesignDocument } from '../../src/index.ts';
import type { RunProgress } from './protocol.ts';

/** `done` includes a run that a guard ended early: then `result.run.partial` says so. */
export type RunStatus = 'idle' | 'running' | 'done' | 'failed' | 'canceled';

/** Why there is no result: the design was refused (`design`), or the run or its worker broke down (`crash`). */
export type RunProblem =
  | { readonly kind: 'design'; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'crash';
      readonly message: string /** For a report: seed, stack, document. */;
      readonly details: string;
    };

export interface RunState {
  readonly status: RunStatus;
  readonly progress?: RunProgress | undefined;
  /** The last result that was measured; kept while another run is under way and after one fails. */
  readonly result?: JudgedResult | undefined;
  /** The result before it: the ghost that charts compare with. */
  readonly previous?: JudgedResult | undefined;
  /** The document that `result` belongs to. */
  readonly document?: DesignDocument | undefined;
  /** Wall-clock time of the run that made `result` [s]. */
  readonly took?: number | undefined;
  readonly problem?: RunProblem | undefined;
  /** Instant of the timeline that the canvas shows, as a window of `result.timeline`; absent where it shows the whole run. */
  readonly instant?: number | undefined;
}

export const runStore = createStore({
  context: { status: 'idle' } as RunState,
  on: {
    started: (state): RunState => ({
      status: 'running',
      progress: { fraction: 0, replication: 0, simulated: 0, events: 0, requests: 0 },
      result: state.result,
      previous: state.previous,
      document: state.document,
      took: state.took,
    }),
    progressed: (state, event: { progress: RunProgress }): RunState =>
      state.status === 'running' ? { ...state, progress: event.progress } : state,
    finished: (
      state,
      event: { status: 'done' | 'canceled'; result: JudgedResult; document: DesignDocument; took: number },
    ): RunState => ({
      status: event.status,
      result: event.result,
      previous: state.result,
      document: event.document,
      took: event.took,
    }),
    /** A run that ended without a result: broken down, refused, or canceled before anything was measured. */
    ended: (state, event: { status: 'failed' | 'canceled'; problem?: RunProblem }): RunState => ({
      ...state,
      status: event.status,
      progress: undefined,
      problem: event.problem,
    }),
    scrubbed: (state, event: { instant: number | undefined }): RunState =>
      state.instant === event.instant ? state : { ...state, instant: event.instant },
    cleared: (): RunState => ({ status: 'idle' }),
  },
});
