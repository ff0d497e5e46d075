import { faultOf } from '../fault-catalogue.ts';
import type { Topology } from '../topology.ts';
import type { Known, Path, Say } from './known.ts';

/** Faults that strike something that is there and can suffer them. */
export function checkFaults(topology: Topology, components: Known, error: Say, warn: Say): void {
  topology.faults.forEach((fault, i) => {
    const at: Path = ['faults', i];
    const definition = faultOf(fault.kind);
    if (definition === undefined) {
      error(
        'unknown-fault',
        at,
        `There is no fault "${fault.kind}".`,
        'The simulator knows what each fault does.',
        'Use one of those that `headroom list` names.',
      );
      return;
    }
    const { component, replicas, from, to, zone, request } = fault.config as {
      component?: string;
      replicas?: number;
      from?: string;
      to?: string;
      zone?: string;
      request?: string;
    };
    if (definition.target === 'component') {
      const struck = components.get(component ?? '');
      if (struck === undefined) {
        error(
          'dangling-fault',
          [...at, fault.kind, 'component'],
          `There is no component "${component}".`,
          'A fault strikes a component of the design.',
          `Use one of: ${[...components.keys()].slice(0, 12).join(', ')}.`,
        );
      } else if (definition.roles !== undefined && !definition.roles.includes(struck.definition.role)) {
        error(
          'fault-target',
          [...at, fault.kind, 'component'],
          `A ${struck.definition.title.toLowerCase()} cannot suffer "${fault.kind}".`,
          definition.help,
          `Choose another component or another fault.`,
        );
      } else if (replicas !== undefined && replicas > struck.definition.instances(struck.spec as never)) {
        error(
          'fault-replicas',
          [...at, fault.kind, 'replicas'],
          `"${component}" has no ${replicas} instances.`,
          'Only instances that exist can fail.',
          `Use at most ${struck.definition.instances(struck.spec as never)}.`,
        );
      }
    } else if (
      definition.target === 'connection' &&
      !topology.connections.some((c) => c.from === from && c.to === to)
    ) {
      error(
        'dangling-fault',
        [...at, fault.kind],
        `"${from}" is not connected to "${to}".`,
        'A fault strikes a connection of the design.',
        'Name the two ends of a connection.',
      );
    } else if (definition.target === 'zone' && !topology.components.some((spec) => spec.zone === zone)) {
      error(
        'dangling-fault',
        [...at, fault.kind, 'zone'],
        `No component is in zone "${zone}".`,
        'A fault of a zone strikes the components whose field "zone" names it.',
        'Write the zone at the components that stand in it.',
      );
    }
    if (definition.target === 'request') {
      const requests = new Map(topology.streams.flatMap((stream) => Object.entries(stream.requests)));
      const struck = requests.get(request ?? '');
      if (struck === undefined) {
        error(
          'dangling-fault',
          [...at, fault.kind, 'request'],
          `There is no request "${request}".`,
          'The fault strikes a request of the workload.',
          `Use one of: ${[...requests.keys()].slice(0, 12).join(', ')}.`,
        );
      } else if (struck.kind === 'write' && struck.keys === undefined) {
        error(
          'fault-target',
          [...at, fault.kind, 'request'],
          `"${request}" makes an item of its own each time.`,
          'Where no two requests ask for the same item, none can be hot.',
          'Give the request "keys", or choose another.',
        );
      }
    }
    if (definition.end === undefined && fault.for !== undefined) {
      error(
        'momentary-fault',
        [...at, 'for'],
        `"${fault.kind}" happens at one moment.`,
        'It has no duration.',
        'Remove "for".',
      );
    }
    if (fault.at >= topology.run.duration) {
      warn(
        'late-fault',
        [...at, 'at'],
        `"${definition.label(fault.config as never)}" comes after the end of the run.`,
        'It will not be seen.',
        'Move it forward or make the run longer.',
      );
    }
  });
}
