import type { ComponentSpec, Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/** What takes an instance away until it is repaired. */
const DEADLY: readonly string[] = ['crash', 'crashLoop', 'lifetimes'];

/** What a component says about its own failures can come true, and what it pays for its failures helps. */
export function checkFailures(topology: Topology, components: Known, error: Say, warn: Say): void {
  topology.faults.forEach(({ kind, config }) => {
    const { component } = config as { component?: string };
    const at = topology.components.findIndex(({ id }) => id === component);
    const spec = topology.components[at];
    if (!DEADLY.includes(kind) || spec?.['multiZone'] !== true || spec['failover'] !== undefined) return;
    warn(
      'idle-standby',
      ['components', at, 'multiZone'],
      `The standby of "${spec.id}" does not take its place when it crashes.`,
      'It is paid for and waits: without a failover it is not told to take over.',
      'Write "failover", with the time until the crash is noticed and the time until the standby serves.',
    );
  });
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
