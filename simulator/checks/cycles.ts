import { isPush } from '../component.ts';
import { sampler } from '../distribution.ts';
import { followersOf } from '../followers.ts';
import type { Topology } from '../topology.ts';
import type { Known, Path, Say } from './known.ts';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly index: number;
}

/**
 * Requests may come round again, as jobs do between a processor and its disks, where three things hold: some of them
 * leave each round, a round takes time, and nobody holds a thread while it goes on.
 */
export function checkCycles(topology: Topology, components: Known, error: Say): void {
  // What is pushed goes out, and does not come round; nor does what those write who follow a change feed.
  const edges = topology.connections.flatMap(({ from, to }, index) => {
    const callee = components.get(to)?.definition;
    const isOut = callee !== undefined && isPush(components.get(from)?.definition, callee);
    return isOut || isFeed(topology, components, { from, to, index }) ? [] : [{ from, to, index }];
  });
  if (cycleIn(edges) === undefined) return;
  const say = (code: string, found: readonly Edge[] | undefined, what: string, why: string, todo: string): boolean => {
    if (found === undefined) return false;
    const path: Path = ['connections', found[found.length - 1].index];
    const loop = [...found.map(({ from }) => from), found[found.length - 1].to].join(' → ');
    error(code, path, what.replace('LOOP', loop), why, todo);
    return true;
  };
  const spec = ({ index }: Edge) => topology.connections[index];
  const certain = edges.filter((edge) => spec(edge).probability === 1 && spec(edge).on !== 'miss');
  if (
    say(
      'cycle',
      cycleIn(certain),
      'The calls go in a circle: LOOP.',
      'Each request would call itself again and never be answered.',
      'Remove one of these connections, or give one a probability below 100 %.',
    )
  )
    return;
  const timeless = edges.filter((edge) => spec(edge).network === undefined && takesNoTime(components, edge.to));
  if (
    say(
      'cycle-without-time',
      cycleIn(timeless),
      'The calls go in a circle that takes no time: LOOP.',
      'Without time passing, rounds without end could come at one moment.',
      'Give one of these components work, or one of the connections a network delay.',
    )
  )
    return;
  const loops = edges.filter((edge) => isOnCycle(edges, edge));
  const unfit = loops.find(({ to }) => holdsServers(components, to) || !isRoundabout(components, to));
  if (unfit !== undefined) {
    error(
      'cycle-holds',
      ['connections', unfit.index],
      `Requests come round again to "${unfit.to}", which holds something for each round.`,
      'With everything held by requests that wait for their own next round, nothing would ever be answered.',
      'Use services in the event-loop model without a concurrency limit, gateways and balancers in a loop.',
    );
    return;
  }
  for (const kind of topology.streams.flatMap(({ requests }) => Object.entries(requests))) {
    const [name, { kind: op }] = kind;
    const taken = loops.filter((edge) => spec(edge).for?.some((of) => of === name || of === op) ?? true);
    if (!grows(taken, (edge) => multiplier(topology, components, edge))) continue;
    error(
      'cycle-grows',
      ['connections', taken[0].index],
      `Each round of "${name}" makes at least one more.`,
      'The calls of one request would never end.',
      'Lower the probabilities or the numbers of calls, so that less than one call comes round for each.',
    );
    return;
  }
}

/** A change feed of whose writes those of its followers can be told apart. */
function isFeed({ connections, streams }: Topology, components: Known, feed: Edge): boolean {
  const tells = (id: string) => components.get(id)?.definition.tellsOfChanges === true;
  const clients = streams.map(({ client }) => client);
  return tells(feed.from) && !followersOf(connections, feed, tells, clients).areMixed;
}

function takesNoTime(components: Known, id: string): boolean {
  const of = components.get(id);
  if (of === undefined) return true;
  const laws = Object.values(of.definition.work(of.spec as never));
  return laws.length === 0 || laws.some((law) => sampler(law).mean === 0);
}

function holdsServers(components: Known, id: string): boolean {
  const of = components.get(id);
  return of?.definition.resources(of.spec as never).some(({ holdsCalls }) => holdsCalls) ?? false;
}

/** Whether it does nothing but work and pass on. */
function isRoundabout(components: Known, id: string): boolean {
  const role = components.get(id)?.definition.role;
  return role === 'compute' || role === 'router';
}

/** Calls over a connection for each visit of its caller, on average. */
function multiplier(topology: Topology, components: Known, { index, from }: Edge): number {
  const { probability, calls } = topology.connections[index];
  const chooses = components.get(from)?.definition.choosesOne === true;
  return chooses ? 1 / topology.connections.filter((other) => other.from === from).length : probability * calls;
}

/** More rounds than these would not settle whether requests die out. */
const ROUNDS = 1000;

/** Whether as much or more comes back as went in, round after round: the spectral radius by power iteration. */
function grows(edges: readonly Edge[], multiplierOf: (edge: Edge) => number): boolean {
  let visits = new Map(edges.map(({ from }) => [from, 1]));
  let growth = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Map<string, number>();
    for (const edge of edges)
      next.set(edge.to, (next.get(edge.to) ?? 0) + (visits.get(edge.from) ?? 0) * multiplierOf(edge));
    const [before, after] = [visits, next].map((of) => [...of.values()].reduce((sum, n) => sum + n, 0));
    if (after === 0) return false;
    growth = after / before;
    // Kept at the size of one, so that nothing overflows; a step of standing still makes periodic loops settle.
    visits = new Map(
      [...new Set([...visits.keys(), ...next.keys()])].map((id) => [
        id,
        ((visits.get(id) ?? 0) / before + (next.get(id) ?? 0) / after) / 2,
      ]),
    );
  }
  return growth >= 1;
}

function isOnCycle(edges: readonly Edge[], edge: Edge): boolean {
  const reached = new Set([edge.to]);
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { from, to } of edges) if (reached.has(from)) reached.add(to);
  }
  return reached.has(edge.from);
}

/** A cycle as its connections, or undefined where there is none. */
function cycleIn(edges: readonly Edge[]): readonly Edge[] | undefined {
  const next = new Map<string, Edge[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  const done = new Set<string>();
  for (const start of next.keys()) {
    // Depth first with an explicit path: a design may be as deep as it has components.
    const path: Edge[] = [];
    const stack: { id: string; at: number }[] = [{ id: start, at: 0 }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const edge = (next.get(top.id) ?? [])[top.at++];
      if (edge === undefined) {
        done.add(top.id);
        stack.pop();
        path.pop();
      } else if (stack.some(({ id }) => id === edge.to)) {
        return [...path.slice(stack.findIndex(({ id }) => id === edge.to)), edge];
      } else if (!done.has(edge.to)) {
        stack.push({ id: edge.to, at: 0 });
        path.push(edge);
      }
    }
  }
  return undefined;
}
