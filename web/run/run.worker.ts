import * as Comlink from 'comlink';
import { compile, Experiment, type Gathering, type Model } from '../../simulator/index.ts';
import { inParallel, judge, parseDesign } from '../../src/index.ts';
import { helpers } from './helpers.ts';
import { paced } from './pace.ts';
import type { RunProgress, RunReply, RunWorker } from './protocol.ts';

let canceling: AbortController | undefined;

async function run(...[document, onProgress]: Parameters<RunWorker['run']>): Promise<RunReply> {
  const started = performance.now();
  const reading = parseDesign(document);
  const compiled = reading.topology === undefined ? undefined : compile(reading.topology);
  const findings = [...reading.findings, ...(compiled?.findings ?? [])];
  if (compiled?.model === undefined) return { kind: 'refused', findings };
  const canceler = new AbortController();
  canceling = canceler;
  const measured = await measure(compiled.model, canceler, onProgress);
  const result = judge(measured.result(), reading.objectives);
  return { kind: 'result', result, took: (performance.now() - started) / 1000 };
}

/** Several replications on several workers, a single one in this. */
async function measure(
  model: Model,
  canceler: AbortController,
  onProgress: (progress: RunProgress) => void,
): Promise<Gathering> {
  const { signal } = canceler;
  const { replications, precision } = model.topology.run;
  if ((replications > 1 || precision !== undefined) && navigator.hardwareConcurrency > 1) {
    const measured = await inParallel(model, helpers(model), { onProgress, signal });
    if (measured !== undefined) return measured;
  }
  const experiment = new Experiment(model);
  const cancel = (): void => experiment.cancel();
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  await paced(
    (events) => experiment.advance(events),
    () => onProgress({ ...experiment.progress }),
  );
  return experiment.gathering;
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
