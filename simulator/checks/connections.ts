import { MOST_CALLS_IN_STEP, MOST_REPETITIONS } from '../parts/call-plan.ts';
import type { Topology } from '../topology.ts';
import { wiring } from '../wiring.ts';
import type { Known, Say } from './known.ts';

/** Ends that exist, pairs that may be joined, plans where there are plans. */
export function checkConnections(topology: Topology, components: Known, error: Say): void {
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
    const isQueue = from.definition.role === 'queue';
    const chooses = from.definition.choosesOne === true;
    const tells = from.definition.tellsOfChanges === true;
    if (connection.feed !== undefined && !tells)
      error(
        'no-feed-here',
        [...at, 'feed'],
        `"${connection.from}" tells nobody of changes.`,
        'A change feed comes from what keeps data: a database, a document or key-value store, object storage.',
        'Remove "feed", or draw this connection from the store.',
      );
    if (!chooses && !isQueue && !tells) return;
    const told = [
      connection.calls !== 1 && 'calls',
      connection.probability !== 1 && from.definition.filters !== true && !tells && 'probability',
      connection.choice !== undefined && 'choice',
      connection.order !== undefined && 'order',
      connection.mode === 'async' && 'mode',
      tells && connection.as !== undefined && 'as',
      connection.on !== undefined && 'on',
      connection.optional !== undefined && 'optional',
      isQueue && chooses && connection.for !== undefined && 'for',
    ].filter((field) => field !== false);
    for (const field of told) {
      error(
        'no-plan-here',
        [...at, field],
        `"${field}" has no meaning on a connection from ${article(from.definition.title)} ${from.definition.title.toLowerCase()}.`,
        'It hands on what it gets and plans no calls.',
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

function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? 'an' : 'a';
}
