import { isPlace, MOST_PLACES, makesTransactions } from '../parts/transactions.ts';
import type { Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/** What belongs together is written in several places by one component, and what can be undone is a write there. */
export function checkTogether({ connections, streams }: Topology, components: Known, error: Say, warn: Say): void {
  const leadsToPlace = ({ from, to, optional }: Topology['connections'][number]): boolean => {
    const [caller, callee] = [components.get(from)?.definition, components.get(to)?.definition];
    return caller !== undefined && callee !== undefined && makesTransactions(caller) && isPlace(callee) && !optional;
  };
  const placesOf = (name: string, from: string) =>
    connections.filter(
      (connection) =>
        connection.from === from &&
        connection.as !== 'read' &&
        leadsToPlace(connection) &&
        (connection.for?.some((of) => of === name || of === 'write') ?? true),
    );
  connections.forEach((connection, i) => {
    if (connection.undo === undefined || (leadsToPlace(connection) && connection.as !== 'read')) return;
    warn(
      'no-effect',
      ['connections', i, 'undo'],
      `Nothing is undone between "${connection.from}" and "${connection.to}".`,
      'Undone is what a service, a worker or a function has written in a store, at a service or at an external API; a cache is filled again, and an optional call need not be made.',
      'Remove "undo", or write it on the calls that change something.',
    );
  });
  // What a store tells of its own writes belongs to them by itself: an outbox in place of a second write.
  const hasFeed = connections.some(({ from }) => components.get(from)?.definition.tellsOfChanges === true);
  streams.forEach(({ requests }, i) => {
    for (const [name, { atomic, kind }] of Object.entries(requests)) {
      const numbers = [...components.keys()].map((id) => placesOf(name, id).length);
      const at = ['workload', 'streams', i, 'requests', name, 'atomic'];
      if (atomic && !hasFeed && (kind !== 'write' || !numbers.some((n) => n > 1)))
        warn(
          'no-effect',
          at,
          `Nothing of "${name}" belongs together.`,
          kind === 'write'
            ? 'No component writes in more than one place for it: what is written in one place is written or it is not.'
            : 'It is a read.',
          'Remove "atomic".',
        );
      if (atomic && numbers.some((n) => n > MOST_PLACES))
        error(
          'too-many-places',
          at,
          `"${name}" writes in more than ${MOST_PLACES} places.`,
          'A run keeps in mind so many places of one request.',
          'Divide the request, or remove "atomic".',
        );
    }
  });
}
