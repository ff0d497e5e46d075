import { definitionOf } from './catalogue.ts';
import type { AnyComponent } from './component.ts';
import { sampler } from './distribution.ts';
import { faultOf } from './fault-catalogue.ts';
import type { Finding } from './finding.ts';
import { MOST_CALLS_IN_STEP, MOST_REPETITIONS } from './parts/call-plan.ts';
import type { ComponentSpec, Topology } from './topology.ts';
import { wiring } from './wiring.ts';

type Path = readonly (string | number)[];

/** Most instances in one design: each is a station with queues and streams of its own. */
const MOST_INSTANCES = 5000;

/** What is wrong, or unwise, about a topology as a whole; single values have been checked where the file was read. */
export function checkTopology(topology: Topology): Finding[] {
  const findings: Finding[] = [];
  const error = (code: string, path: Path, what: string, why: string, todo: string): void => {
    findings.push({ code, severity: 'error', path, what, why, todo });
  };
  const warn = (code: string, path: Path, what: string, why: string, todo: string): void => {
    findings.push({ code, severity: 'warning', path, what, why, todo });
  };
  const components = new Map<string, { spec: ComponentSpec; definition: AnyComponent }>();
  let instances = 0;
  topology.components.forEach((spec, i) => {
    const definition = definitionOf(spec.type);
    if (components.has(spec.id)) {
      error(
        'duplicate-id',
        ['components', i, 'id'],
        `Two components have the id "${spec.id}".`,
        'Connections name components by their id.',
        'Give one of them another id.',
      );
    } else if (definition === undefined) {
      error(
        'unknown-type',
        ['components', i, 'type'],
        `There is no component type "${spec.type}".`,
        'The simulator knows how each type behaves.',
        'Use one of the types that `headroom list` names.',
      );
    } else {
      components.set(spec.id, { spec, definition });
      instances += definition.instances(spec as never);
    }
  });
  if (instances > MOST_INSTANCES) {
    error(
      'too-many-instances',
      ['components'],
      `The design has ${instances} instances.`,
      `A run holds at most ${MOST_INSTANCES}.`,
      'Use fewer replicas with more cores each.',
    );
  }
  checkConnections(topology, components, error);
  if (findings.some((finding) => finding.severity === 'error')) return findings;
  const { duration, warmup = 0 } = topology.run;
  if (warmup >= duration) {
    error(
      'warmup-too-long',
      ['run', 'warmup'],
      `The warm-up of ${warmup} s leaves nothing of a run of ${duration} s.`,
      'Requests that arrive in the warm-up are not counted.',
      'Make the run longer or the warm-up shorter.',
    );
  }
  checkCycles(topology, error);
  checkWorkload(topology, components, error);
  checkFaults(topology, components, error, warn);
  if (findings.some((finding) => finding.severity === 'error')) return findings;
  checkWisdom(topology, components, warn);
  return findings;
}

type Say = (code: string, path: Path, what: string, why: string, todo: string) => void;
type Known = ReadonlyMap<string, { spec: ComponentSpec; definition: AnyComponent }>;

function checkConnections(topology: Topology, components: Known, error: Say): void {
  const seen = new Set<string>();
  const callsFrom = new Map<string, number>();
  topology.connections.forEach((connection, i) => {
    const at = ['connections', i];
    const from = components.get(connection.from);
    const to = components.get(connection.to);
    for (const end of ['from', 'to'] as const) {
      if (components.has(connection[end])) continue;
      error(
        'dangling-connection',
        [...at, end],
        `There is no component "${connection[end]}".`,
        'A connection joins two components of the design.',
        `Use one of: ${[...components.keys()].slice(0, 12).join(', ')}.`,
      );
    }
    const name = `${connection.from}->${connection.to}`;
    if (seen.has(name))
      error(
        'duplicate-connection',
        at,
        `"${connection.from}" is connected to "${connection.to}" twice.`,
        'Results name a connection by its two ends.',
        'Merge the two: "calls" says how often, "for" which requests.',
      );
    seen.add(name);
    callsFrom.set(connection.from, (callsFrom.get(connection.from) ?? 0) + 1);
    if (from === undefined || to === undefined) return;
    const refusal = wiring(from.definition, to.definition);
    if (refusal !== undefined)
      error(
        'wiring',
        at,
        `"${connection.from}" cannot call "${connection.to}".`,
        refusal,
        'Remove this connection or put the right component between.',
      );
    if (connection.calls >= MOST_REPETITIONS)
      error(
        'too-many-calls',
        [...at, 'calls'],
        'So many calls in a request are more than a run can follow.',
        `A request may call at most ${MOST_REPETITIONS - 1} times in sequence.`,
        'Use fewer calls with more work each.',
      );
    const chooses = from.definition.role === 'router' && from.definition.type === 'load-balancer';
    if (!chooses && from.definition.role !== 'queue') return;
    const told = [
      connection.calls !== 1 && 'calls',
      connection.probability !== 1 && 'probability',
      connection.order !== undefined && 'order',
      connection.mode === 'async' && 'mode',
      connection.on !== undefined && 'on',
      connection.optional !== undefined && 'optional',
      !chooses && connection.for !== undefined && 'for',
    ].filter((field) => field !== false);
    for (const field of told) {
      error(
        'no-plan-here',
        [...at, field],
        `"${field}" has no meaning on a connection from a ${from.definition.title.toLowerCase()}.`,
        'It hands each request to one target and plans no calls.',
        `Remove "${field}".`,
      );
    }
  });
  for (const [id, calls] of callsFrom) {
    if (calls > MOST_CALLS_IN_STEP)
      error(
        'too-many-connections',
        ['connections'],
        `"${id}" has ${calls} connections.`,
        `A component calls at most ${MOST_CALLS_IN_STEP} others.`,
        'Put a balancer between.',
      );
  }
}

/** A request that comes back to where it was would circle without end. */
function checkCycles(topology: Topology, error: Say): void {
  const next = new Map<string, { to: string; index: number }[]>();
  topology.connections.forEach(({ from, to }, index) => {
    next.set(from, [...(next.get(from) ?? []), { to, index }]);
  });
  const done = new Set<string>();
  for (const start of next.keys()) {
    // Depth first with an explicit path: a design may be as deep as it has components.
    const path: string[] = [];
    const stack: { id: string; at: number }[] = [{ id: start, at: 0 }];
    path.push(start);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const edge = (next.get(top.id) ?? [])[top.at++];
      if (edge === undefined) {
        done.add(top.id);
        stack.pop();
        path.pop();
      } else if (path.includes(edge.to)) {
        const loop = [...path.slice(path.indexOf(edge.to)), edge.to].join(' → ');
        error(
          'cycle',
          ['connections', edge.index],
          `The calls go in a circle: ${loop}.`,
          'Each request would call itself again and never be answered.',
          'Remove one of these connections.',
        );
        return;
      } else if (!done.has(edge.to)) {
        stack.push({ id: edge.to, at: 0 });
        path.push(edge.to);
      }
    }
  }
}

function checkWorkload(topology: Topology, components: Known, error: Say): void {
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
    const { arrivals } = stream;
    const gap =
      'renewal' in arrivals ? arrivals.renewal.interarrival : 'closed' in arrivals ? arrivals.closed.think : undefined;
    if (gap !== undefined && sampler(gap).mean === 0) {
      error(
        'no-gap',
        [...at, 'arrivals'],
        'Requests follow one another in no time at all.',
        'Infinitely many would arrive at one moment.',
        'Give the time between them a mean above zero.',
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

function checkFaults(topology: Topology, components: Known, error: Say, warn: Say): void {
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
    const { component, replicas, from, to } = fault.config as {
      component?: string;
      replicas?: number;
      from?: string;
      to?: string;
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

/** Legal, and yet worth a word. */
function checkWisdom(topology: Topology, components: Known, warn: Say): void {
  const reached = new Set(topology.streams.map((stream) => stream.client));
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { from, to } of topology.connections) if (reached.has(from)) reached.add(to);
  }
  topology.components.forEach((spec, i) => {
    if (!reached.has(spec.id))
      warn(
        'unreached',
        ['components', i],
        `No request reaches "${spec.id}".`,
        'It costs money and does nothing.',
        'Connect it or remove it.',
      );
  });
  topology.connections.forEach((connection, i) => {
    const from = components.get(connection.from);
    const to = components.get(connection.to);
    if (from === undefined || to === undefined) return;
    const isSpread = to.definition.role === 'compute' && to.definition.instances(to.spec as never) > 1;
    if (isSpread && from.definition.type !== 'load-balancer') {
      warn(
        'no-balancer',
        ['connections', i],
        `"${connection.from}" calls the ${to.definition.instances(to.spec as never)} instances of "${connection.to}" in turn, without health checks.`,
        'When one instance dies, its share of the calls keeps failing.',
        'Put a load balancer in front of it.',
      );
    }
  });
  for (const [id, { definition }] of components) {
    const targets = topology.connections.filter((connection) => connection.from === id && connection.for === undefined);
    if (definition.type === 'api-gateway' && targets.length > 1) {
      warn(
        'gateway-fan-out',
        ['connections', topology.connections.indexOf(targets[1])],
        `"${id}" sends each request to all of its ${targets.length} targets.`,
        'A gateway usually routes a request to one service.',
        'Say with "for" which requests go where.',
      );
    }
    if (definition.role === 'cache' && reached.has(id)) {
      const alone = topology.connections
        .filter((c) => c.to === id)
        .some(
          ({ from }) =>
            !topology.connections.some(
              (c) => c.from === from && c.to !== id && components.get(c.to)?.definition.role !== 'queue',
            ),
        );
      const readsThrough = topology.connections.some((connection) => connection.from === id);
      if (alone && !readsThrough) {
        warn(
          'nothing-behind-cache',
          ['components', topology.components.findIndex((spec) => spec.id === id)],
          `What "${id}" does not hold, nobody can answer.`,
          'A miss then counts as an answer without content.',
          'Connect its caller, or the cache itself, to a store.',
        );
      }
    }
  }
}
