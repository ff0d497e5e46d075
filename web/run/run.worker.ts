import * as Comlink from 'comlink';
import { compile } from '../../simulator/index.ts';
import { judge, parseDesign } from '../../src/index.ts';
import { measure } from './measure.ts';
import type { RunReply, RunWorker } from './protocol.ts';

let canceling: AbortController | undefined;

async function run(...[document, onProgress]: Parameters<RunWorker['run']>): Promise<RunReply> {
  const started = performance.now();
  const reading = parseDesign(document);
  const compiled = reading.topology === undefined ? undefined : compile(reading.topology);
  const findings = [...reading.findings, ...(compiled?.findings ?? [])];
  if (compiled?.model === undefined) return { kind: 'refused', findings };
  const canceler = new AbortController();
  canceling = canceler;
  const measured = await measure(compiled.model, canceler.signal, onProgress);
  const result = judge(measured.result(), reading.objectives);
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
};
Comlink.expose(worker);
