/** The heavy half of this folder, which is mathjs: loaded late by `loadCalculator`. */
export { calculate } from './calculate.ts';
export { checkEstimate } from './estimate-check.ts';
