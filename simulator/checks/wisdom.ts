import { sampler } from '../distribution.ts';
import type { Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/** Legal, and yet worth a word. */
export function checkWisdom(topology: Topology, components: Known, warn: Say): void {
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
  topology.components.forEach((spec, i) => {
    const work = components.get(spec.id)?.definition.work(spec as never) ?? {};
    if (!Object.values(work).some((law) => sampler(law).scv === Number.POSITIVE_INFINITY)) return;
    warn(
      'no-variance',
      ['components', i],
      `The times of "${spec.id}" follow a law that has no variance.`,
      'However long the run, its means do not settle, and no interval can be given for any result.',
      'Give the Pareto law a "max", or a shape above 2.',
    );
  });
  topology.connections.forEach((connection, i) => {
    const from = components.get(connection.from);
    const to = components.get(connection.to);
    if (from === undefined || to === undefined) return;
    const isSpread = to.definition.role === 'compute' && to.definition.instances(to.spec as never) > 1;
    // Callers keep part of it with them: they must know it and not a balancer before it.
    const isKnown = to.definition.atCaller?.(to.spec as never) !== undefined;
    if (isSpread && !isKnown && from.definition.watchesHealth?.(from.spec as never) !== true) {
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
    // Limits and settings that it asks for are no targets.
    const targets = topology.connections.filter(
      (connection) =>
        connection.from === id &&
        connection.for === undefined &&
        components.get(connection.to)?.definition.role !== 'support',
    );
    if (definition.role === 'router' && definition.choosesOne !== true && targets.length > 1) {
      warn(
        'gateway-fan-out',
        ['connections', topology.connections.indexOf(targets[1])],
        `"${id}" sends each request to all of its ${targets.length} targets.`,
        'What stands before others usually passes a request on to one of them.',
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
