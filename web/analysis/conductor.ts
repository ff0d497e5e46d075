import { useSelector } from '@xstate/store-react';
import * as Comlink from 'comlink';
import { runLock, sameRun } from '../run/index.ts';
import { announce } from '../state/announce.ts';
import { getDocument, useDocument } from '../state/document-store.ts';
import { busy } from '../state/idle.ts';
import { type AnalysisState, analysisStore } from './analysis-state.ts';
import { type Analysis, type AnalysisReply, type AnalysisWorker, analyses, type Reports } from './protocol.ts';

interface Host {
  readonly worker: Worker;
  readonly remote: Comlink.Remote<AnalysisWorker>;
}

/** How long a canceled analysis may take to hand over what it has found before its worker is ended [ms]. */
const CANCEL_GRACE = 10_000;

let host: Host | undefined;
/** Ends the analysis under way without its worker's help; undefined while none is. */
let abandon: ((reply: AnalysisReply<never>) => void) | undefined;

function hosted(): Host {
  if (host !== undefined) return host;
  const worker = new Worker(new URL('./analysis.worker.ts', import.meta.url), { type: 'module', name: 'analysis' });
  const made: Host = { worker, remote: Comlink.wrap<AnalysisWorker>(worker) };
  worker.addEventListener('error', ({ message }) => {
    dismiss(made);
    abandon?.({
      kind: 'failed',
      message: message === '' ? 'The worker stopped; it may have run out of memory.' : message,
    });
  });
  host = made;
  return made;
}

function dismiss(which: Host): void {
  which.worker.terminate();
  if (host === which) host = undefined;
}

function isRunning(): boolean {
  const { context } = analysisStore.getSnapshot();
  return analyses.some((analysis) => context[analysis].status === 'running');
}

/** Analyzes the current document. Does nothing while another analysis is under way or runs are locked. */
export function startAnalysis(analysis: Analysis, trigger = 0): void {
  if (runLock() !== undefined || isRunning()) return;
  const document = getDocument();
  const idle = busy('analysis');
  analysisStore.send({ type: 'started', analysis });
  announce('Analysis started.');
  const onProgress = Comlink.proxy((progress: { readonly fraction: number; readonly says: string }) => {
    if (abandon !== undefined) analysisStore.send({ type: 'progressed', analysis, progress });
  });
  const abandoned = new Promise<AnalysisReply<never>>((resolve) => {
    abandon = resolve;
  });
  const answered = hosted()
    .remote.analyze(analysis, document, trigger, onProgress)
    // The call itself can fail: a document that cannot be cloned, a worker that cannot be loaded.
    .catch((error: unknown): AnalysisReply<never> => ({ kind: 'failed', message: String(error) }));
  void Promise.race([answered, abandoned]).then((reply) => {
    abandon = undefined;
    if (reply.kind === 'report') {
      analysisStore.send({ type: 'reported', analysis, report: reply.report, document });
      announce('Analysis finished.');
    } else {
      const isCanceled = reply.kind === 'canceled';
      const problem =
        reply.kind === 'failed'
          ? reply.message
          : reply.kind === 'refused'
            ? 'The design cannot run: see Problems.'
            : undefined;
      analysisStore.send({
        type: 'ended',
        analysis,
        status: isCanceled ? 'canceled' : 'failed',
        ...(problem !== undefined && { problem }),
      });
      announce(isCanceled ? 'The analysis was canceled.' : 'The analysis failed.');
    }
    idle();
  });
}

/** Ends the analysis under way; what it has found is shown. */
export function cancelAnalysis(): void {
  const current = host;
  const give = abandon;
  if (current === undefined || give === undefined) return;
  current.remote.cancel().catch(() => undefined /* a worker that is gone has nothing to cancel */);
  setTimeout(() => {
    if (abandon !== give) return;
    dismiss(current);
    give({ kind: 'canceled' });
  }, CANCEL_GRACE);
}

/** Forgets the reports: another design was opened. */
export function clearAnalyses(): void {
  const give = abandon;
  if (host !== undefined && give !== undefined) {
    dismiss(host);
    give({ kind: 'canceled' });
  }
  analysisStore.send({ type: 'cleared' });
}

/** An analysis as the screen sees it: its state, whether its report is of a design that has changed since, and whether one runs. */
export function useAnalysis<A extends Analysis>(
  analysis: A,
): AnalysisState<Reports[A]> & { readonly stale: boolean; readonly anyRunning: boolean } {
  const state = useSelector(analysisStore, ({ context }) => context[analysis]);
  const anyRunning = useSelector(analysisStore, ({ context }) =>
    analyses.some((of) => context[of].status === 'running'),
  );
  const stale = useDocument((document) => state.document !== undefined && !sameRun(state.document, document));
  return { ...state, stale, anyRunning };
}
