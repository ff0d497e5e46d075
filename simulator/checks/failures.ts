import type { ComponentSpec, Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/** What a component says about its own failures can come true. */
export function checkFailures(topology: Topology, components: Known, error: Say): void {
  topology.components.forEach((spec: ComponentSpec, i) => {
    const definition = components.get(spec.id)?.definition;
    if (definition === undefined) return;
    const instances = definition.instances(spec as never);
    if ((spec.needs ?? 0) > instances) {
      error(
        'needs-too-many',
        ['components', i, 'needs'],
        `"${spec.id}" needs ${spec.needs} instances and has ${instances}.`,
        'It would never serve.',
        `Write at most ${instances}, or add replicas.`,
      );
    }
    if (spec['failover'] !== undefined && instances === 1 && spec['multiZone'] !== true) {
      error(
        'failover-without-copy',
        ['components', i, 'failover'],
        `"${spec.id}" has no copy that could take its place.`,
        'A failover makes a standby or a read replica the primary.',
        'Add a standby or a read replica, or remove "failover".',
      );
    }
  });
}
