import { Experiment, type ExperimentOptions, type Gathering, type Model } from '../../simulator/index.ts';
import { inParallel } from '../../src/index.ts';
import { helpers } from './helpers.ts';
import { paced } from './pace.ts';
import type { RunProgress } from './protocol.ts';

/** Runs a model in a worker: several replications on several workers of its own, a single one in this. `blame` as for the engine. */
export async function measure(
  model: Model,
  signal: AbortSignal,
  onProgress: (progress: RunProgress) => void,
  { blame }: Pick<ExperimentOptions, 'blame'> = {},
): Promise<Gathering> {
  const { replications, precision } = model.topology.run;
  if ((replications > 1 || precision !== undefined) && navigator.hardwareConcurrency > 1) {
    const measured = await inParallel(model, helpers(model, { blame }), { onProgress, signal });
    if (measured !== undefined) return measured;
  }
  const experiment = new Experiment(model, { blame });
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
