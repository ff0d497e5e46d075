import { type Change, onComponent } from '../change.ts';
import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { HIGH, percent, type Symptom } from './symptom.ts';

/** Misses are what drives a store when they are at least this share of its calls. */
const MOST = 0.5;

function observe(model: Model, result: RunResult): ResultFinding[] {
  return model.components.flatMap(({ index, spec, definition }): ResultFinding[] => {
    const { lookups, hitRatio } = result.components[spec.id];
    if (definition.role !== 'cache' || lookups === undefined || hitRatio === undefined) return [];
    const asked = lookups.hits + lookups.delayedHits + lookups.misses;
    const missShare = asked === 0 ? 0 : lookups.misses / asked;
    const callers = new Set(model.connections.filter(({ to }) => to === index).map(({ from }) => from));
    const misses = result.components[spec.id].arrivalRate * missShare;
    const store = model.connections
      .filter(({ from }) => from === index || callers.has(from))
      .map(({ to }) => model.components[to])
      .find((of) => {
        const { utilization, arrivalRate } = result.components[of.spec.id];
        return of.definition.role === 'store' && utilization >= HIGH && misses >= MOST * arrivalRate;
      });
    if (store === undefined) return [];
    const { utilization } = result.components[store.spec.id];
    return [
      {
        code: 'cache-misses',
        severity: 'warning',
        component: spec.id,
        says: `${spec.id}: ${percent(missShare)} of the lookups miss, and these misses keep ${store.spec.id} busy ${percent(utilization)} of the time.`,
        evidence: { hitRatio, misses, store: store.spec.id, utilization },
      },
    ];
  });
}

/** A cache whose misses are most of what a busy store does. */
export const misses: Symptom = {
  codes: ['cache-misses'],
  observe,
  remedies: ({ component }, model) => {
    const spec = model.components.find((of) => of.spec.id === component)?.spec;
    if (spec === undefined) return [];
    const capacity = spec['capacity'] as { readonly entries: number } | { readonly bytes: number } | undefined;
    const changes: Change[] = [];
    if (spec['start'] === 'cold') changes.push(onComponent(spec.id, 'start', 'warm from the start', 'warm'));
    if (capacity !== undefined) {
      const value = 'entries' in capacity ? 2 * capacity.entries : `${2 * capacity.bytes} B`;
      changes.push(onComponent(spec.id, 'capacity', 'twice the capacity', value));
    }
    if (spec['ttl'] !== undefined)
      changes.push(onComponent(spec.id, 'ttl', 'entries live twice as long', 2 * Number(spec['ttl'])));
    if ('coalesce' in spec && spec['coalesce'] !== true)
      changes.push(onComponent(spec.id, 'coalesce', 'fetches shared', true));
    return changes;
  },
};
