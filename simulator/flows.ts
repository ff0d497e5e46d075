import type { Holdings, WeighedTarget } from './component.ts';
import { type Followers, followersOf } from './followers.ts';
import type { CompiledComponent, Model, RequestKind } from './model.ts';
import { OPS, Op } from './outcome.ts';
import { ENTRY_OVERHEAD } from './parts/cache-contents.ts';
import { cacheHitRatio, distinctShare } from './theory/index.ts';

/**
 * Where requests go on average, from the plans alone: failures, timeouts and retries are left out, and the hit ratio of
 * a cache is Che's approximation.
 */
export interface Flows {
  /** By component, request kind × OPS + op [1/s]. */
  readonly byOp: readonly Float64Array[];
  /** By component and request kind [1/s]. */
  readonly arrivals: readonly Float64Array[];
  /** By connection, request kind × OPS + op of the call [1/s]. */
  readonly calls: readonly Float64Array[];
  /** By component; NaN for what is no cache. */
  readonly hitRatios: Float64Array;
  /** Callers before callees, where requests do not come round again. */
  readonly order: readonly CompiledComponent[];
  readonly isCyclic: boolean;
}

/** Rounds of requests that come round again, and the share of all below which another changes nothing. */
const MOST_ROUNDS = 10_000;
const SETTLED = 1e-12;

/** `rates` are those of the streams [1/s]. */
export function flows(model: Model, rates: readonly number[]): Flows {
  const { components, connections, kinds } = model;
  const order = callersFirst(model);
  const rankOf = new Map(order.map(({ index }, rank) => [index, rank]));
  const isCyclic = connections.some(({ from, to }) => (rankOf.get(to) ?? 0) <= (rankOf.get(from) ?? 0));
  const calls = connections.map(() => new Float64Array(kinds.length * OPS));
  const followers = new Map<number, ReadonlySet<number>>();
  const hitRatios = new Float64Array(components.length).fill(Number.NaN);
  let byOp = settled();
  // A caller comes before the caches it asks, so that the first round knows no hit ratio yet; each further round settles
  // one more cache of a chain.
  for (const { definition } of order) if (definition.holds !== undefined) byOp = settled();
  const arrivals = byOp.map((own) => {
    const rate = new Float64Array(kinds.length);
    for (const kind of kinds) for (let op = 0; op < OPS; op++) rate[kind.index] += own[kind.index * OPS + op];
    return rate;
  });
  return { byOp, arrivals, calls, hitRatios, order, isCyclic };

  /** The traffic equations: in one pass without cycles, in as many as it takes with them. */
  function settled(): Float64Array[] {
    let rates = follow(undefined);
    for (let round = 0; isCyclic && round < MOST_ROUNDS; round++) {
      const next = follow(rates);
      const change = next.reduce(
        (sum, own, at) => own.reduce((all, rate, i) => all + Math.abs(rate - rates[at][i]), sum),
        0,
      );
      const total = next.reduce((sum, own) => own.reduce((all, rate) => all + rate, sum), 0);
      rates = next;
      if (change <= total * SETTLED) break;
    }
    return rates;
  }

  /** Of what is written at a store, what those write who follow one of its change feeds: it is not told of again. */
  function echoOf(component: CompiledComponent, link: number, at: number, made: readonly Float64Array[]): number {
    if (!isCyclic || component.definition.tellsOfChanges !== true) return 0;
    const number = component.outgoing[link];
    const known = followers.get(number) ?? followersIn(model, number).all;
    followers.set(number, known);
    return connections.reduce(
      (sum, { index, from, to }) => (to === component.index && known.has(from) ? sum + made[index][at] : sum),
      0,
    );
  }

  /** From the streams through the plans, with the hit ratios known so far, and the rates of the round before where there was one. */
  function follow(before: readonly Float64Array[] | undefined): Float64Array[] {
    const byOp = components.map(() => new Float64Array(kinds.length * OPS));
    const last = isCyclic ? calls.map((own) => own.slice()) : calls;
    for (const own of calls) own.fill(0);
    for (const { client, index, kinds: asked } of model.streams) {
      for (const kind of asked) {
        byOp[client][kind.index * OPS + (kind.isWrite ? Op.write : Op.read)] += rates[index] * kind.share;
      }
    }
    for (const component of order) {
      const own = (before ?? byOp)[component.index];
      const holdings = component.definition.holds?.(component.spec as never);
      if (holdings !== undefined) hitRatios[component.index] = expectedHitRatio(model, holdings, own);
      for (const kind of kinds) {
        for (const op of [Op.read, Op.write]) {
          const rate = own[kind.index * OPS + op];
          if (rate === 0) continue;
          const passed = rate * passedOn(model, component, hitRatios, kind.index, op) * gathered(component, kind, rate);
          const missed = missShare(model, component, hitRatios, kind.index, op);
          for (const step of component.plans[kind.index * 2 + (op === Op.read ? 0 : 1)]) {
            for (const call of step.calls) {
              const { to, index } = connections[component.outgoing[call.link]];
              const told = rate - echoOf(component, call.link, kind.index * OPS + op, last);
              const made =
                passed *
                (told / rate) *
                shareOfTarget(model, component, call.link, kind.index, op) *
                (step.onMiss ? missed : 1) *
                (call.atCaller?.goOut ?? 1) *
                call.probability *
                call.times *
                call.branches;
              byOp[to][kind.index * OPS + call.op] += made;
              calls[index][kind.index * OPS + call.op] += made;
            }
          }
        }
      }
    }
    return byOp;
  }
}

/** Who comes of a change feed, by the number of its connection. */
export function followersIn({ components, connections, streams }: Model, number: number): Followers<number> {
  const tells = (index: number) => components[index].definition.tellsOfChanges === true;
  return followersOf(
    connections,
    connections[number],
    tells,
    streams.map(({ client }) => client),
  );
}

/** A component that chooses sends a request to one of its targets, in proportion to their weights; others to each. */
export function shareOfTarget(
  model: Model,
  component: CompiledComponent,
  link: number,
  kind: number,
  op: number,
): number {
  const { definition, spec, outgoing, plans } = component;
  if (definition.choosesOne !== true) return 1;
  const targetOf = (at: number) => {
    const connection = model.connections[outgoing[at]];
    return { connection: connection.spec, instances: model.components[connection.to].instances };
  };
  const all = plans[kind * 2 + (op === Op.read ? 0 : 1)].flatMap((step) =>
    step.calls.map((call) => targetOf(call.link)),
  );
  const weight = (target: WeighedTarget) => definition.weightOf?.(spec as never, target, all) ?? target.instances;
  const total = all.reduce((sum, target) => sum + weight(target), 0);
  return total === 0
    ? 0
    : weight(all.find(({ connection }) => connection === targetOf(link).connection) ?? targetOf(link)) / total;
}

/** Share of the visits of a kind that call others at all: those that nothing held here answers, and nobody turns away. */
export function passedOn(
  model: Model,
  { definition, spec, index }: CompiledComponent,
  hitRatios: Float64Array,
  kind: number,
  op: number,
): number {
  const { name } = model.kinds[kind];
  const share = definition.passesOn?.(spec as never, name, op === Op.read ? 'read' : 'write') ?? 1;
  const isLookedUp =
    op === Op.read && (definition.holds?.(spec as never).looksUp?.(name) ?? definition.holds !== undefined);
  return isLookedUp ? share * (1 - hitRatios[index]) : share;
}

/** Calls per request where requests about one item become one: the share that is the first of its item in a while. */
function gathered({ definition, spec }: CompiledComponent, { popularity }: RequestKind, rate: number): number {
  const time = definition.gathersFor?.(spec as never);
  return time === undefined || popularity === undefined ? 1 : distinctShare(popularity.profile(), rate * time);
}

/** Share of the visits in which some cache that was asked has missed. */
export function missShare(
  model: Model,
  component: CompiledComponent,
  hitRatios: Float64Array,
  kind: number,
  op: number,
): number {
  let hit = 1;
  for (const step of component.plans[kind * 2 + (op === Op.read ? 0 : 1)]) {
    for (const call of step.calls) {
      if (call.isLookup) hit *= hitRatios[model.connections[component.outgoing[call.link]].to];
    }
  }
  return Number.isNaN(hit) ? 1 : 1 - hit;
}

function expectedHitRatio(model: Model, holdings: Holdings, byOp: Float64Array): number {
  const { capacity, ttl, ttlRenewedByHit = false, negativeTtl, eviction, start, sites = 1, looksUp } = holdings;
  // Requests spread over the sites at random: each sees its share of them, and hits as often as the others.
  const lookups = model.kinds.map(({ index, name }) =>
    looksUp?.(name) === false ? 0 : byOp[index * OPS + Op.read] / sites,
  );
  const total = lookups.reduce((sum, rate) => sum + rate, 0);
  if (total === 0) return 0;
  // What is never evicted is what came first: the last so many different keys, seen backwards in time.
  const order = eviction !== 'none' ? eviction : start === 'warm' ? 'lfu' : 'lru';
  // Each kind by itself with its share of the room: exact for one kind, an approximation for several. What does not exist
  // is a kind of its own.
  const asked = model.kinds.flatMap((kind, i) => {
    const { absent = 0, response } = kind.spec;
    const profile = kind.popularity?.profile();
    const there = { profile, rate: lookups[i] * (1 - absent), bytes: response, ttl, ttlRenewedByHit };
    const not = { profile, rate: lookups[i] * absent, bytes: 0, ttl: negativeTtl, ttlRenewedByHit: false };
    return negativeTtl === undefined ? [there] : [there, not];
  });
  const stored = asked.reduce((sum, { rate }) => sum + rate, 0);
  let hits = 0;
  for (const { profile, rate, bytes, ttl, ttlRenewedByHit } of asked) {
    if (rate === 0 || profile === undefined) continue;
    const room = 'entries' in capacity ? capacity.entries : capacity.bytes / (bytes + ENTRY_OVERHEAD);
    const share = Math.max(1, Math.floor((room * rate) / stored));
    const life = ttl === undefined ? Number.POSITIVE_INFINITY : ttl * rate;
    hits += rate * cacheHitRatio(profile, { capacity: share, eviction: order, ttl: life, ttlRenewedByHit });
  }
  return hits / total;
}

/** Depth-first from the callers. */
function callersFirst(model: Model): CompiledComponent[] {
  const done = new Set<number>();
  const order: CompiledComponent[] = [];
  const place = (component: CompiledComponent): void => {
    if (done.has(component.index)) return;
    done.add(component.index);
    for (const number of component.outgoing) place(model.components[model.connections[number].to]);
    order.push(component);
  };
  for (const component of model.components) place(component);
  return order.reverse();
}
