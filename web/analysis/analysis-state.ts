import { createStore } from '@xstate/store';
import type { DesignDocument } from '../../src/index.ts';
import { type Analysis, type AnalysisProgress, analyses, type Reports } from './protocol.ts';

export interface AnalysisState<Report = Reports[Analysis]> {
  readonly status: 'idle' | 'running' | 'done' | 'canceled' | 'failed';
  readonly progress?: AnalysisProgress | undefined;
  /** The last report; kept while another analysis is under way and after one fails. */
  readonly report?: Report | undefined;
  /** The document that it is of. */
  readonly document?: DesignDocument | undefined;
  /** Why the last one failed. */
  readonly problem?: string | undefined;
}

type States = { readonly [A in Analysis]: AnalysisState<Reports[A]> };

const idle = Object.fromEntries(analyses.map((analysis) => [analysis, { status: 'idle' }])) as unknown as States;

export const analysisStore = createStore({
  context: idle,
  on: {
    started: (states, { analysis }: { analysis: Analysis }): States => ({
      ...states,
      [analysis]: { ...states[analysis], status: 'running', progress: { fraction: 0, says: '' }, problem: undefined },
    }),
    progressed: (states, { analysis, progress }: { analysis: Analysis; progress: AnalysisProgress }): States =>
      states[analysis].status === 'running' ? { ...states, [analysis]: { ...states[analysis], progress } } : states,
    reported: (
      states,
      { analysis, report, document }: { analysis: Analysis; report: Reports[Analysis]; document: DesignDocument },
    ): States => ({ ...states, [analysis]: { status: 'done', report, document } }),
    /** It ended without a report: broken down, refused, or canceled before there was anything to tell. */
    ended: (
      states,
      { analysis, status, problem }: { analysis: Analysis; status: 'canceled' | 'failed'; problem?: string },
    ): States => ({ ...states, [analysis]: { ...states[analysis], status, progress: undefined, problem } }),
    cleared: (): States => idle,
  },
});
