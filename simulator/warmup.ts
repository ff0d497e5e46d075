import { faultOf } from './fault-catalogue.ts';
import type { FaultSpec, Topology } from './topology.ts';
import type { ShapePoints } from './workload.ts';

/** How much of the start of a run is not counted, and who said so. */
export interface Warmup {
  /** [s]; 0 where it is still to be detected. */
  readonly length: number;
  /**
   * `written` in the design; `detected` by MSER-5; a `tenth` of the duration, or up to the first `change`, where faults,
   * shapes or a stock leave no steady state that could be detected.
   */
  readonly rule: 'written' | 'detected' | 'tenth' | 'change';
}

/** Share of the duration where neither the design nor a steady state says more. */
const USUAL = 0.1;

/** A design's warm-up. One that is not written never swallows a fault or a step of the load. */
export function warmupOf(topology: Topology): Warmup {
  const { run, faults, streams } = topology;
  if (typeof run.warmup === 'number') return { length: run.warmup, rule: 'written' };
  // Random failures are part of the steady state, but to MSER a rare one looks like settling.
  if (!isTransient(topology) && faults.length === 0) return { length: 0, rule: 'detected' };
  const usual = run.duration * USUAL;
  const change = Math.min(
    // What is sold first counts.
    keepsStock(topology) ? 0 : Number.POSITIVE_INFINITY,
    ...faults.filter(isScheduled).map(({ at }) => at),
    ...streams.map(({ shape }) => (shape === undefined ? Number.POSITIVE_INFINITY : firstStep(shape))),
  );
  return change < usual ? { length: change, rule: 'change' } : { length: usual, rule: 'tenth' };
}

/** Whether the load or the system changes on the way, at times that are the same in each replication. */
export function isTransient(topology: Topology): boolean {
  const { faults, streams } = topology;
  return (
    keepsStock(topology) ||
    faults.some(isScheduled) ||
    streams.some(({ shape }) => shape !== undefined && !isFlat(shape))
  );
}

/** Whether something is sold that runs out: then no moment is like another. */
function keepsStock({ components }: Topology): boolean {
  return components.some(({ stock }) => stock !== undefined);
}

function isScheduled({ kind }: FaultSpec): boolean {
  return faultOf(kind)?.always !== true;
}

function isFlat({ points }: ShapePoints): boolean {
  return points.every(([, factor]) => factor === 1);
}

/** When the load leaves its first level [s]; Infinity where it never does, or has been changing from the start. */
function firstStep({ interpolation, points }: ShapePoints): number {
  let level = 1;
  for (const [i, [moment, factor]] of points.entries()) {
    if (factor !== level && moment > 0) {
      const begins = interpolation === 'step' || i === 0 ? moment : points[i - 1][0];
      return begins > 0 ? begins : Number.POSITIVE_INFINITY;
    }
    level = factor;
  }
  return Number.POSITIVE_INFINITY;
}
