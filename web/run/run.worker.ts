import * as Comlink from 'comlink';
import { compile, type Model, type RequestTrace, type TracePick, Tracing } from '../../simulator/index.ts';
import { judge, parseDesign } from '../../src/index.ts';
import { measure } from './measure.ts';
import { paced } from './pace.ts';
import type { RunReply, RunWorker } from './protocol.ts';

let canceling: AbortController | undefined;

/** Of each sort of request so many are traced: the slowest, failures, any. */
const TRACES = 5;

/** The run before, from which traces can be asked for. */
let last: { readonly digest: string; readonly model: Model; readonly picks: readonly TracePick[] } | undefined;

async function traces(digest: string): Promise<RequestTrace[] | undefined> {
  if (last?.digest !== digest) return undefined;
  const tracing = new Tracing(last.model, last.picks);
  await paced(
    (events) => tracing.advance(events),
    () => undefined,
  );
  return tracing.traces();
}

async function run(...[document, onProgress]: Parameters<RunWorker['run']>): Promise<RunReply> {
  const started = performance.now();
  const reading = parseDesign(document);
  const compiled = reading.topology === undefined ? undefined : compile(reading.topology);
  const findings = [...reading.findings, ...(compiled?.findings ?? [])];
  if (compiled?.model === undefined) return { kind: 'refused', findings };
  const canceler = new AbortController();
  canceling = canceler;
  const measured = await measure(compiled.model, canceler.signal, onProgress, { blame: true });
  const result = judge(measured.result(), reading.objectives);
  last = { digest: result.run.digest, model: compiled.model, picks: measured.picks(TRACES) };
  return { kind: 'result', result, took: (performance.now() - started) / 1000 };
}

const worker: RunWorker = {
  run: async (document, onProgress) => {
    try {
      return await run(document, onProgress);
    } catch (error) {
      // An invariant of the engine failed: the page shows what is needed to report and replay it.
      const message = error instanceof Error ? error.message : String(error);
      const details = error instanceof Error && error.stack !== undefined ? error.stack : message;
      return { kind: 'failed', message, details };
    } finally {
      canceling = undefined;
    }
  },
  cancel: () => canceling?.abort(),
  traces,
};
Comlink.expose(worker);
