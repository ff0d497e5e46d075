import { doubled } from '../change.ts';
import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { HIGH, isPlural, percent, type Symptom } from './symptom.ts';

function observe(_model: Model, { bottleneck: found, components }: RunResult): ResultFinding[] {
  if (found === undefined || found.saturated !== undefined) return [];
  const { component, resource, utilization } = found;
  const { title } = components[component].resources[resource];
  return [
    {
      code: 'bottleneck',
      severity: utilization >= HIGH ? 'warning' : 'info',
      component,
      says: `${component} has the least headroom: its ${title.toLowerCase()} ${isPlural(title) ? 'are' : 'is'} busy ${percent(utilization)} of the time.`,
      evidence: { resource, utilization },
    },
  ];
}

/** Less busy than this it makes nobody wait to speak of: there is nothing to cure. */
const IDLE = 0.3;

/** The busiest resource, where none is saturated. */
export const bottleneck: Symptom = {
  codes: ['bottleneck'],
  observe,
  remedies: ({ component, evidence }, model) => {
    if (Number(evidence['utilization']) < IDLE) return [];
    const of = model.components.find(({ spec }) => spec.id === component);
    const resource = of?.resources.find(({ name }) => name === evidence['resource']);
    return of === undefined || resource === undefined ? [] : [doubled(of, resource)];
  },
};
