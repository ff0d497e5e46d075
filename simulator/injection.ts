import type { PartitionConfig } from './faults/partition.ts';
import type { Place } from './faults/places.ts';
import type { RandomStream, Simulation } from './kernel/index.ts';
import type { Link } from './link.ts';
import type { RequestKind } from './model.ts';
import type { CutWays } from './parts/cuts.ts';
import type { HotKeys } from './parts/hot-keys.ts';
import type { LifetimeLaws, Unit } from './parts/lifetimes.ts';
import type { Site } from './site.ts';

/** What stands in a place and falls with it: an instance, or the copy that could take the place of one elsewhere. */
export interface Resident {
  /** Of what fails before `silentUntil` [s] nobody is told. Returns the repair. */
  crash(silentUntil: number): () => void;
}

/** What of a link a partition cuts. */
export interface CutLink {
  readonly link: Link;
  readonly ways: CutWays;
}

/** What faults may lay hands on while a run goes on. */
export interface FaultTargets {
  readonly sim: Simulation;
  readonly kinds: readonly RequestKind[];
  /** A random stream for a purpose of its owner's. */
  stream(owner: string, purpose: string): RandomStream;
  /** Instances of a component, the first `count` of them where that is given. */
  sites(component: string, count?: number): readonly Site[];
  /** What stands in a zone or a region at this moment. */
  residents(place: Place): readonly Resident[];
  /** The links that lie between two places, or between two components, with the ways that a partition of them cuts. */
  linksBetween(places: PartitionConfig): readonly CutLink[];
  /** Lets units fail and be repaired from now on; none fails from `until` on [s]. */
  alternate(units: readonly Unit[], laws: LifetimeLaws, until?: number): void;
  /** All caller instances' ends of a connection. */
  links(from: string, to: string): readonly Link[];
  /** The items that requests crowd upon. */
  readonly hotKeys: HotKeys;
}
