/** The door of the practice engine: what `web` and the command line may use. */
export * from './design/index.ts';
export { shown, signed, signedAround, signedInterval } from './differences/index.ts';
export { type Calculation, type Calculator, type EstimateCheck, loadCalculator } from './math/index.ts';
export { didYouMean, listed, nearest } from './names/index.ts';
export * from './objective/index.ts';
export * from './parallel/index.ts';
export { effectWords } from './reference/index.ts';
export { jsonSchemas } from './schema.ts';
export * from './sweep/index.ts';
