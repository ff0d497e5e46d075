import type { Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/** Connections that no request ever takes, because whoever they leave from answers those that could by itself. */
export function checkAnswered(topology: Topology, components: Known, warn: Say): void {
  const requests = topology.streams.flatMap(({ requests: of }) =>
    Object.entries(of).map(([name, { kind }]) => ({ name, kind })),
  );
  topology.connections.forEach(({ from, to, for: names }, i) => {
    const caller = components.get(from);
    const passesOn = caller?.definition.passesOn;
    if (caller === undefined || passesOn === undefined || caller.definition.role === 'client') return;
    // A call may say that it reads though its request writes.
    const said = topology.connections.flatMap((connection) => (connection.to === from ? [connection.as] : []));
    const able = requests.flatMap(({ name, kind }) =>
      [...new Set([kind, ...said.filter((as) => as !== undefined)])]
        .filter((op) => names === undefined || names.includes(name) || names.includes(op))
        .map((op) => ({ name, op })),
    );
    if (able.length === 0 || able.some(({ name, op }) => passesOn(caller.spec as never, name, op) > 0)) return;
    warn(
      'never-called',
      ['connections', i],
      `"${from}" never calls "${to}".`,
      `All requests of the workload that could go this way are answered without it: ${caller.definition.title} needs nobody for them, as it is set.`,
      `Remove the connection, change what "${from}" answers by itself (an auth service with "tokens": "opaque" looks each one up), or add the requests that it is for.`,
    );
  });
}
