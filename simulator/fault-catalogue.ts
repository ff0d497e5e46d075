import type { AnyFault } from './fault.ts';
import { crash } from './faults/crash.ts';
import { errors } from './faults/errors.ts';
import { flush } from './faults/flush.ts';
import { freeze } from './faults/freeze.ts';
import { hotKey } from './faults/hot-key.ts';
import { latency } from './faults/latency.ts';
import { lifetimes } from './faults/lifetimes.ts';
import { outage } from './faults/outage.ts';
import { partition } from './faults/partition.ts';
import { slow } from './faults/slow.ts';
import { surge } from './faults/surge.ts';

/** Every kind of fault there is, a line each. */
export const faultCatalogue: readonly AnyFault[] = [
  crash,
  freeze,
  slow,
  errors,
  latency,
  partition,
  outage,
  lifetimes,
  flush,
  surge,
  hotKey,
];

export function faultOf(kind: string): AnyFault | undefined {
  return faultCatalogue.find((definition) => definition.kind === kind);
}
