import { shareUpOf } from './availability.ts';
import { lineBefore } from './before-instances.ts';
import { cost } from './cost.ts';
import { sampler } from './distribution.ts';
import { caveatsOf } from './estimate-caveats.ts';
import { type Flows, flows, missShare, passedOn, shareOfTarget } from './flows.ts';
import type { CompiledComponent, CompiledConnection, CompiledResource, Model, PlannedCall } from './model.ts';
import { OPS, Op } from './outcome.ts';
import { ranks } from './parts/discipline.ts';
import { shardVisits } from './parts/shards.ts';
import { meanRetransmission } from './parts/wire.ts';
import { alternatives, isNeeded } from './plans.ts';
import type { EstimateResult, StationEstimate } from './result.ts';
import { binomialTail, mgc, sharedCapacity } from './theory/index.ts';

/**
 * Mean time between failures of one instance, and to its replacement [s], where no lifetimes are written. Assumption: it fails twice a year, reboots of
 * its host included, and is replaced without a person in 5 min. Dean (Google I/O 2008) tells of about 1,000 machine
 * failures in the first year of a cluster of one or two thousand.
 */
export const MTBF = 4380 * 3600;
export const MTTR = 300;
/** Means that change by a smaller share from round to round have settled. */
const SETTLED = 1e-12;
const INSTANCE_AVAILABILITY = MTBF / (MTBF + MTTR);

/** What a resource is asked for, by one group of instances that share a load. */
interface Demand {
  offeredLoad: number;
  /** The same if nobody waited anywhere: what capacity follows from. */
  unloaded: number;
  servers: number;
  wait: number;
}

/**
 * The closed-form twin of a run: visit ratios, utilizations, waits of M/G/c (Allen–Cunneen), mean response times, where
 * requests saturate what, availability and cost. Means only: percentiles need a run. Steady state at the base rate, with
 * neither faults nor shapes; failures, timeouts and retries are left out, and `caveats` says what that means here.
 *
 * Where there is no caveat the figures are within `STATED_ERROR` (estimate-domain.ts) of a long run.
 */
export function estimate(model: Model): EstimateResult {
  return new Estimator(model).result();
}

class Estimator {
  private readonly model: Model;
  private readonly rates: readonly number[];
  private readonly flow: Flows;
  /** By component: mean time from arrival to answer, and the same without any waiting, by kind × OPS + op [s]. */
  private readonly response: Float64Array[];
  private readonly unloaded: Float64Array[];
  private readonly stations: StationEstimate[] = [];
  /** By component, kind × OPS + op; NaN until asked for. Many paths may lead to one component. */
  private readonly availability: Float64Array[];
  /** By connection: mean of the wire's round trip of reads and of writes without transmission, losses included [s]. */
  private readonly propagation: readonly (readonly [number, number])[];
  /** The highest utilization without waits of any group of instances: capacity is its inverse. */
  private tightest = 0;
  private isStable = true;

  constructor(model: Model) {
    this.model = model;
    this.rates = model.streams.map((stream) => stream.rate);
    this.flow = flows(model, this.rates);
    this.response = model.components.map(() => new Float64Array(model.kinds.length * OPS));
    this.unloaded = model.components.map(() => new Float64Array(model.kinds.length * OPS));
    this.availability = model.components.map(() => new Float64Array(model.kinds.length * OPS).fill(Number.NaN));
    this.propagation = model.connections.map(propagationOf);
    // Callees first: a caller's time contains theirs. Where requests come round again so does their time, less each round.
    let before: number;
    let total = 0;
    do {
      before = total;
      for (const component of [...this.flow.order].reverse()) this.stations[component.index] = this.station(component);
      total = this.response.reduce((sum, own) => own.reduce((all, time) => all + time, sum), 0);
    } while (this.flow.isCyclic && Number.isFinite(total) && total - before > total * SETTLED);
  }

  result(): EstimateResult {
    const { model, rates, stations } = this;
    const names = [...model.components].sort(
      (a, b) => model.topology.components.indexOf(a.spec) - model.topology.components.indexOf(b.spec),
    );
    const total = rates.reduce((sum, rate) => sum + rate, 0);
    const bottleneck = this.bottleneck();
    return {
      format: 'headroom/estimate@1',
      stable: this.isStable,
      components: Object.fromEntries(names.map(({ spec, index }) => [spec.id, stations[index]])),
      requests: this.requests(total),
      ...(bottleneck === undefined ? {} : { bottleneck }),
      capacity: this.tightest === 0 ? null : total / this.tightest,
      cost: cost(model, (id) => ({ meanTime: this.meanTime(id) })),
      caveats: caveatsOf(model, stations),
    };
  }

  /** Mean time of a request in a component; where it is saturated, what it would be without any waiting [s]. */
  private meanTime(id: string): number {
    const component = this.model.components.find(({ spec }) => spec.id === id);
    if (component === undefined) return 0;
    const response = this.stations[component.index].response;
    if (response !== null) return response;
    let time = 0;
    this.eachVisit(component, (at, share) => (time += share * this.unloaded[component.index][at]));
    return time;
  }

  private station(component: CompiledComponent): StationEstimate {
    const { model, flow } = this;
    const { index, resources } = component;
    const own = flow.byOp[index];
    const rate = own.reduce((sum, of) => sum + of, 0);
    // Inner resources first: a thread is held through the wait for a core.
    const demands = new Map<string, Demand>();
    const waits = new Float64Array(model.kinds.length * OPS);
    for (const resource of [...resources].reverse()) {
      const demand: Demand = { offeredLoad: 0, unloaded: 0, servers: resource.servers * resource.instances, wait: 0 };
      this.demand(component, resource, waits.slice(), waits, demand, rate);
      demands.set(resource.name, demand);
    }
    let response = 0;
    this.eachVisit(component, (at, share) => {
      const work = this.work(component, at);
      const beyond = this.beyond(component, at);
      this.response[index][at] = waits[at] + work + beyond + this.calls(component, at, this.response);
      this.unloaded[index][at] = work + beyond + this.calls(component, at, this.unloaded);
      response += share * this.response[index][at];
    });
    const lines = this.lines(component);
    if (lines !== undefined) demands.set('partitions', lines);
    const known = [...demands].reverse();
    const [limiting] = known
      .filter(([, { servers }]) => servers < Infinity)
      .sort(([, a], [, b]) => b.offeredLoad / b.servers - a.offeredLoad / a.servers);
    const finite = (value: number) => (Number.isFinite(value) ? value : null);
    return {
      utilization: limiting === undefined ? 0 : limiting[1].offeredLoad / limiting[1].servers,
      ...(limiting === undefined ? {} : { limiting: limiting[0] }),
      arrivalRate: rate,
      wait: finite(known.reduce((sum, [, demand]) => sum + demand.wait, 0)),
      response: finite(response),
      ...(component.definition.holds !== undefined ? { hitRatio: flow.hitRatios[index] } : {}),
      resources: Object.fromEntries(
        known.map(([name, { offeredLoad, servers, wait }]) => [
          name,
          {
            offeredLoad,
            servers: finite(servers),
            utilization: servers < Infinity ? offeredLoad / servers : 0,
            wait: finite(wait),
          },
        ]),
      ),
    };
  }

  private demand(
    component: CompiledComponent,
    { instances, takes, servers, holdsCalls, isShared: always, shard, held: rule, service }: CompiledResource,
    innerWaits: Float64Array,
    waits: Float64Array,
    demand: Demand,
    componentRate: number,
  ): void {
    const { copies } = component.definition;
    let rate = 0;
    let load = 0;
    let unloaded = 0;
    let square = 0;
    const loads = new Float64Array(this.model.kinds.length);
    const isTaken = (op: number) => takes === 'all' || (takes === 'reads') === (op === Op.read);
    const shards = (at: number) => (shard === undefined ? undefined : shardVisits(component, this.model.kinds, at));
    this.eachVisit(component, (at, _share, ofCalls) => {
      if (!isTaken(at % OPS)) return;
      const times =
        shards(at)?.[shard ?? 0] ?? copies?.(component.spec as never, at % OPS === Op.read ? 'read' : 'write') ?? 1;
      const special = rule?.(at % OPS === Op.read ? 'read' : 'write');
      const of = ofCalls * times * (special?.share ?? 1);
      if (of === 0) return;
      const beside = special?.beside ?? 0;
      const law = (service ?? component.service)[at];
      const work = (law?.mean ?? 0) + beside;
      const calls = holdsCalls ? this.calls(component, at, this.response) : 0;
      const held = work + (holdsCalls ? innerWaits[at] + calls : 0);
      rate += of;
      load += of * held;
      loads[Math.floor(at / OPS)] += of * held;
      unloaded += of * (work + (holdsCalls ? this.calls(component, at, this.unloaded) : 0));
      // Waits and calls are taken to vary as much as an exponential does.
      const own = work - beside;
      square += of * (held * held + (law?.scv ?? 0) * own * own + (held - work) * (held - work));
    });
    const background = holdsCalls ? undefined : component.definition.background?.(component.spec as never);
    if (background !== undefined) {
      const bundles = background.rate * instances;
      rate += bundles;
      load += bundles * background.work;
      unloaded += bundles * background.work;
      square += bundles * background.work * background.work;
    }
    // Behind something that is saturated time has no mean: what is asked at least is the load without waiting.
    if (!Number.isFinite(load)) load = unloaded;
    demand.offeredLoad += load;
    demand.unloaded += unloaded;
    if (rate === 0 || servers === Infinity) return;
    const mean = load / rate;
    const scv = mean === 0 || !Number.isFinite(square) ? 1 : square / rate / (mean * mean) - 1;
    const utilization = unloaded / (servers * instances);
    this.tightest = Math.max(this.tightest, utilization);
    // Under processor sharing the mean is that of exponential service, whatever the law. [Kleinrock II, § 4.4]
    const isShared = !holdsCalls && (always ?? component.spec['discipline'] === 'processor-sharing');
    // Behind a shared queue all instances are one station; who waits is counted here and not at the balancer.
    const stations = instances > 1 && lineBefore(this.model, component) === 'shared' ? 1 : instances;
    const own = (servers * instances) / stations;
    // A capacity that is no whole number is divided among all who are there.
    const { meanWait } = Number.isInteger(servers)
      ? mgc(rate / stations, mean, isShared ? 1 : scv, own)
      : sharedCapacity(rate / stations, mean, own);
    if (!Number.isFinite(meanWait)) this.isStable = false;
    const overtaking = this.overtaking(component, loads, servers * instances);
    this.eachVisit(component, (at, _share, of) => {
      if (!isTaken(at % OPS)) return;
      // Of several shards, the mean wait at one of those that work on the call.
      const visits = shards(at);
      const among = visits === undefined ? 1 : visits[shard ?? 0] / visits.reduce((sum, times) => sum + times, 0);
      const portion = among * (rule?.(at % OPS === Op.read ? 'read' : 'write').share ?? 1);
      const wait = meanWait * portion * (overtaking?.[Math.floor(at / OPS)] ?? 1);
      waits[at] += wait;
      demand.wait += wait * (of / componentRate);
    });
  }

  /**
   * By kind of request: its mean wait under priorities over the mean wait first come first served. Exact for M/G/1, and
   * for M/M/c where all kinds take equally long. [Cobham 1954]
   */
  private overtaking(component: CompiledComponent, loads: Float64Array, servers: number): number[] | undefined {
    if (component.spec['discipline'] !== 'priority') return undefined;
    const rankOf = ranks(this.model.kinds);
    const upTo = (rank: number) => loads.reduce((sum, load, kind) => sum + (rankOf[kind] <= rank ? load : 0), 0);
    const free = (rank: number) => 1 - upTo(rank) / servers;
    const all = free(Number.POSITIVE_INFINITY);
    return all <= 0 ? undefined : Array.from(rankOf, (rank) => all / (free(rank - 1) * free(rank)));
  }

  /**
   * What the busiest group of readers asks of the partitions of a log: each is read one record after the other, and the
   * next waits until the reader has dealt with the last, its calls included. Records are taken to be spread evenly.
   */
  private lines(component: CompiledComponent): Demand | undefined {
    const servers = component.definition.readInLines?.(component.spec as never);
    if (servers === undefined) return undefined;
    const groups = new Map<number, { rate: number; load: number; unloaded: number; square: number }>();
    this.eachVisit(component, (at, _share, published) => {
      const [kind, op] = [Math.floor(at / OPS), at % OPS];
      if (op !== Op.read && op !== Op.write) return;
      for (const call of component.plans[kind * 2 + (op === Op.read ? 0 : 1)].flatMap(({ calls }) => calls)) {
        const connection = this.model.connections[component.outgoing[call.link]];
        const to = kind * OPS + call.op;
        const wire = this.wire(connection, kind, call.op);
        const law = this.model.components[connection.to].service[to];
        const work = law?.mean ?? 0;
        const held = wire + this.response[connection.to][to];
        const rest = Math.max(0, held - wire - work);
        const of = published * call.probability * call.times;
        const group = groups.get(call.link) ?? { rate: 0, load: 0, unloaded: 0, square: 0 };
        group.rate += of;
        group.load += of * held;
        group.unloaded += of * (wire + this.unloaded[connection.to][to]);
        // Waits and calls are taken to vary as much as an exponential does.
        group.square += of * (held * held + (law?.scv ?? 0) * work * work + rest * rest);
        groups.set(call.link, group);
      }
    });
    const demand: Demand = { offeredLoad: 0, unloaded: 0, servers, wait: 0 };
    const read = [...groups.values()].reduce((sum, { rate }) => sum + rate, 0);
    for (const { rate, load: waiting, unloaded, square } of groups.values()) {
      // As for any server: behind what is saturated it is the load without waiting.
      const load = Number.isFinite(waiting) ? waiting : unloaded;
      if (rate === 0 || load === 0) continue;
      const mean = load / rate;
      const scv = Number.isFinite(square) ? square / rate / (mean * mean) - 1 : 1;
      const { meanWait } = mgc(rate / servers, mean, scv, 1);
      demand.offeredLoad = Math.max(demand.offeredLoad, load);
      demand.unloaded = Math.max(demand.unloaded, unloaded);
      demand.wait += (meanWait * rate) / read;
      if (!Number.isFinite(meanWait)) this.isStable = false;
    }
    this.tightest = Math.max(this.tightest, demand.unloaded / servers);
    return demand;
  }

  private work(component: CompiledComponent, at: number): number {
    return component.service[at]?.mean ?? 0;
  }

  /** Mean time at the component beyond waits and work [s]. */
  private beyond(component: CompiledComponent, at: number): number {
    const op = at % OPS === Op.read ? 'read' : 'write';
    const { beyond } = component.definition;
    if (beyond === undefined) return 0;
    const { spec: sizes } = this.model.kinds[Math.floor(at / OPS)];
    const rate = this.flow.byOp[component.index].reduce((sum, of) => sum + of, 0);
    return beyond(component.spec as never, op, component.service[at], { rate, ...sizes });
  }

  /** Mean time of the calls that a visit makes [s]; of calls at the same time the longest mean counts. */
  private calls(component: CompiledComponent, at: number, response: readonly Float64Array[]): number {
    const { model, flow } = this;
    const kind = Math.floor(at / OPS);
    const op = at % OPS;
    if (op !== Op.read && op !== Op.write) return 0;
    if (component.definition.role === 'queue') return 0;
    if (component.definition.gathersFor?.(component.spec as never) !== undefined) return 0;
    // A cache that writes back answers first and writes later.
    if (op === Op.write && component.spec['write'] === 'back') return 0;
    const missed = missShare(model, component, flow.hitRatios, kind, op);
    const chooses = component.definition.choosesOne === true;
    const passed = passedOn(model, component, flow.hitRatios, kind, op);
    let time = 0;
    for (const step of component.plans[kind * 2 + (op === Op.read ? 0 : 1)]) {
      const waited = step.calls.filter((call) => !call.isAsync);
      const timeOf = (call: PlannedCall) => {
        const connection = model.connections[component.outgoing[call.link]];
        const { goOut, time: atCaller, isAwaited } = call.atCaller ?? { goOut: 1, time: 0, isAwaited: true };
        const out = this.wire(connection, kind, call.op) + response[connection.to][kind * OPS + call.op];
        const once = (goOut > 0 && isAwaited ? goOut * out : 0) + (1 - goOut) * atCaller;
        const chosen = shareOfTarget(model, component, call.link, kind, op);
        // What nobody takes costs nothing, however long it would be.
        return chosen > 0 ? chosen * call.probability * call.times * once : 0;
      };
      const times = alternatives(waited).map((calls) => calls.reduce((sum, call) => sum + timeOf(call), 0));
      if (times.length === 0) continue;
      const step_ = chooses ? times.reduce((sum, t) => sum + t, 0) : Math.max(...times);
      const share = (step.onMiss ? missed : 1) * passed;
      if (share > 0) time += share * step_;
    }
    return time;
  }

  private wire({ index, network, payload, response }: CompiledConnection, kind: number, op: number): number {
    const sent = network.bandwidth === undefined ? 0 : (payload[kind] + response[kind]) / network.bandwidth;
    return this.propagation[index][op === Op.read ? 0 : 1] + sent;
  }

  private eachVisit(component: CompiledComponent, visit: (at: number, share: number, rate: number) => void): void {
    const own = this.flow.byOp[component.index];
    const total = own.reduce((sum, rate) => sum + rate, 0);
    own.forEach((rate, at) => {
      if (rate > 0) visit(at, rate / total, rate);
    });
  }

  private requests(total: number): EstimateResult['requests'] {
    const { model, rates } = this;
    const requests: Record<string, { rate: number; mean: number | null; availability: number }> = {};
    let mean = 0;
    let availability = 0;
    for (const kind of model.kinds) {
      const { client } = model.streams[kind.stream];
      const rate = rates[kind.stream] * kind.share;
      const op = kind.isWrite ? Op.write : Op.read;
      const time = this.response[client][kind.index * OPS + op];
      const up = this.available(model.components[client], kind.index, op);
      requests[kind.name] = { rate, mean: Number.isFinite(time) ? time : null, availability: up };
      mean += (rate / total) * time;
      availability += (rate / total) * up;
    }
    return { '*': { rate: total, mean: Number.isFinite(mean) ? mean : null, availability }, ...requests };
  }

  /** Chance that everything a request needs is up, as many instances of each as it needs, failures independent. */
  private available(component: CompiledComponent, kind: number, op: number): number {
    const known = this.availability[component.index];
    const at = kind * OPS + op;
    if (Number.isNaN(known[at])) {
      known[at] = 1; // a request that comes round again needs what it needs already
      known[at] = this.availableNow(component, kind, op);
    }
    return known[at];
  }

  private availableNow(component: CompiledComponent, kind: number, op: number): number {
    const { model } = this;
    let up = component.definition.role === 'client' ? 1 : this.someUp(component, op);
    if (component.definition.role === 'queue') return up;
    const chooses = component.definition.choosesOne === true;
    let down = 1;
    const steps = op === Op.read || op === Op.write ? component.plans[kind * 2 + (op === Op.read ? 0 : 1)] : [];
    for (const { calls } of steps) {
      for (const call of calls) {
        if (call.isAsync || call.optional || !isNeeded(call)) continue;
        const target = model.components[model.connections[component.outgoing[call.link]].to];
        const reached = this.available(target, kind, call.op);
        if (chooses) down *= 1 - reached;
        else up *= reached;
      }
    }
    return chooses && steps.length > 0 ? up * (1 - down) : up;
  }

  private someUp(component: CompiledComponent, op: number): number {
    // A call needs the shard that has its item, and not any.
    if (component.shards !== undefined) return shareUpOf(this.model, component) ?? INSTANCE_AVAILABILITY;
    const able = component.takes.filter((takes) => takes === 'all' || (takes === 'reads') === (op === Op.read)).length;
    const { model } = this;
    return binomialTail(able, component.spec.needs ?? 1, shareUpOf(model, component) ?? INSTANCE_AVAILABILITY);
  }

  private bottleneck(): EstimateResult['bottleneck'] {
    let found: EstimateResult['bottleneck'];
    for (const component of this.model.components) {
      for (const [resource, { utilization, servers }] of Object.entries(this.stations[component.index].resources)) {
        if (servers !== null && utilization > (found?.utilization ?? 0))
          found = { component: component.spec.id, resource, utilization };
      }
    }
    return found;
  }
}

/** Mean round trip of the wire [s]: what is lost on either way comes later. */
function propagationOf({ network, hops, spec }: CompiledConnection): readonly [number, number] {
  const { jitter = 0, loss = 0 } = network;
  const lost = 2 * meanRetransmission(loss);
  const usual = sampler(network.rtt).mean;
  const of = (op: 0 | 1) =>
    (hops === undefined || spec.network?.rtt !== undefined ? usual : hops[op].roundTrip) + jitter + lost;
  return [of(0), of(1)];
}
