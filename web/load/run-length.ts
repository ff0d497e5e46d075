import { readQuantity, runSchema } from '../../simulator/index.ts';
import type { DesignDocument } from '../../src/index.ts';
import { useDocument } from '../state/document-store.ts';

/** Simulated length of a design's run [s]; the default's while the written one cannot be read. */
export function runLength({ run }: DesignDocument): number {
  const reading = readQuantity(run?.duration, 'time');
  return reading.ok && reading.value > 0 ? reading.value : runSchema.parse({}).duration;
}

/** The part at the start of a run that is not counted [s]: a tenth unless written. */
export function warmupLength(document: DesignDocument): number {
  const reading = readQuantity(document.run?.warmup, 'time');
  return reading.ok && reading.value >= 0 ? reading.value : runLength(document) / 10;
}

export function useRunLength(): number {
  return useDocument(runLength);
}
