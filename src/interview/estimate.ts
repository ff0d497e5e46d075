import type { Calculator, EstimateCheck } from '../math/index.ts';
import type { Estimate, Scenario } from '../scenario/index.ts';

/** An estimate held against the scenario's arithmetic. */
export interface JudgedEstimate extends EstimateCheck {
  /** 1 within the tolerance, 0.5 within its square, else 0. */
  readonly points: number;
  /** What went wrong, where the answer is one that a known mistake leads to. */
  readonly mistake?: string;
}

/** The scenario's givens as names that its formulas use. */
function givensOf(scenario: Scenario): Readonly<Record<string, string>> {
  return Object.fromEntries(scenario.givens.map(({ name, value }) => [name, value]));
}

/** Compares a typed answer with the scenario's own, unit and all. */
export function judgeEstimate(
  calculator: Calculator,
  scenario: Scenario,
  { formula, unit, tolerance, mistakes = [] }: Estimate,
  answer: string,
): JudgedEstimate {
  const scope = givensOf(scenario);
  const check = calculator.checkEstimate(answer, formula, { scope, tolerance, unit });
  if (check.verdict === 'right') return { ...check, points: 1 };
  const made = mistakes.find(
    (mistake) => calculator.checkEstimate(answer, mistake.formula, { scope, tolerance, unit }).verdict === 'right',
  );
  const { ratio = 0 } = check;
  // A tolerance of 1 asks for the very number: there is no half of it.
  const near = tolerance > 1 && ratio > 0 && Math.max(ratio, 1 / ratio) <= tolerance * tolerance;
  return { ...check, points: near ? 0.5 : 0, ...(made === undefined ? {} : { mistake: made.says }) };
}

/** Names of givens and requirements that only a question reveals and that nobody has asked for yet. */
export function hiddenNames(scenario: Scenario, asked: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const revealed = new Set<string>();
  const hidden = new Set<string>();
  for (const { id, unlocks } of scenario.clarifications) {
    for (const name of unlocks) (Object.hasOwn(asked, id) ? revealed : hidden).add(name);
  }
  return new Set([...hidden].filter((name) => !revealed.has(name)));
}
