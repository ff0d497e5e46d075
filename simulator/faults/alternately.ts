import { type DistributionSpec, sampler } from '../distribution.ts';
import type { FaultTargets } from '../injection.ts';
import type { Site } from '../site.ts';

/** Each instance fails and is repaired in turn while a fault lasts, each at times of its own; `fail` returns the repair. */
export function alternately(
  targets: FaultTargets,
  sites: readonly Site[],
  laws: { readonly up: DistributionSpec; readonly down: DistributionSpec; readonly purpose: string },
  until: number,
  fail: (site: Site) => () => void,
): void {
  const units = sites.map((site) => ({
    name: `${site.component.spec.id}#${site.instance} ${laws.purpose}`,
    fail: () => fail(site),
  }));
  const crews = Number.POSITIVE_INFINITY;
  targets.alternate(units, { up: sampler(laws.up), down: sampler(laws.down), crews }, until);
}
