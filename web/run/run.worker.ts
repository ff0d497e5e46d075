import * as Comlink from 'comlink';
import { compile, Experiment } from '../../simulator/index.ts';
import { judge, parseDesign } from '../../src/index.ts';
import type { RunReply, RunWorker } from './protocol.ts';

/** Wall-clock length that a slice aims at [ms]: a cancel waits for one slice at most. */
const SLICE = 20;
/** Least time between two progress messages [ms]. */
const PROGRESS = 100;
const FIRST_SLICE = 20_000;

let running: Experiment | undefined;

/** Lets messages in (a cancel) between two slices; a message to oneself, since timers are held back by browsers. */
const channel = new MessageChannel();
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(undefined);
  });
}

async function run(...[document, onProgress]: Parameters<RunWorker['run']>): Promise<RunReply> {
  const started = performance.now();
  const reading = parseDesign(document);
  const compiled = reading.topology === undefined ? undefined : compile(reading.topology);
  const findings = [...reading.findings, ...(compiled?.findings ?? [])];
  if (compiled?.model === undefined) return { kind: 'refused', findings };
  const experiment = new Experiment(compiled.model);
  running = experiment;
  let told = started;
  let slice = FIRST_SLICE;
  for (;;) {
    const before = performance.now();
    if (experiment.advance(slice)) break;
    const now = performance.now();
    slice = Math.max(1000, Math.round(slice * Math.min(2, Math.max(0.25, SLICE / Math.max(1, now - before)))));
    if (now - told >= PROGRESS) {
      told = now;
      onProgress({ ...experiment.progress });
    }
    await breathe();
  }
  const result = judge(experiment.result(), reading.objectives);
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
      running = undefined;
    }
  },
  cancel: () => running?.cancel(),
};
Comlink.expose(worker);
