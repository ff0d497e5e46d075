import { readQuantity, runSchema } from '../../simulator/index.ts';
import type { DesignDocument } from '../../src/index.ts';
import { useDocument } from '../state/document-store.ts';

/** Simulated length of a design's run [s]; the default's while the written one cannot be read. */
export function runLength({ run }: DesignDocument): number {
  const reading = readQuantity(run?.duration, 'time');
  return reading.ok && reading.value > 0 ? reading.value : runSchema.parse({}).duration;
}

/**
 * The part at the start of a run that is not counted [s], as far as it is known before the run: it is detected unless it
 * is written, or faults or a changing load leave a tenth at most.
 */
export function warmupLength(document: DesignDocument): number {
  const reading = readQuantity(document.run?.warmup, 'time');
  if (reading.ok && reading.value >= 0) return reading.value;
  const changes = [
    ...(document.faults ?? []),
    ...(document.workload?.streams ?? []).filter(({ shape }) => shape !== undefined),
  ];
  return changes.length > 0 ? runLength(document) / 10 : 0;
}

export function useRunLength(): number {
  return useDocument(runLength);
}
