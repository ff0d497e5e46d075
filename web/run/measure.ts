import { Experiment, type Gathering, type Model } from '../../simulator/index.ts';
import { inParallel } from '../../src/index.ts';
import { helpers } from './helpers.ts';
import { paced } from './pace.ts';
import type { RunProgress } from './protocol.ts';

/** Runs a model in a worker: several replications on several workers of its own, a single one in this. */
export async function measure(
  model: Model,
  signal: AbortSignal,
  onProgress: (progress: RunProgress) => void,
): Promise<Gathering> {
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
  signal.removeEventListener('abort', cancel);
  return experiment.gathering;
}
