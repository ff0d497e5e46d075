import { type PhaseName, phases, type Scenario } from '../scenario/index.ts';

export type Phase = PhaseName;
export { phases };

/** What each phase is for, as the candidate reads it. */
export const phaseTexts: Readonly<Record<Phase, { readonly title: string; readonly task: string }>> = {
  scope: {
    title: 'Scope',
    task: 'Ask what is unclear, decide what must work, put numbers on the qualities, and say what you leave out.',
  },
  estimate: {
    title: 'Estimate',
    task: 'Work out the numbers that size the design. Each is compared with the reference once you commit it.',
  },
  design: {
    title: 'Design',
    task: 'Draw the design, predict its p99 and its bottleneck, then run it.',
  },
  disruption: {
    title: 'Disruption',
    task: 'Something in your design goes wrong. Say first what will happen, then measure it.',
  },
  'wrap-up': {
    title: 'Wrap-up',
    task: 'Defend your trade-offs, then see the scorecard.',
  },
};

/** Planned time of each phase [ms]. */
export type Budgets = Readonly<Record<Phase, number>>;

/** Lengths offered beside the scenario's own [minutes]. */
export const presets = [45, 25] as const;

/**
 * Shares `minutes` (the scenario's own unless said) among the phases in the scenario's proportions, in whole seconds.
 * The design takes what rounding leaves, so that the sum is exact. Undefined where the scenario is no interview.
 */
export function budgetsFor(scenario: Scenario, minutes = scenario.minutes): Budgets | undefined {
  const planned = scenario.phases;
  if (planned === undefined) return undefined;
  const whole = phases.reduce((sum, phase) => sum + planned[phase], 0);
  const seconds = (phase: Phase) => Math.round((minutes * 60 * planned[phase]) / whole);
  const total = phases.reduce((sum, phase) => sum + seconds(phase), 0);
  const left = Math.round(minutes * 60) - total;
  const budget = (phase: Phase) => (seconds(phase) + (phase === 'design' ? left : 0)) * 1000;
  return {
    scope: budget('scope'),
    estimate: budget('estimate'),
    design: budget('design'),
    disruption: budget('disruption'),
    'wrap-up': budget('wrap-up'),
  };
}

/** Seniority that a session is judged for. It moves the pass mark, not the questions. */
export const levels = ['mid', 'senior', 'staff'] as const;
export type Level = (typeof levels)[number];
