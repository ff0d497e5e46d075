/**
 * Mechanisms by themselves, for the validation suite: where a published experiment is not about a backend and no design
 * isolates what it is about. Nothing else is meant to use them.
 */
export { NO_VISIT, type RandomStream, Rank, Simulation, type Station, streamFor } from './kernel/index.ts';
export { HashRing } from './parts/balancing/hash-ring.ts';
export { RetryPolicy } from './parts/retry-policy.ts';
export { CoDel } from './parts/shedding.ts';
