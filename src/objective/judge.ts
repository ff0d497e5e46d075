import { type JudgedResult, normalCdf, type ObjectiveResult, type RunResult } from '../../simulator/index.ts';
import { type Expression, evaluate, type Quantity, quantity, type Scope, unitText } from '../math/index.ts';
import type { Measured } from './measures.ts';
import { givenName, measureOf, type Objective } from './parse.ts';

/** Judges what a run measured against objectives. */

/** The 97.5 % point of the standard normal distribution: half of a 95 % interval in standard errors. */
const Z = 1.959964;

function measuringScope(result: RunResult, objective: Objective): Scope {
  return {
    name: () => undefined,
    call: (name, given) => {
      const measure = measureOf(name);
      const measured = measureCall(result, objective, name, given);
      if (measure === undefined || measured === undefined) return undefined;
      return measured.problem === undefined ? quantity(measured.value, measure.unit) : { problem: measured.problem };
    },
    power: (x, y) => x ** y,
  };
}

type Given = Parameters<Scope['call']>[1];

function measureCall(result: RunResult, objective: Objective, name: string, given: Given): Measured | undefined {
  const measure = measureOf(name);
  if (measure === undefined) return undefined;
  const asked = givenName(name, measure, given);
  if ('problem' in asked) return asked;
  const meant = measure.takes === 'fault' ? (objective.faults[asked.name] ?? asked.name) : asked.name;
  return measure.of(result, meant);
}

/** Whether an expression measures anything, as opposed to a limit that stands in it. */
function isMeasured(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return true;
    case 'unary':
      return isMeasured(expression.operand);
    case 'binary':
      return isMeasured(expression.left) || isMeasured(expression.right);
    case 'choice':
      return [expression.condition, expression.yes, expression.no].some(isMeasured);
    default:
      return false;
  }
}

interface Compared {
  readonly measured: Expression;
  readonly value: Quantity;
  readonly limit: Quantity;
}

/** The two sides of a requirement that is one comparison, the measured one first. */
function comparedSides(expression: Expression, scope: Scope): Compared | undefined {
  if (expression.kind !== 'binary' || expression.operator === 'and' || expression.operator === 'or') return undefined;
  const [left, right] = [evaluate(expression.left, scope).value, evaluate(expression.right, scope).value];
  if (left?.kind !== 'quantity' || right?.kind !== 'quantity') return undefined;
  return isMeasured(expression.left) || !isMeasured(expression.right)
    ? { measured: expression.left, value: left, limit: right }
    : { measured: expression.right, value: right, limit: left };
}

/**
 * How sure it is that the requirement is met, or not, in the long run: the probability that the true value lies on the
 * met side of the limit, with the value's 95 % interval read as that of a normal distribution. Undefined where the run
 * gives no interval. What is not random is sure.
 */
function confidenceOf(result: RunResult, objective: Objective, compared: Compared, met: boolean): number | undefined {
  const { measured, value, limit } = compared;
  if (measured.kind !== 'call') return undefined;
  const given = measured.arguments.map(
    (argument) =>
      ({
        kind: 'text',
        text: argument.kind === 'name' ? argument.name : argument.kind === 'text' ? argument.text : '',
      }) as const,
  );
  const answer = measureCall(result, objective, measured.name, given);
  if (answer === undefined || answer.problem !== undefined) return undefined;
  if (answer.exact === true) return met ? 1 : 0;
  if (answer.interval === undefined) return undefined;
  const [low, high] = answer.interval;
  const error = (high - low) / (2 * Z);
  if (!(error > 0)) return met ? 1 : 0;
  const side = normalCdf(Math.abs(limit.value - value.value) / error);
  // Four digits are more than an interval from a few replications can support.
  return Math.round((met ? side : 1 - side) * 1e4) / 1e4;
}

function sentence(text: string): string {
  const ended = /[.!?]$/.test(text) ? text : `${text}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}

/** Judges one objective. One that cannot be judged is not met, and says why. */
export function judgeOne(result: RunResult, objective: Objective): ObjectiveResult {
  const { name, require, expression } = objective;
  const scope = measuringScope(result, objective);
  const { value: verdict, problem } = evaluate(expression, scope);
  if (problem !== undefined) return { name, require, met: false, problem: sentence(problem.what) };
  if (verdict.kind !== 'truth') return { name, require, met: false, problem: 'It is a value, not a comparison.' };
  const met = verdict.value;
  const compared = comparedSides(expression, scope);
  if (compared === undefined) return { name, require, met };
  const { value, limit } = compared;
  const unit = unitText(value.unit ?? limit.unit);
  if (!Number.isFinite(value.value)) {
    const never = Number.isFinite(limit.value) ? { limit: limit.value, unit } : {};
    return { name, require, met, ...never, problem: unendingText(objective) };
  }
  const confidence = confidenceOf(result, objective, compared, met);
  return {
    name,
    require,
    met,
    value: value.value,
    limit: limit.value,
    unit,
    ...(confidence !== undefined && { confidence }),
  };
}

function unendingText({ require }: Objective): string {
  return /\b(?:recovery|rto)\s*\(/.test(require)
    ? 'It did not recover before the run ended.'
    : 'The measured value is not finite.';
}

/** A run's result with its objectives judged, in their order. */
export function judge(result: RunResult, objectives: readonly Objective[]): JudgedResult {
  return { ...result, objectives: objectives.map((objective) => judgeOne(result, objective)) };
}
