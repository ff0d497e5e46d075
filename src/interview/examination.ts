import { readQuantity } from '../../simulator/index.ts';
import type { DesignDocument, RawFault } from '../design/index.ts';
import type { Scenario } from '../scenario/index.ts';
import { designDigest, loadDigest } from './digest.ts';
import type { OpenSession } from './session.ts';

/**
 * The candidate's design under the interviewer's load: the scenario's workload, objectives and settings of the run, and
 * no fault but the curveball's once it has struck; priced by the list that comes with the product, not the candidate's.
 */
export function examined(document: DesignDocument, scenario: Scenario, fault?: RawFault): DesignDocument {
  const { workload, objectives, run } = scenario;
  const faults = fault === undefined ? [] : [fault];
  const { prices: _, ...design } = document;
  return {
    ...design,
    scenario: scenario.id,
    workload,
    objectives,
    run,
    faults,
  };
}

/** Whether a design stands under the load of the interview as far as it has come: only such a run is compared with others. */
export function sameLoad({ state }: OpenSession, document: DesignDocument, scenario: Scenario): boolean {
  const expected = examined(document, scenario, state.strike?.fault as RawFault | undefined);
  return loadDigest(expected) === loadDigest(document);
}

/** Why no run may be started now. */
export interface Lock {
  readonly code: 'paused' | 'too-early' | 'predict' | 'predict-again' | 'other-load';
  /** A sentence for the candidate. */
  readonly says: string;
}

/**
 * Whether a run may be started now, and if not, why. Runs are for the design and the disruption; each needs a prediction
 * of the very design that is on the canvas, under the load that everybody gets. Undefined where it may.
 */
export function lockOf(open: OpenSession, document: DesignDocument, scenario: Scenario): Lock | undefined {
  const { state } = open;
  if (open.finished) return undefined;
  if (open.paused) return { code: 'paused', says: 'The interview is paused. Resume it to run.' };
  const { phase } = state.clock;
  if (phase === 'scope' || phase === 'estimate') {
    return { code: 'too-early', says: 'Runs unlock in the design phase, after a prediction.' };
  }
  if (phase === 'disruption' && open.disruption === 'pending') {
    return { code: 'predict', says: 'The disruption has not struck yet.' };
  }
  const struck = state.strike !== undefined;
  const predicted = struck ? state.disruptionPrediction?.digest : state.prediction?.digest;
  if (predicted === undefined) {
    const what = struck ? 'what the disruption does' : 'p99 and the bottleneck';
    return { code: 'predict', says: `Predict ${what} first; then the run unlocks.` };
  }
  if (predicted !== designDigest(document)) {
    return { code: 'predict-again', says: 'The design has changed since your prediction. Predict again for this one.' };
  }
  if (!sameLoad(open, document, scenario)) {
    return { code: 'other-load', says: 'The load is not the interview’s. Restore it to run.' };
  }
  return undefined;
}

/** The request whose p99 is predicted: the one that most of the load consists of. */
export function mainRequest(scenario: Scenario): string {
  const shares = scenario.workload.streams.flatMap(({ requests }) =>
    Object.entries(requests).map(([name, request]) => ({ name, share: readShare(request['share']) })),
  );
  return shares.reduce((most, one) => (one.share > most.share ? one : most), { name: '*', share: 0 }).name;
}

function readShare(raw: unknown): number {
  const reading = readQuantity(raw ?? 1, 'fraction');
  return reading.ok ? reading.value : 0;
}
