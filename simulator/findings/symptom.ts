import type { Change } from '../change.ts';
import type { Metric } from '../comparison.ts';
import type { Model } from '../model.ts';
import { formatQuantity } from '../quantity.ts';
import type { ResultFinding, RunResult } from '../result.ts';

/**
 * One kind of thing that a run may show. What it says is an observation; whether it is why the design is as slow, or fails
 * as often, as it does is tried by the changes: see `analysis/explain.ts`.
 */
export interface Symptom {
  /** Codes of its findings. */
  readonly codes: readonly string[];
  readonly observe: (model: Model, result: RunResult) => readonly ResultFinding[];
  /**
   * Changes that make a difference if the finding is a cause: twice as much of what ran out, a limit lifted, a policy or a
   * fault taken away. The most telling first.
   */
  readonly remedies: (finding: ResultFinding, model: Model) => readonly Change[];
  /** What a change is to make less, where that is not the time or the number of answers. */
  readonly figure?: (finding: ResultFinding) => Metric | undefined;
}

/** Busy enough for waits to be long. */
export const HIGH = 0.8;

export const percent = (share: number): string => formatQuantity(share, 'fraction');
export const time = (seconds: number): string => formatQuantity(seconds, 'time');

/** Whether a resource is called by a plural, as cores are and a hot row is not. */
export const isPlural = (title: string): boolean => title.endsWith('s');

/** How long the messages of a queue or log are under way until they are dealt with. */
export function lagOf(component: string): Metric {
  return { name: 'lag', unit: 'time', of: ({ components }) => components[component].lag?.p99 };
}

/** The ends of a connection by its key in results. */
export function ends(connection = ''): { readonly from: string; readonly to: string } {
  const [from = '', to = ''] = connection.split('->');
  return { from, to };
}
