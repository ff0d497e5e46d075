import { doubledTimeout } from '../change.ts';
import type { CompiledConnection, Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { percent, type Symptom } from './symptom.ts';

function observe(_model: Model, result: RunResult): ResultFinding[] {
  return Object.entries(result.components).flatMap(([component, { resources }]): ResultFinding[] => {
    // Threads that wait and the cores that they wait for waste the same work: it is said once.
    const [most] = Object.values(resources).sort((a, b) => b.wasted - a.wasted);
    if (most === undefined || most.wasted < 0.05) return [];
    const { title, wasted, utilization } = most;
    return [
      {
        code: 'wasted-work',
        severity: 'warning',
        component,
        says: `${component}: ${percent(wasted / utilization)} of the time of its ${title.toLowerCase()} went into work whose caller had already given up.`,
        evidence: { wasted, utilization },
      },
    ];
  });
}

/** Connections over which a request may come to a component, the nearest first. */
function waysTo(component: number, { connections }: Model): CompiledConnection[] {
  const found = new Set<CompiledConnection>();
  for (let last = [component]; last.length > 0; ) {
    const next = connections.filter((of) => last.includes(of.to) && !found.has(of));
    for (const connection of next) found.add(connection);
    last = next.map(({ from }) => from);
  }
  return [...found];
}

/** Work for callers who have given up. */
export const waste: Symptom = {
  codes: ['wasted-work'],
  observe,
  remedies: ({ component }, model) => {
    const at = model.components.find(({ spec }) => spec.id === component);
    if (at === undefined) return [];
    const ways = waysTo(at.index, model).map(({ spec }) => spec);
    const untold = ways.filter(({ cancellation }) => !cancellation);
    const told = {
      says: `cancellation all the way to ${at.spec.id}`,
      edits: untold.map(({ from, to }) => ({ from, to, field: 'cancellation', value: true })),
    };
    return [...(untold.length > 0 ? [told] : []), ...ways.flatMap(doubledTimeout)];
  },
};
