import type { Case } from './case.ts';
import { balancing } from './cases/balancing.ts';
import { caches } from './cases/caches.ts';
import { contentions } from './cases/contention.ts';
import { networks } from './cases/networks.ts';
import { populations } from './cases/populations.ts';
import { resilience } from './cases/resilience.ts';
import { singleStations } from './cases/single-stations.ts';

/** All cases, by number. */
export const cases: readonly Case[] = [
  singleStations,
  populations,
  networks,
  balancing,
  caches,
  contentions,
  resilience,
]
  .flat()
  .sort((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)));
