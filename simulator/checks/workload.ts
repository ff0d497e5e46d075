import { processOf } from '../arrival-catalogue.ts';
import type { Topology } from '../topology.ts';
import type { Known, Path, Say } from './known.ts';

/** Each kind of request has its own histograms: memory in a browser tab is not without end. */
const MOST_KINDS = 100;

/** Streams from clients that exist, and requests that the design names rightly. */
export function checkWorkload(topology: Topology, components: Known, error: Say, warn: Say): void {
  if (topology.streams.length === 0) {
    error(
      'no-workload',
      ['workload'],
      'Nothing is asked of this design.',
      'Without requests there is nothing to measure.',
      'Add a workload, or name a scenario that has one.',
    );
    return;
  }
  const seen = new Set<string>();
  const kinds = topology.streams.reduce((sum, stream) => sum + Object.keys(stream.requests).length, 0);
  if (kinds > MOST_KINDS) {
    error(
      'too-many-requests',
      ['workload', 'streams'],
      `The workload has ${kinds} kinds of request.`,
      `Each is measured by itself, and a run keeps at most ${MOST_KINDS} such records.`,
      'Join those that behave alike.',
    );
    return;
  }
  topology.streams.forEach((stream, i) => {
    const at: Path = ['workload', 'streams', i];
    const found = components.get(stream.client);
    const clients = [...components.values()]
      .filter(({ definition }) => definition.role === 'client')
      .map(({ spec }) => spec.id);
    if (found?.definition.role !== 'client') {
      error(
        'unknown-client',
        [...at, 'client'],
        `"${stream.client}" is not a client of this design.`,
        'A stream of requests comes from a client component.',
        clients.length === 0 ? 'Add a client component with this id.' : `Use one of: ${clients.join(', ')}.`,
      );
    } else if (!topology.connections.some((connection) => connection.from === stream.client)) {
      error(
        'client-unconnected',
        [...at, 'client'],
        `"${stream.client}" is connected to nothing.`,
        'Its requests have nowhere to go.',
        'Connect it to the front door of the system.',
      );
    }
    const { definition, config } = processOf(stream.arrivals);
    const context = { requests: Object.keys(stream.requests), duration: topology.run.duration };
    for (const { code, path, severity, what, why, todo } of definition.check?.(config as never, context) ?? [])
      (severity === 'error' ? error : warn)(code, [...at, 'arrivals', definition.name, ...path], what, why, todo);
    for (const [name, { keys, kind, absent }] of Object.entries(stream.requests)) {
      if (absent !== undefined && keys === undefined && kind === 'write')
        warn(
          'no-effect',
          [...at, 'requests', name, 'absent'],
          `"absent" of "${name}" has no effect.`,
          'A write without keys makes an item of its own, which nobody else asks for.',
          'Remove "absent", or say with "keys" which items it is about.',
        );
      const laws = (['zipf', 'hotSet', 'weights'] as const).filter((law) => keys?.[law] !== undefined);
      if (laws.length > 1)
        error(
          'two-popularities',
          [...at, 'requests', name, 'keys', laws[1]],
          `The items of "${name}" are asked for by ${laws.map((law) => `"${law}"`).join(' and ')} at once.`,
          'Each is a whole law of how requests spread over the items.',
          `Keep one of them.`,
        );
    }
    for (const name of Object.keys(stream.requests)) {
      if (seen.has(name))
        error(
          'duplicate-request',
          [...at, 'requests', name],
          `Two streams have a request "${name}".`,
          'Results name requests by their name.',
          'Give one of them another name.',
        );
      if (name === 'read' || name === 'write')
        error(
          'reserved-request',
          [...at, 'requests', name],
          `A request cannot be called "${name}".`,
          'The word stands for all requests of that kind.',
          'Give it another name.',
        );
      seen.add(name);
    }
  });
  checkPriorities(topology, warn);
  const known = (name: string) => name === 'read' || name === 'write' || seen.has(name);
  topology.connections.forEach((connection, i) => {
    for (const name of connection.for ?? []) {
      if (!known(name))
        error(
          'unknown-request',
          ['connections', i, 'for'],
          `There is no request "${name}".`,
          'The call would never be made.',
          `Use "read", "write" or one of: ${[...seen].join(', ')}.`,
        );
    }
  });
  topology.components.forEach((spec, i) => {
    const work = components.get(spec.id)?.definition.work(spec as never) ?? {};
    for (const name of Object.keys(work)) {
      if (name !== '*' && !known(name))
        error(
          'unknown-request',
          ['components', i, 'work', name],
          `There is no request "${name}".`,
          'This service time would never be used.',
          `Use "read", "write", "*" or one of: ${[...seen].join(', ')}.`,
        );
    }
  });
}

/** Requests of different urgency, where nobody looks at it. */
function checkPriorities({ streams, components }: Topology, warn: Say): void {
  const requests = streams.flatMap(({ requests: of }, i) =>
    Object.entries(of).map(([name, { priority }]) => ({ i, name, priority })),
  );
  const other = requests.find(({ priority }) => priority !== requests[0]?.priority);
  if (other === undefined || components.some((spec) => String(spec['discipline']).startsWith('priority'))) return;
  warn(
    'no-effect',
    ['workload', 'streams', other.i, 'requests', other.name, 'priority'],
    'The requests differ in priority, and no component serves by it.',
    'Who is more urgent goes first only where the discipline of a waiting line says so.',
    'Set "discipline" to "priority" or "priority-preemptive" where requests wait, or remove "priority".',
  );
}
