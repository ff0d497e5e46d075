import type { Finished } from '../../../simulator/index.ts';
import type { Step } from '../../parallel/index.ts';

/** To a thread: the number of a replication to run, or to end the one under way. */
export type Order = 'stop' | { readonly run: number };

/** From a thread. */
export type Answer = { readonly step: Step } | { readonly finished: Finished } | { readonly failed: unknown };
