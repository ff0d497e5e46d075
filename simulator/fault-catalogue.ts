import type { AnyFault } from './fault.ts';
import { clockSkew } from './faults/clock-skew.ts';
import { crash } from './faults/crash.ts';
import { crashLoop } from './faults/crash-loop.ts';
import { credentials } from './faults/credentials.ts';
import { deploy } from './faults/deploy.ts';
import { dnsRecord } from './faults/dns-record.ts';
import { duplicates } from './faults/duplicates.ts';
import { errors } from './faults/errors.ts';
import { flush } from './faults/flush.ts';
import { freeze } from './faults/freeze.ts';
import { hotKey } from './faults/hot-key.ts';
import { latency } from './faults/latency.ts';
import { leak } from './faults/leak.ts';
import { lifetimes } from './faults/lifetimes.ts';
import { lock } from './faults/lock.ts';
import { loss } from './faults/loss.ts';
import { moreCalls } from './faults/more-calls.ts';
import { noCapacity } from './faults/no-capacity.ts';
import { outage } from './faults/outage.ts';
import { partition } from './faults/partition.ts';
import { pauses } from './faults/pauses.ts';
import { quota } from './faults/quota.ts';
import { reorder } from './faults/reorder.ts';
import { replicaLag } from './faults/replica-lag.ts';
import { slow } from './faults/slow.ts';
import { splitBrain } from './faults/split-brain.ts';
import { surge } from './faults/surge.ts';

/** Every kind of fault there is, a line each. */
export const faultCatalogue: readonly AnyFault[] = [
  crash,
  crashLoop,
  freeze,
  pauses,
  slow,
  errors,
  deploy,
  quota,
  credentials,
  dnsRecord,
  lock,
  latency,
  loss,
  partition,
  splitBrain,
  replicaLag,
  duplicates,
  reorder,
  moreCalls,
  leak,
  outage,
  noCapacity,
  lifetimes,
  flush,
  clockSkew,
  surge,
  hotKey,
];

export function faultOf(kind: string): AnyFault | undefined {
  return faultCatalogue.find((definition) => definition.kind === kind);
}
