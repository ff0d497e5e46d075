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
    const { autoscale, needs } = spec;
    if (autoscale !== undefined && !(autoscale.min <= instances && instances <= autoscale.max)) {
      error(
        'autoscale-range',
        ['components', i, 'autoscale'],
        `"${spec.id}" begins with ${instances} replicas and is to have ${autoscale.min} to ${autoscale.max}.`,
        'It begins within the range that it is scaled in.',
        'Change "replicas", "min" or "max".',
      );
    }
    const most = Math.max(0, ...(autoscale?.schedule?.min.map(([, replicas]) => replicas) ?? []));
    if (autoscale !== undefined && most > autoscale.max) {
      error(
        'autoscale-range',
        ['components', i, 'autoscale', 'schedule', 'min'],
        `"${spec.id}" is to have ${most} replicas by its schedule, and at most ${autoscale.max}.`,
        'The maximum holds for a schedule too.',
        'Write a larger "max", or fewer replicas.',
      );
    }
    const steps = autoscale?.by === 'steps' ? autoscale.steps : [];
    if (steps.some(([, change], at) => change === 0 || (change < 0 && (steps[at - 1]?.[1] ?? -1) > 0))) {
      error(
        'autoscale-steps',
        ['components', i, 'autoscale', 'steps'],
        `The steps of "${spec.id}" take replicas away at a higher utilization than they add some, or change nothing.`,
        'A load between the two would add and take away in turn.',
        'Write first the steps that take away, then those that add.',
      );
    }
    if (autoscale !== undefined && needs !== undefined) {
      error(
        'autoscale-needs',
        ['components', i, 'needs'],
        `"${spec.id}" needs ${needs} of its instances, and has now more and now fewer.`,
        'A quorum is of a number of instances that is fixed.',
        'Remove "needs" or "autoscale".',
      );
    }
    // What has shards, or copies that answer nobody, says so by itself.
    const isAlone = instances === 1 && definition.sharding === undefined && spec['multiZone'] === false;
    if (spec['failover'] !== undefined && isAlone) {
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
