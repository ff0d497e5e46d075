import type { Case } from './case.ts';
import { availability } from './cases/availability.ts';
import { balancing } from './cases/balancing.ts';
import { caches } from './cases/caches.ts';
import { calls } from './cases/calls.ts';
import { contentions } from './cases/contention.ts';
import { definitions } from './cases/definitions.ts';
import { disciplines } from './cases/disciplines.ts';
import { networks } from './cases/networks.ts';
import { populations } from './cases/populations.ts';
import { replications } from './cases/replication.ts';
import { resilience } from './cases/resilience.ts';
import { singleStations } from './cases/single-stations.ts';
import { workloads } from './cases/workloads.ts';

/** By letter, then by number. */
function place({ id }: Case): number {
  return id.charCodeAt(0) * 1000 + Number(id.slice(1));
}

/** All cases: D for definitions, T for the published truths. */
export const cases: readonly Case[] = [
  singleStations,
  populations,
  networks,
  balancing,
  caches,
  calls,
  contentions,
  definitions,
  disciplines,
  replications,
  resilience,
  availability,
  workloads,
]
  .flat()
  .sort((one, other) => place(one) - place(other));
