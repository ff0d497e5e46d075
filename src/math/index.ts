export type { Calculation, Calculator, EstimateCheck } from './calculate.ts';
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
export { type Expression, type ExpressionProblem, expressionLimits, readExpression } from './expression.ts';
export { loadCalculator } from './load.ts';
export { shapeFromExpression } from './shape.ts';
