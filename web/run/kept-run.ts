import type { JudgedResult } from '../../simulator/index.ts';
import type { DesignDocument } from '../../src/index.ts';
import { loadEngine } from '../engine/index.ts';
import { busy } from '../state/idle.ts';
import { keepWork, keptWork } from '../state/storage.ts';
import { getOwnership } from '../state/tab-lock.ts';
import { runStore } from './run-state.ts';

/** The last result as it is kept over a reload. */
interface KeptRun {
  readonly result: JudgedResult;
  readonly document: DesignDocument;
  readonly took: number;
}

/** A larger result is not kept [characters]: a long run of a large design is made again. */
const LARGEST = 8_000_000;

async function keep(): Promise<void> {
  const { result, document, took } = runStore.getSnapshot().context;
  const kept = { result, document, took };
  await keepWork('result', result === undefined || JSON.stringify(kept).length > LARGEST ? undefined : kept);
}

/** Keeps every result from now on; one that is not shown any more is forgotten. */
export function keepRuns(): void {
  let last = runStore.getSnapshot().context.result;
  runStore.subscribe(({ context: { result } }) => {
    if (result === last || getOwnership() === 'reader') return;
    last = result;
    const done = busy('keep-run');
    // Without storage, or with no more room in it, a reload finds no result: nothing that was drawn is lost.
    void keep()
      .catch(() => undefined)
      .finally(done);
  });
}

/** Shows the kept result, where there is one that this version can read. */
export async function restoreRun(): Promise<void> {
  const kept = (await keptWork('result')) as Partial<KeptRun> | undefined;
  if (kept?.document === undefined) return;
  const { parseDesign, resultSchema } = await loadEngine();
  const { document } = parseDesign(kept.document);
  const { data: result } = resultSchema.safeParse(kept.result);
  if (document === undefined || result === undefined) return;
  runStore.send({ type: 'finished', status: 'done', result, document, took: kept.took ?? 0 });
}
