import type { ResourceSpec } from '../component.ts';
import type { ConcurrencyLimitSpec } from '../parts/concurrency-limit.ts';
import { behaviorOf } from '../parts/discipline.ts';
import type { Queueing } from '../parts/queueing.ts';
import type { Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/** What those who wait are promised must be possible where they wait. */
export function checkQueueing(topology: Topology, components: Known, error: Say, warn: Say): void {
  topology.components.forEach((spec, i) => {
    const definition = components.get(spec.id)?.definition;
    if (definition === undefined || !Object.hasOwn(spec, 'discipline')) return;
    const queueing = spec as unknown as Queueing & { concurrencyLimit?: ConcurrencyLimitSpec };
    const [door, inside] = definition.resources(spec as never);
    checkDiscipline(queueing, door, inside, ['components', i], spec.id, error, warn);
    if (queueing.whenFull === 'block') checkBlocking(topology, components, spec.id, warn);
    const { concurrencyLimit: limit } = queueing;
    if (queueing.whenFull !== 'reject' && spec['queue'] === Number.POSITIVE_INFINITY)
      warn(
        'no-effect',
        ['components', i, 'whenFull'],
        `The queue of "${spec.id}" is unbounded: it is never full.`,
        '"whenFull" says what becomes of those who find no waiting place.',
        'Give "queue" a number of places, or remove "whenFull".',
      );
    if (limit !== undefined && limit.algorithm !== 'fixed' && (limit.limit < limit.min || limit.limit > limit.max))
      warn(
        'limit-bounds',
        ['components', i, 'concurrencyLimit', 'limit'],
        `The limit of "${spec.id}" begins at ${limit.limit} and is to stay between ${limit.min} and ${limit.max}.`,
        'An adaptive limit moves within its bounds.',
        'Change "limit", "min" or "max".',
      );
    if (limit?.excess === 'reject' && queueing.whenFull === 'block')
      error(
        'reject-or-block',
        ['components', i, 'whenFull'],
        `"${spec.id}" is to reject what exceeds its concurrency limit, and to block the callers of what finds no room.`,
        'Only one of them can happen to a request.',
        'Set "excess" of the limit to "wait", or "whenFull" to "reject".',
      );
    if (limit !== undefined && limit.algorithm !== 'fixed' && limit.min > limit.max)
      error(
        'limit-bounds',
        ['components', i, 'concurrencyLimit', 'min'],
        `The least limit of "${spec.id}", ${limit.min}, is above the most, ${limit.max}.`,
        'The limit moves between the two.',
        'Make "min" smaller or "max" larger.',
      );
  });
}

function checkDiscipline(
  queueing: Queueing,
  door: ResourceSpec | undefined,
  inside: ResourceSpec | undefined,
  at: readonly (string | number)[],
  id: string,
  error: Say,
  warn: Say,
): void {
  const { discipline, whenFull } = queueing;
  const divides = behaviorOf(discipline).cores !== undefined;
  if (whenFull === 'displace' && discipline !== 'priority' && discipline !== 'priority-preemptive')
    error(
      'displace-without-priority',
      [...at, 'whenFull'],
      `"${id}" is to shed the least urgent, but serves by "${discipline}".`,
      'Only a line that is ordered by priority knows who is least urgent.',
      'Set "discipline" to "priority" or "priority-preemptive", or "whenFull" to "reject".',
    );
  // A thread is held through calls to others: it cannot be taken away or shared, the core inside can.
  if (divides && door?.holdsCalls === true && inside === undefined)
    warn(
      'no-effect',
      [...at, 'discipline'],
      `Under "${discipline}" "${id}" interrupts and divides nothing: each of its threads has a core of its own.`,
      'What can be shared or taken away is a core, and here there are no fewer of them than threads.',
      'Give it fewer cores than threads.',
    );
  if (!divides || door?.holdsCalls !== false) return;
  const kept = (['queueTimeout', 'shedLate', 'codel'] as const).filter((field) => queueing[field] !== undefined);
  for (const field of [...kept, ...(whenFull === 'block' ? (['whenFull'] as const) : [])]) {
    error(
      'no-line',
      [...at, field],
      `"${field}" cannot be kept by "${id}" under "${discipline}".`,
      'It is about those who wait in a line for their turn; here work is begun, shared and interrupted all the time.',
      `Remove "${field}", or limit the requests in progress (threads, a concurrency limit): the others then wait in a line.`,
    );
  }
}

/** Back pressure needs somebody who keeps something while he is blocked. */
function checkBlocking(topology: Topology, components: Known, id: string, warn: Say): void {
  topology.connections.forEach(({ from, to, mode }, i) => {
    const caller = components.get(from);
    if (to !== id || caller === undefined) return;
    const held = caller.definition.resources(caller.spec as never);
    if (mode === 'sync' && (held.length === 0 || held.some(({ holdsCalls }) => holdsCalls))) return;
    warn(
      'nothing-to-block',
      ['connections', i],
      `"${id}" blocks its callers when it is full, but "${from}" holds no thread until it is answered.`,
      'Its requests stand outside in any number, as in a queue without end.',
      `Let "${from}" hold a thread per request or a concurrency limit, or let "${id}" reject.`,
    );
  });
}
