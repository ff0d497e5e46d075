import { processOf } from './arrival-catalogue.ts';
import { poisson } from './arrivals/poisson.ts';
import { lineBefore } from './before-instances.ts';
import { policies } from './call-policies.ts';
import { askedAgain, holdingOthers, overflowing } from './estimate-domain.ts';
import { type Place, placeName } from './faults/places.ts';
import { waysToMembers, waysToPeers } from './geography.ts';
import type { CompiledComponent, Model } from './model.ts';
import { alternatives } from './plans.ts';
import type { StationEstimate } from './result.ts';

/** Share of a rate limit from which chance alone makes some requests exceed it. */
const NEAR_LIMIT = 0.95;

/** Where the closed forms do not apply to a model, or only approximately, in sentences. */
export function caveatsOf(model: Model, stations: readonly StationEstimate[]): string[] {
  const caveats: string[] = [];
  const ids = (components: readonly { spec: { id: string } }[]) => components.map(({ spec }) => spec.id).join(', ');
  const saturated = model.components.filter(({ index }) => stations[index].wait === null);
  if (saturated.length > 0) {
    caveats.push(
      `Saturated: ${ids(saturated)}. More is asked than can be done, so there is no steady state and no mean; a run shows what happens.`,
    );
  }
  const asked = policies.filter(
    ({ field }) =>
      field !== 'network' && field !== 'feed' && model.connections.some(({ spec }) => spec[field] !== undefined),
  );
  if (asked.length > 0) {
    const names = asked.map(({ title }) => title.toLowerCase()).join(', ');
    caveats.push(
      `Left out: ${names}. The figures are those of a system in which nothing fails and nobody loses patience.`,
    );
  }
  if (
    model.faults.some(({ definition }) => definition.always !== true) ||
    model.streams.some((stream) => stream.spec.shape !== undefined)
  ) {
    caveats.push('Faults and changes of the rate are left out: the figures are for the base rate on a good day.');
  }
  if (model.faults.some(({ config }) => placeName(config as Place) !== '')) {
    caveats.push(
      'Availability is that of instances which fail independently: outages of zones and regions are left out.',
    );
  }
  const uneven = model.components.filter((component) => preferringUnevenly(model, component));
  if (uneven.length > 0) {
    caveats.push(
      `Each target of ${ids(uneven)} is taken to get the same share: with the own zone first those in zones with fewer targets get more.`,
    );
  }
  const struck = model.components.filter(
    ({ spec, instances }) =>
      instances > 1 &&
      model.faults.some(
        ({ definition, config }) =>
          definition.kind === 'lifetimes' && (config as { component?: string }).component === spec.id,
      ),
  );
  if (struck.length > 0) {
    caveats.push(
      `Availability of ${ids(struck)} is the share of time in which enough instances are up: calls to one that is down, until health checks have noticed or where nobody checks, fail beside.`,
    );
  }
  const scaled = model.components.filter(({ spec }) => spec.autoscale !== undefined);
  if (scaled.length > 0) {
    caveats.push(`${ids(scaled)}: taken with as many replicas as there may ever be; the bill is for those at first.`);
  }
  const impatient = model.components.filter(
    ({ definition }) => definition.role === 'client' && definition.repeats !== undefined,
  );
  if (impatient.length > 0) caveats.push(`Users of ${ids(impatient)} are taken neither to give up nor to reload.`);
  const processes = model.streams.map(({ spec }) => processOf(spec.arrivals).definition);
  if (processes.some(({ users }) => users !== undefined)) {
    caveats.push('Closed streams are taken at users / think time, an upper bound: users who wait do not ask.');
  }
  if (
    model.streams.some(
      ({ spec }, i) =>
        processes[i].pace !== undefined && (processes[i] !== poisson || spec.arrivals.batch !== undefined),
    )
  ) {
    caveats.push(
      'Arrivals are taken as Poisson with the same mean rate: bursts and batches really wait longer, even steps less.',
    );
  }
  const several = model.components.filter(
    (component) =>
      component.instances > 1 &&
      component.shards === undefined &&
      component.takes.every((of) => of === 'all') &&
      lineBefore(model, component) === 'other',
  );
  const shared = model.components.filter((component) => component.spec['policy'] === 'shared-queue');
  if (shared.length > 0)
    caveats.push(
      `Who waits at ${ids(shared)} is counted at its targets; a line before several different ones is taken to be one for each.`,
    );
  if (several.length > 0) {
    caveats.push(
      `Each instance of ${ids(several)} is taken to get its share at random: round robin and least connections wait less.`,
    );
  }
  const pooled = model.connections.filter(({ pool }) => pool !== undefined);
  if (pooled.length > 0) caveats.push('Connection pools and bounded queues are taken to be large enough.');
  const logs = model.components.filter(({ definition }) => definition.readInLines !== undefined);
  if (logs.length > 0)
    caveats.push(
      `Records of ${ids(logs)} are taken to be spread evenly over its partitions: popular items keep some of them busier, and those are full sooner.`,
    );
  const selling = model.components.filter(({ spec }) => spec.stock !== undefined);
  if (selling.length > 0) {
    caveats.push(
      `What is left of the stock of ${ids(selling)} is left out: who is turned away there is counted as served.`,
    );
  }
  const copied = model.components.filter(({ definition }) => definition.copies !== undefined);
  if (copied.length > 0) {
    caveats.push(
      `Of a request to ${ids(copied)} the mean wait at one node counts: the first answers of several come sooner, the last later. How many reads are stale only a run shows.`,
    );
  }
  const apart = model.components.filter(
    (component) =>
      ((component.definition.copies !== undefined || component.spec['acks'] === 'all') &&
        waysToPeers(component, 0) !== undefined) ||
      votesFromAfar(component),
  );
  if (apart.length > 0)
    caveats.push(`The nodes of ${ids(apart)} are taken to stand together: messages between their zones take longer.`);
  const awaited = model.components.filter(
    ({ spec }) =>
      ['sync', 'majority', 'semi-sync'].includes(String(spec['replication'])) && spec['replicationLag'] !== undefined,
  );
  if (awaited.length > 0)
    caveats.push(
      `A write to ${ids(awaited)} is taken to wait for its own lag alone: a replica shows writes in order, and where they come fast each also waits for those before it.`,
    );
  for (const { definition, spec } of model.components) {
    const own = definition.caveat?.(spec as never);
    if (own !== undefined) caveats.push(`${spec.id}: ${own}`);
  }
  caveats.push(...cacheCaveats(model));
  caveats.push(...queueingCaveats(model));
  const limited = model.components.filter((component) => {
    const limit = component.definition.rateLimit?.(component.spec as never);
    return limit !== undefined && stations[component.index].arrivalRate > limit.rate * component.instances * NEAR_LIMIT;
  });
  if (limited.length > 0)
    caveats.push(`More comes to ${ids(limited)} than the rate limit lets in: what is refused is counted as served.`);
  const full = overflowing(model, stations);
  if (full.length > 0)
    caveats.push(
      `The queue of ${ids(full)} is full now and then: what is rejected is left out, and the others wait less.`,
    );
  const held = holdingOthers(model, stations);
  if (held.length > 0)
    caveats.push(
      `For how long a thread of ${ids(held)} is held by calls is taken to vary as an exponential does: the wait for a thread is a rough guess.`,
    );
  const wild = model.components.filter(({ service }) =>
    service.some((law) => law !== undefined && !Number.isFinite(law.scv)),
  );
  if (wild.length > 0)
    caveats.push(
      `The service times of ${ids(wild)} have no variance: their mean wait is infinite or cannot be relied on.`,
    );
  if (
    model.components.some(({ plans }) =>
      plans.some((steps) => steps.some(({ calls }) => alternatives(calls.filter((call) => !call.isAsync)).length > 1)),
    ) ||
    model.components.some(({ plans }) =>
      plans.some((steps) => steps.some(({ calls }) => calls.some(({ branches }) => branches > 1))),
    )
  ) {
    caveats.push(
      'Of calls at the same time the longest mean counts: the mean of the longest is longer, and that of the first few needed is shorter.',
    );
  }
  return caveats;
}

/** Whether members that elect a primary stand in zones of which it is known how far they are apart. */
function votesFromAfar(component: CompiledComponent): boolean {
  const { definition, spec, zones, standbys } = component;
  const members = definition.members?.(spec as never) ?? 0;
  return waysToMembers(component, { zone: zones[0], standbyZone: standbys[0] }, members) !== undefined;
}

/** Whether a balancer that prefers its own zone has more targets in one of its zones than in another. */
function preferringUnevenly({ components, connections }: Model, { spec, zones, outgoing }: CompiledComponent): boolean {
  if (spec['zoneAware'] !== true) return false;
  const targets = outgoing.flatMap((number) => [...components[connections[number].to].zones]);
  const counts = [...zones].map((zone) => targets.filter((of) => of === zone).length);
  return new Set(counts).size > 1;
}

/** Of caches: what the closed form of a hit ratio does not know. */
function cacheCaveats(model: Model): string[] {
  const { components, connections, kinds } = model;
  const caveats: string[] = [];
  const caches = components.filter(({ definition }) => definition.holds !== undefined);
  const having = (is: (spec: Readonly<Record<string, unknown>>) => boolean) =>
    caches
      .filter(({ spec }) => is(spec))
      .map(({ spec }) => spec.id)
      .join(', ');
  const say = (ids: string, what: string) => {
    if (ids !== '') caveats.push(`${ids}: ${what}`);
  };
  const written = kinds.some(({ isWrite, popularity }) => isWrite && popularity !== undefined);
  const writers = connections.some(({ spec }) => spec.as === 'write');
  if (written || writers)
    say(
      having(() => true),
      'entries that writes drop or renew are left out of the hit ratio.',
    );
  if (kinds.filter(({ isWrite }) => !isWrite).length > 1)
    say(
      having(() => true),
      'each kind of request is taken to have its share of the room, and keys of its own.',
    );
  say(
    having(({ coalesce, staleWhileRevalidate }) => coalesce === true || staleWhileRevalidate !== undefined),
    'shared fetches and stale answers are left out; the store behind is asked less than is said here.',
  );
  say(
    having(({ shield }) => shield === true),
    'the shield is left out: the origin is asked less than is said here.',
  );
  say(
    having(({ write }) => write === 'back'),
    'every write is taken to reach the store by itself; those of one key become one.',
  );
  say(
    having(({ eviction }) => eviction === 'none'),
    'what came first stays, and what that is is chance: the hit ratio is a mean over runs.',
  );
  const behind = caches.filter(({ index }) =>
    connections.some(({ from, to }) => to === index && caches.includes(components[from])),
  );
  say(
    behind.map(({ spec }) => spec.id).join(', '),
    'the cache before it is taken to miss popular and rare items alike; it really passes on the rare ones, and this one hits less often than is said here.',
  );
  const again = askedAgain(model).map(({ spec }) => spec.id);
  say(again.join(', '), 'a request that asks again for its key finds it; each is taken to ask for another.');
  return caveats;
}

/** What the order of service and the impatience of those who wait do to the figures. */
function queueingCaveats(model: Model): string[] {
  const said: string[] = [];
  const ids = (components: Model['components']) => components.map(({ spec }) => spec.id).join(', ');
  const having = (...fields: readonly string[]) =>
    model.components.filter(({ spec }) => fields.some((field) => spec[field] !== undefined));
  const impatient = having('queueTimeout', 'shedLate', 'codel', 'concurrencyLimit');
  if (impatient.length > 0) {
    said.push(
      `Nobody is taken to leave the queue of ${ids(impatient)} or to be shed: those who stay wait less than the figures say.`,
    );
  }
  const stretched = having('usl');
  if (stretched.length > 0)
    said.push(`Contention at ${ids(stretched)} is left out: under load its work takes longer than the figures say.`);
  const quick = model.components.filter(({ spec }) =>
    ['shortest-job', 'shortest-remaining'].includes(String(spec['discipline'])),
  );
  if (quick.length > 0)
    said.push(`${ids(quick)} is taken to serve first come, first served: shortest first has a smaller mean.`);
  const interrupted = model.components.filter(({ spec }) => spec['discipline'] === 'priority-preemptive');
  if (interrupted.length > 0)
    said.push(
      `${ids(interrupted)} is taken to serve first come, first served: with interruptions the urgent wait less, the others more.`,
    );
  return said;
}
