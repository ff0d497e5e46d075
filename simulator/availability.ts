import { sampler } from './distribution.ts';
import { type LifetimesConfig, lawsOf, unitsOf } from './faults/lifetimes.ts';
import { NOWHERE } from './geography.ts';
import { exp, Simulation, streamFor } from './kernel/index.ts';
import type { CompiledComponent, Model, Takes } from './model.ts';
import { Op } from './outcome.ts';
import { Failover, type FailoverSpec, failoverOf } from './parts/failover.ts';
import { type LifetimeLaws, Lifetimes } from './parts/lifetimes.ts';
import { isNeeded } from './plans.ts';
import { binomialTail, machineRepair } from './theory/index.ts';

/**
 * The share of time for which a design can serve at all, from the lifetimes of its components alone and without
 * requests: years of simulated time take a moment. A component is up while as many of its instances are up as it `needs`
 * (one, unless written), those in zones and regions that are down not counted; a kind of request is up while everything is up that it may have to call.
 * Calls that are optional, or that nobody waits for, may fail. What has no lifetimes never fails.
 */

/** A component, or those of its instances that take the same calls, and that fail or serve together. */
interface Part {
  readonly component: CompiledComponent;
  readonly takes: Takes;
  readonly instances: number;
  readonly needs: number;
  /** By instance, the number of its zone; NOWHERE where it is in none. */
  readonly zones: readonly number[];
}

/** A zone or a region that fails as a whole, with the numbers of the zones in it. */
interface FailingPlace {
  readonly lifetimes: LifetimesConfig;
  readonly zones: readonly number[];
}

/** What must be up: a part by its number, all of several, or any of several. */
type Need = { readonly part: number } | { readonly all: readonly Need[] } | { readonly any: readonly Need[] };

export interface AvailabilityFigures {
  /** Share of time up. */
  readonly availability: number;
  /** How often it went down, per second. */
  readonly outageRate: number;
}

export interface Availability {
  /** Parts of a component that take different calls are named apart: `db writes`. */
  readonly components: Readonly<Record<string, AvailabilityFigures>>;
  readonly requests: Readonly<Record<string, AvailabilityFigures>>;
}

/** Where everything is independent and every combination can be counted: exact, without a run. */
export interface ExactAvailability {
  readonly components: Readonly<Record<string, number>>;
  readonly requests: Readonly<Record<string, number>>;
}

/** Most parts and zones that fail whose combinations are counted. */
const MOST_COUNTED = 16;

/** Reads a model: its parts, what each kind of request needs of them, and what fails. */
class Structure {
  readonly parts: readonly Part[];
  /** Of each kind of request. */
  readonly needs: readonly Need[];
  readonly lifetimes: readonly LifetimesConfig[];
  private readonly model: Model;

  constructor(model: Model) {
    this.model = model;
    this.parts = model.components.flatMap((component) => partsOf(component));
    this.needs = model.kinds.map((kind) =>
      this.needOf(model.components[model.streams[kind.stream].client], kind.index, kind.isWrite ? Op.write : Op.read),
    );
    this.lifetimes = model.faults
      .filter(({ definition }) => definition.kind === 'lifetimes')
      .map(({ config }) => config as LifetimesConfig);
  }

  nameOf({ component, takes }: Part): string {
    return takes === 'all' ? component.spec.id : `${component.spec.id} ${takes}`;
  }

  /** Undefined where it never fails by itself. */
  lifetimesOf(component: CompiledComponent): LifetimesConfig | undefined {
    return this.lifetimes.find((of) => of.component === component.spec.id);
  }

  /** Zones and regions that fail as a whole, each with its lifetimes and the zones that go down with it. */
  get places(): readonly FailingPlace[] {
    const { zones, regions } = this.model.geography;
    return this.lifetimes
      .filter(({ component }) => component === undefined)
      .map((lifetimes) => ({
        lifetimes,
        zones: zones.flatMap((zone, number) =>
          (lifetimes.zone === undefined ? regions[number] === lifetimes.region : zone === lifetimes.zone)
            ? [number]
            : [],
        ),
      }));
  }

  /** `path` are the components on the way here: a request that comes round again needs nothing more. */
  private needOf(
    component: CompiledComponent,
    kind: number,
    op: number,
    path: readonly CompiledComponent[] = [],
  ): Need {
    const { model, parts } = this;
    if (path.includes(component)) return { all: [] };
    const { definition, plans, outgoing } = component;
    const takes = op === Op.read ? 'reads' : 'writes';
    const own = parts.findIndex(
      (part) => part.component === component && (part.takes === 'all' || part.takes === takes),
    );
    const itself: Need[] = definition.role === 'client' || own < 0 ? [] : [{ part: own }];
    // A message is safe once it is stored, and caches that are told to forget or to keep call nobody.
    if (definition.role === 'queue' || (op !== Op.read && op !== Op.write)) return { all: itself };
    const calls = plans[kind * 2 + (op === Op.read ? 0 : 1)]
      .flatMap((step) => step.calls)
      .filter((call) => !call.isAsync && !call.optional && call.probability > 0 && isNeeded(call))
      .map((call) =>
        this.needOf(model.components[model.connections[outgoing[call.link]].to], kind, call.op, [...path, component]),
      );
    if (definition.choosesOne === true && calls.length > 0) return { all: [...itself, { any: calls }] };
    return { all: [...itself, ...calls] };
  }
}

function partsOf(component: CompiledComponent): Part[] {
  const groups = [...new Set(component.takes)];
  return groups.map((takes) => ({
    component,
    takes,
    instances: component.takes.filter((of) => of === takes).length,
    needs: component.spec.needs ?? 1,
    zones: [...component.zones].filter((_, instance) => component.takes[instance] === takes),
  }));
}

function isMet(need: Need, isUp: (part: number) => boolean): boolean {
  if ('part' in need) return isUp(need.part);
  if ('all' in need) return need.all.every((each) => isMet(each, isUp));
  return need.any.some((each) => isMet(each, isUp));
}

/**
 * Exact shares of time up: instances fail independently (binomial; with fewer crews than instances the machine-repair
 * model, where both laws are exponential), and all combinations of what may be down are counted: of zones and regions,
 * and given these of the parts, of whose instances those in a place that is up are left. Undefined where that is not
 * possible: crews shared under other laws, between a primary and its replicas or over zones that fail, a failover from a
 * zone that fails, or more than 16 things that fail.
 */
export function exactAvailability(model: Model): ExactAvailability | undefined {
  const structure = new Structure(model);
  const { parts, places } = structure;
  const placeUp = places.map(({ lifetimes }) => shareUp(lawsOf(lifetimes)));
  // By part: how many of its instances stand in places that are up, by the state of the places.
  const left = (part: Part, state: number) =>
    part.zones.filter((zone) => places.every((place, bit) => ((state >> bit) & 1) === 1 || !place.zones.includes(zone)))
      .length;
  const failing = parts.flatMap((part, i) => (structure.lifetimesOf(part.component) === undefined ? [] : [i]));
  const count = failing.length + places.length;
  if (count > MOST_COUNTED) return undefined;
  const bitOf = new Map(failing.map((part, bit) => [part, bit]));
  const upInPart = new Float64Array(parts.length);
  const upInKind = new Float64Array(model.kinds.length);
  for (let around = 0; around < 1 << places.length; around++) {
    const chanceOfPlaces = product(placeUp, around);
    const own = parts.map((part) => partAvailability(structure, part, left(part, around)));
    if (own.some((of) => of === undefined)) return undefined;
    const ownUp = failing.map((part) => own[part] ?? 1);
    for (let state = 0; state < 1 << failing.length; state++) {
      const chance = chanceOfPlaces * product(ownUp, state);
      if (chance === 0) continue;
      const isUp = (part: number) => {
        const bit = bitOf.get(part);
        return bit === undefined ? own[part] === 1 : ((state >> bit) & 1) === 1;
      };
      for (let part = 0; part < parts.length; part++) if (isUp(part)) upInPart[part] += chance;
      structure.needs.forEach((need, kind) => {
        if (isMet(need, isUp)) upInKind[kind] += chance;
      });
    }
  }
  return {
    components: Object.fromEntries(parts.map((part, i) => [structure.nameOf(part), upInPart[i]])),
    requests: Object.fromEntries(model.kinds.map(({ name }, i) => [name, upInKind[i]])),
  };
}

/** Chance of one combination of independent things: those whose bit is set are up. */
function product(chances: readonly number[], state: number): number {
  return chances.reduce((all, chance, bit) => all * ((state >> bit) & 1 ? chance : 1 - chance), 1);
}

/** Of a part that has the primary; the others fail without anybody taking their place. */
function failoverIn({ component: { spec }, takes }: Part): FailoverSpec | undefined {
  return takes === 'reads' ? undefined : failoverOf(spec);
}

/**
 * Of a primary with failover: in each cycle of a time up and a repair it is down until the copy has taken over, or until
 * the repair where that is sooner or the failover fails. Undefined for repairs that are not exponential.
 */
function shareUpWithFailover({ mtbf, mttr }: LifetimesConfig, spec: FailoverSpec): number | undefined {
  if (mttr.kind !== 'exponential') return undefined;
  const { mean } = mttr;
  const untilPromoted = mean * (1 - exp(-(spec.detection + spec.promotion) / mean));
  const down = spec.success * untilPromoted + (1 - spec.success) * mean;
  return 1 - down / (sampler(mtbf).mean + mean);
}

function shareUp({ up, down }: LifetimeLaws): number {
  return up.mean / (up.mean + down.mean);
}

/** Share of time for which one instance of a component is up by its own lifetimes; undefined where it has none. */
export function shareUpOf({ faults }: Model, { spec }: CompiledComponent): number | undefined {
  const own = faults.find(
    ({ definition, config }) => definition.kind === 'lifetimes' && (config as LifetimesConfig).component === spec.id,
  );
  return own === undefined ? undefined : shareUp(lawsOf(own.config as LifetimesConfig));
}

/**
 * Share of time for which a part has as many instances up as it needs, where `left` of them stand in places that are up;
 * undefined where no formula knows.
 */
function partAvailability(structure: Structure, part: Part, left: number): number | undefined {
  const { component, instances, needs } = part;
  if (failoverIn(part) !== undefined && left < instances) return undefined;
  if (left < needs) return 0;
  const of = structure.lifetimesOf(component);
  if (of === undefined) return 1;
  const laws = lawsOf(of);
  const failover = failoverIn(part);
  if (failover !== undefined) return laws.crews >= component.instances ? shareUpWithFailover(of, failover) : undefined;
  if (laws.crews >= component.instances) return binomialTail(left, needs, shareUp(laws));
  if (left < instances) return undefined;
  if (of.mtbf.kind !== 'exponential' || of.mttr.kind !== 'exponential' || instances < component.instances)
    return undefined;
  const down = machineRepair(instances, laws.crews, laws.down.mean / laws.up.mean);
  return down.slice(0, instances - needs + 1).reduce((sum, chance) => sum + chance, 0);
}

/**
 * The same measured: all instances and zones fail and are repaired at random through `horizon` [s]. Every law, shared
 * crews and any size; one second of work is about a million failures.
 */
export function simulateAvailability(model: Model, { horizon, seed }: { horizon: number; seed: number }): Availability {
  const structure = new Structure(model);
  const { parts, needs } = structure;
  const sim = new Simulation();
  const streamOf = (owner: string, purpose: string) => streamFor(seed, 0, owner, purpose);
  // What keeps an instance down may overlap: itself and its zone.
  const troubles = parts.map(({ instances }) => new Int32Array(instances));
  const up = Int32Array.from(parts, ({ instances }) => instances);
  const isUp = (part: number) => up[part] >= parts[part].needs;
  const partSpells = parts.map(() => new Spells());
  const kindSpells = needs.map(() => new Spells());
  const look = () => {
    partSpells.forEach((spells, part) => {
      spells.note(sim.now, isUp(part));
    });
    kindSpells.forEach((spells, kind) => {
      spells.note(sim.now, isMet(needs[kind], isUp));
    });
  };
  const goUp = (part: number, instance: number) => {
    if (--troubles[part][instance] === 0) up[part]++;
    look();
  };
  // A primary and the copy that takes its place change zones.
  const zones = parts.map((part) => [...part.zones]);
  const standby = parts.map(({ component }) => component.standbys[0]);
  const failovers = parts.map((of, part) => {
    const spec = failoverIn(of);
    const promoted = {
      takeOver: () => {
        if (standby[part] !== NOWHERE) [zones[part][0], standby[part]] = [standby[part], zones[part][0]];
        troubles[part][0] = 1;
        goUp(part, 0);
      },
    };
    return spec && new Failover(sim, spec, promoted, streamOf(of.component.spec.id, 'failover'));
  });
  const fail = ({ part, instance }: Instance): (() => void) => {
    const failover = failovers[part];
    if (instance === COPY) {
      failover?.copyLost();
      return () => failover?.copyBack();
    }
    if (troubles[part][instance]++ === 0) up[part]--;
    const machine = instance === 0 ? failover?.failed() : undefined;
    look();
    return () => {
      if (machine === undefined || failover?.repaired(machine) !== true) goUp(part, instance);
    };
  };
  const start = (lifetimes: LifetimesConfig, members: () => readonly Instance[]) =>
    new Lifetimes(sim, unitsOf(lifetimes, members, fail), lawsOf(lifetimes), streamOf, Number.POSITIVE_INFINITY);
  for (const lifetimes of structure.lifetimes) {
    if (lifetimes.component === undefined) continue;
    const all = parts.flatMap(({ component, instances }, part) =>
      component.spec.id === lifetimes.component
        ? Array.from({ length: instances }, (_, instance): Instance => ({ part, instance }))
        : [],
    );
    start(lifetimes, () => all);
  }
  for (const place of structure.places) {
    start(place.lifetimes, () =>
      parts.flatMap((_, part): Instance[] => [
        ...zones[part].flatMap((zone, instance) => (place.zones.includes(zone) ? [{ part, instance }] : [])),
        ...(failovers[part] !== undefined && place.zones.includes(standby[part]) ? [{ part, instance: COPY }] : []),
      ]),
    );
  }
  while (sim.advance(horizon, 10_000_000) === 0);
  const figures = (spells: Spells): AvailabilityFigures => ({
    availability: 1 - spells.downUntil(horizon) / horizon,
    outageRate: spells.outages / horizon,
  });
  return {
    components: Object.fromEntries(parts.map((part, i) => [structure.nameOf(part), figures(partSpells[i])])),
    requests: Object.fromEntries(model.kinds.map(({ name }, i) => [name, figures(kindSpells[i])])),
  };
}

/** In place of the number of an instance: the copy that could take the first one's place. */
const COPY = -1;

interface Instance {
  readonly part: number;
  readonly instance: number;
}

/** Times down of one thing. */
class Spells {
  outages = 0;
  private down = 0;
  private downSince = Number.NaN;

  note(now: number, isUp: boolean): void {
    const wasUp = Number.isNaN(this.downSince);
    if (isUp === wasUp) return;
    if (isUp) {
      this.down += now - this.downSince;
      this.downSince = Number.NaN;
    } else {
      this.outages++;
      this.downSince = now;
    }
  }

  downUntil(horizon: number): number {
    return this.down + (Number.isNaN(this.downSince) ? 0 : horizon - this.downSince);
  }
}
