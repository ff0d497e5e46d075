export type { Calculation, CalculationScope } from './calculate.ts';
export type { Calculated } from './calculated.ts';
export type { EstimateCheck, EstimateOptions } from './estimate-check.ts';
export {
  dimensionOf,
  type Evaluation,
  evaluate,
  type Quantity,
  quantity,
  type Scope,
  truth,
  type Unit,
  units,
  unitText,
  type Value,
} from './evaluate.ts';
export { type Expression, type ExpressionProblem, expressionLimits } from './expression.ts';
export { type Calculator, loadCalculator } from './load.ts';
export { readExpression } from './read-expression.ts';
export { shapeFromExpression } from './shape.ts';
