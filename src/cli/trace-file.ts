import { writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { type Model, type TracePick, Tracing } from '../../simulator/index.ts';
import { otlp } from '../otlp/index.ts';
import { type Host, Refusal } from './host.ts';

/** Events between two looks at the keyboard. */
const SLICE = 20_000;

/**
 * Runs the first replication again, which is the same, records the requests that were picked from it, and writes them as
 * OTLP. Returns how many; undefined where the user interrupted it.
 */
export async function writeTraces(
  path: string,
  model: Model,
  picks: readonly TracePick[],
  digest: string,
  host: Host,
): Promise<number | undefined> {
  const tracing = new Tracing(model, picks);
  while (!tracing.advance(SLICE)) {
    if (host.signal.aborted) return undefined;
    await setImmediate();
  }
  const traces = tracing.traces();
  try {
    await writeFile(path, `${JSON.stringify(otlp(traces, digest))}\n`);
  } catch (error) {
    throw new Refusal(`${path} could not be written: ${(error as Error).message}.`);
  }
  return traces.length;
}
