import type { RandomStream, Simulation } from './kernel/index.ts';
import type { Link } from './link.ts';
import type { RequestKind } from './model.ts';
import type { HotKeys } from './parts/hot-keys.ts';
import type { LifetimeLaws, Unit } from './parts/lifetimes.ts';
import type { Site } from './site.ts';

/** What faults may lay hands on while a run goes on. */
export interface FaultTargets {
  readonly sim: Simulation;
  readonly kinds: readonly RequestKind[];
  /** A random stream for a purpose of its owner's. */
  stream(owner: string, purpose: string): RandomStream;
  /** Instances of a component, the first `count` of them where that is given. */
  sites(component: string, count?: number): readonly Site[];
  /** Instances of all components of a zone. */
  zone(zone: string): readonly Site[];
  /** Lets units fail and be repaired from now on; none fails from `until` on [s]. */
  alternate(units: readonly Unit[], laws: LifetimeLaws, until?: number): void;
  /** All caller instances' ends of a connection. */
  links(from: string, to: string): readonly Link[];
  /** The items that requests crowd upon. */
  readonly hotKeys: HotKeys;
}
