import type { JudgedResult } from '../../simulator/index.ts';
import type { DesignDocument } from '../../src/index.ts';
import type { Scenario } from '../../src/scenario/index.ts';

/** The best that someone reached on a scenario with a design of their own. */
export interface BestResult {
  readonly met: number;
  readonly objectives: number;
  /** USD per month. */
  readonly monthly: number;
  /** When [ms since 1970]. */
  readonly at: number;
}

const KEY = 'headroom-best-results';

/** More objectives met is better, then a smaller bill. */
export function isBetter(a: BestResult, b: BestResult | undefined): boolean {
  return b === undefined || a.met > b.met || (a.met === b.met && a.monthly < b.monthly);
}

export function resultOf(result: JudgedResult, at: number): BestResult {
  return {
    met: result.objectives.filter(({ met }) => met).length,
    objectives: result.objectives.length,
    monthly: result.cost.monthly,
    at,
  };
}

/** Whether a design is measured as its scenario asks: its load, its objectives, its run, and no faults of one's own. */
export function onScenarioTerms(document: DesignDocument, scenario: Scenario): boolean {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return (
    document.scenario === scenario.id &&
    same(document.workload, scenario.workload) &&
    same(document.objectives, scenario.objectives) &&
    same(document.run?.duration, scenario.run.duration) &&
    same(document.run?.warmup, scenario.run.warmup) &&
    (document.faults?.length ?? 0) === 0
  );
}

/** Everything kept so far; nothing where the browser keeps nothing, or something that is not ours lies there. */
export function readBest(): Readonly<Record<string, BestResult>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, BestResult>) : {};
  } catch {
    // Storage may be blocked, or hold what another version wrote: best results are worth no error.
    return {};
  }
}

export function keepBest(all: Readonly<Record<string, BestResult>>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // Storage may be full or blocked; the result is still shown until the page is left.
  }
}
