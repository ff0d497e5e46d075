import { onConnection } from '../change.ts';
import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { percent, type Symptom } from './symptom.ts';

function observe(_model: Model, result: RunResult): ResultFinding[] {
  return Object.entries(result.components).flatMap(([component, { resources }]) =>
    Object.values(resources).flatMap(({ title, wasted, utilization }): ResultFinding[] => {
      if (wasted < 0.05) return [];
      return [
        {
          code: 'wasted-work',
          severity: 'warning',
          component,
          says: `${component}: ${percent(wasted / utilization)} of the time of its ${title.toLowerCase()} went into work whose caller had already given up.`,
          evidence: { wasted, utilization },
        },
      ];
    }),
  );
}

/** Work for callers who have given up. */
export const waste: Symptom = {
  codes: ['wasted-work'],
  observe,
  remedies: ({ component }, model) =>
    model.connections
      .filter(({ spec }) => spec.to === component && (spec.timeout ?? spec.deadline) !== undefined)
      .flatMap(({ spec }) => [
        ...(spec.cancellation ? [] : [onConnection(spec, 'cancellation', 'cancellation', true)]),
        ...(spec.timeout === undefined ? [] : [onConnection(spec, 'timeout', 'without the timeout')]),
      ]),
};
