import * as Comlink from 'comlink';
import {
  compile,
  explain,
  isCanceled,
  probe,
  type Study,
  sensitivity,
  type Topology,
  triggersOf,
} from '../../simulator/index.ts';
import { parseDesign } from '../../src/index.ts';
import { measure } from '../run/measure.ts';
import type { Analysis, AnalysisProgress, AnalysisReply, AnalysisWorker, Reports } from './protocol.ts';

let canceling: AbortController | undefined;

const studies: { readonly [A in Analysis]: (topology: Topology, trigger: number) => Study<Reports[A] | undefined> } = {
  explain: (topology) => explain(topology),
  sensitivity: (topology) => sensitivity(topology),
  probe: (topology, trigger) => probe(topology, { trigger: triggersOf(topology)[trigger] }),
};

/** Runs the experiments that a study asks for, one after the other. */
async function conducted<Report>(
  study: Study<Report | undefined>,
  signal: AbortSignal,
  onProgress: (progress: AnalysisProgress) => void,
): Promise<AnalysisReply<Report>> {
  let step = study.next();
  while (step.done !== true) {
    const { model, says, number, of } = step.value;
    const tell = (fraction: number): void => onProgress({ fraction: Math.min(1, (number + fraction) / of), says });
    tell(0);
    const measured = signal.aborted ? undefined : await measure(model, signal, ({ fraction }) => tell(fraction));
    step = study.next(isCanceled(measured) ? undefined : measured);
  }
  return step.value === undefined ? { kind: 'canceled' } : { kind: 'report', report: step.value };
}

const worker: AnalysisWorker = {
  analyze: async (analysis, document, trigger, onProgress) => {
    try {
      const reading = parseDesign(document);
      const compiled = reading.topology === undefined ? undefined : compile(reading.topology);
      if (compiled?.model === undefined || reading.topology === undefined) {
        return { kind: 'refused', findings: [...reading.findings, ...(compiled?.findings ?? [])] };
      }
      canceling = new AbortController();
      return await conducted(studies[analysis](reading.topology, trigger), canceling.signal, onProgress);
    } catch (error) {
      // An invariant of the engine failed: the page says so.
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    } finally {
      canceling = undefined;
    }
  },
  cancel: () => canceling?.abort(),
};
Comlink.expose(worker);
