import type { JudgedResult } from '../../simulator/index.ts';

export interface Verdict {
  readonly tone: 'good' | 'bad' | 'neutral';
  readonly says: string;
  /** What to make of it, where the objectives do not say it. */
  readonly detail?: string;
}

/** The run in one line, before any number. */
export function verdictOf(result: JudgedResult): Verdict {
  const { objectives, run } = result;
  if (run.requests === 0) {
    return {
      tone: 'neutral',
      says: 'No request was counted',
      detail: 'Raise the rate, lengthen the run, or shorten the warm-up in the Load tab.',
    };
  }
  if (objectives.length === 0) {
    return {
      tone: 'neutral',
      says: 'Measured, with nothing to judge by',
      detail: 'This design has no objectives; a scenario brings its own.',
    };
  }
  const missed = objectives.filter(({ met }) => !met).length;
  const all = objectives.length;
  if (missed === 0) return { tone: 'good', says: all === 1 ? 'The objective is met' : `All ${all} objectives are met` };
  if (missed === all)
    return { tone: 'bad', says: all === 1 ? 'The objective is missed' : `All ${all} objectives are missed` };
  return { tone: 'bad', says: `${missed} of ${all} objectives ${missed === 1 ? 'is' : 'are'} missed` };
}
