export { Labor } from './labor.ts';
export { type Hand, inParallel, type PoolOptions, type Step } from './pool.ts';
