import { doubled, faster } from '../change.ts';
import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { isSaturated, longestSpell, SATURATED } from '../saturation.ts';
import { isPlural, lagOf, type Symptom, time } from './symptom.ts';

function observe(model: Model, result: RunResult): ResultFinding[] {
  return model.components.flatMap(({ index, spec, resources, outgoing }) =>
    resources.flatMap(({ name, holdsCalls }): ResultFinding[] => {
      const resource = result.components[spec.id].resources[name];
      if (!isSaturated(result, spec.id, name)) return [];
      // Threads that wait for a core of their own component are full because the cores are.
      if (holdsCalls && resources.some((other) => !other.holdsCalls && isSaturated(result, spec.id, other.name)))
        return [];
      const spell = longestSpell(result, spec.id, name);
      const isWhole = resource.utilization >= SATURATED;
      const when = isWhole ? '' : ` from ${time(spell.from)} to ${time(spell.to)}`;
      const slowest = outgoing
        .map((number) => model.connections[number].spec)
        .map(({ to }) => ({ to, mean: result.connections[`${spec.id}->${to}`].latency.mean }))
        .sort((a, b) => b.mean - a.mean)[0];
      const isHeld = holdsCalls && slowest !== undefined && slowest.mean > result.components[spec.id].latency.mean / 3;
      const what = resource.title.toLowerCase();
      const [all, them] = isPlural(what) ? [`all its ${what} were`, 'them'] : [`its ${what} was`, 'it'];
      const evidence = {
        resource: name,
        utilization: resource.utilization,
        wasted: resource.wasted,
        queue: resource.queue.mean,
        waitP99: resource.wait.p99,
        ...(isWhole ? {} : { from: spell.from, to: spell.to }),
        ...behindQueue(model, index),
      };
      return [
        {
          code: isHeld ? 'threads-held' : 'saturated',
          severity: 'critical',
          component: spec.id,
          says: isHeld
            ? `${spec.id}: ${all} taken${when}, held while they waited for ${slowest.to}: a call to it took ${time(slowest.mean)} on average.`
            : `${spec.id}: ${all} busy${when}: it was asked for more than it can do.${resource.wait.p99 > 0 ? ` 1 % of the requests waited for ${them} longer than ${time(resource.wait.p99)}.` : ''}`,
          evidence: isHeld ? { ...evidence, callee: slowest.to, calleeMean: slowest.mean } : evidence,
        },
      ];
    }),
  );
}

/** The queue or log that a component takes all its work from: nobody else waits for it. */
function behindQueue({ components, connections }: Model, to: number): { readonly behind?: string } {
  const callers = new Set(connections.filter((of) => of.to === to).map(({ from }) => components[from]));
  const [only] = callers;
  return callers.size === 1 && only.definition.role === 'queue' ? { behind: only.spec.id } : {};
}

/** A resource that was busy all the time, or for more than a moment; held through calls, it is the callee that is slow. */
export const saturated: Symptom = {
  codes: ['saturated', 'threads-held'],
  observe,
  remedies: ({ code, component, evidence }, model) => {
    const of = model.components.find(({ spec }) => spec.id === component);
    const resource = of?.resources.find(({ name }) => name === evidence['resource']);
    if (of === undefined || resource === undefined) return [];
    const more = doubled(of, resource);
    return code === 'saturated' ? [more] : [faster(String(evidence['callee']), 2), more];
  },
  figure: ({ evidence }) => (evidence['behind'] === undefined ? undefined : lagOf(String(evidence['behind']))),
};
