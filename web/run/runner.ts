import * as Comlink from 'comlink';
import type { RequestTrace } from '../../simulator/index.ts';
import type { DesignDocument } from '../../src/index.ts';
import { getEngine } from '../engine/index.ts';
import { announce } from '../state/announce.ts';
import { getDocument } from '../state/document-store.ts';
import { busy } from '../state/idle.ts';
import type { RunReply, RunWorker } from './protocol.ts';
import { runLock } from './run-lock.ts';
import { runStore } from './run-state.ts';
import { getRun, type RunView } from './run-store.ts';
import { verdictOf } from './verdict.ts';

interface Host {
  readonly worker: Worker;
  readonly remote: Comlink.Remote<RunWorker>;
}

/** How long a canceled run may take to hand over what it measured before its worker is ended [ms]. */
const CANCEL_GRACE = 10_000;

let host: Host | undefined;
/** Ends the run under way without its worker's help; undefined while none is. */
let abandon: ((reply: RunReply | 'canceled') => void) | undefined;
const listeners = new Set<(run: RunView) => void>();

function hosted(): Host {
  if (host !== undefined) return host;
  const worker = new Worker(new URL('./run.worker.ts', import.meta.url), { type: 'module', name: 'simulation' });
  const made: Host = { worker, remote: Comlink.wrap<RunWorker>(worker) };
  worker.addEventListener('error', (event) => {
    dismiss(made);
    abandon?.({
      kind: 'failed',
      message: 'The simulation’s worker stopped working.',
      details: event.message === '' ? 'The browser gave no reason; it may have run out of memory.' : event.message,
    });
  });
  host = made;
  return made;
}

function dismiss(which: Host): void {
  which.worker.terminate();
  if (host === which) host = undefined;
}

/** Traces of the run with this digest; undefined where the worker that knew it is gone. Rejects where it breaks down. */
export async function tracesOf(digest: string): Promise<readonly RequestTrace[] | undefined> {
  return host === undefined ? undefined : host.remote.traces(digest);
}

/** Loads the simulator into its worker while nothing else is to be done, so that the first run begins at once. */
export function prepareRun(): void {
  requestIdleCallback(() => hosted());
}

/** Starts a run of the current document. Does nothing while one is under way or the run is locked. */
export function startRun(): void {
  if (runLock() !== undefined || runStore.getSnapshot().context.status === 'running') return;
  const document = getDocument();
  const idle = busy('run');
  runStore.send({ type: 'started' });
  announce('Run started.');
  const { remote } = hosted();
  const onProgress = Comlink.proxy((progress: Parameters<Parameters<RunWorker['run']>[1]>[0]) => {
    if (abandon !== undefined) runStore.send({ type: 'progressed', progress });
  });
  const abandoned = new Promise<RunReply | 'canceled'>((resolve) => {
    abandon = resolve;
  });
  const answered = remote.run(document, onProgress).catch(
    // The call itself can fail: a document that cannot be cloned, a worker that cannot be loaded.
    (error: unknown): RunReply => ({
      kind: 'failed',
      message: 'The simulation could not be reached.',
      details: String(error),
    }),
  );
  void Promise.race([answered, abandoned]).then((reply) => {
    abandon = undefined;
    runStore.send(ending(document, reply));
    idle();
    const run = getRun();
    announce(endText(run));
    for (const listener of listeners) listener(run);
  });
}

function endText({ status, result }: RunView): string {
  if (status === 'failed') return 'The run failed.';
  if (status === 'canceled' || result === undefined) return 'The run was canceled.';
  return `Run finished. ${verdictOf(result).says}.`;
}

/** What the store is told of a run's end. */
function ending(document: DesignDocument, reply: RunReply | 'canceled'): Parameters<typeof runStore.send>[0] {
  if (reply === 'canceled') return { type: 'ended', status: 'canceled' };
  switch (reply.kind) {
    case 'refused':
      return { type: 'ended', status: 'failed', problem: { kind: 'design', findings: reply.findings } };
    case 'failed': {
      const seed = document.run?.seed ?? getEngine()?.runSchema.parse({}).seed;
      const details = `Seed ${seed}\n${reply.details}\n\n${JSON.stringify(document, undefined, 2)}`;
      return { type: 'ended', status: 'failed', problem: { kind: 'crash', message: reply.message, details } };
    }
    case 'result': {
      const { result, took } = reply;
      const status = result.run.partial?.guard === 'canceled' ? 'canceled' : 'done';
      // Canceled before anything was counted: there is nothing to show, and the result before stays.
      if (status === 'canceled' && result.run.requests === 0) return { type: 'ended', status };
      return { type: 'finished', status, result, document, took };
    }
  }
}

/** Ends the run under way; what it has measured becomes a partial result. */
export function cancelRun(): void {
  const current = host;
  const give = abandon;
  if (current === undefined || give === undefined) return;
  current.remote.cancel().catch(() => undefined /* a worker that is gone has nothing to cancel */);
  setTimeout(() => {
    if (abandon !== give) return;
    dismiss(current);
    give('canceled');
  }, CANCEL_GRACE);
}

/** Calls back after every run, however it ended, with the run as it is then. Returns how to stop that. */
export function onRunFinished(listener: (run: RunView) => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
