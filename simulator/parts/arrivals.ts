import { processOf } from '../arrival-catalogue.ts';
import type { Pace, Recorded, Users } from '../arrival-process.ts';
import { NO_VISIT, type RandomStream, Rank } from '../kernel/index.ts';
import type { CompiledStream, RequestKind } from '../model.ts';
import { Op } from '../outcome.ts';
import type { Site } from '../site.ts';
import { absentKey } from './absent-keys.ts';
import { BatchSize } from './batch.ts';
import type { HotKeys } from './hot-keys.ts';
import type { Popularity } from './popularity.ts';
import { RateCurve } from './rate-curve.ts';

/** Who says whether a request that is due is made at all. */
export interface Admission {
  admits(kind: number, key: number): boolean;
}

/** The arrival processes of one client: one pending arrival for each stream, or one for each thinking user. */
export class ArrivalSources {
  private readonly sources: readonly Source[];
  /** By request kind: its source. */
  private readonly sourceOf: readonly (Source | undefined)[];

  constructor(site: Site, admission?: Admission) {
    const own = site.requests.streams.filter((stream) => stream.client === site.component.index);
    this.sources = own.map((stream, number) => sourceOf(site, stream, number, admission));
    this.sourceOf = site.requests.kinds.map(
      (kind) => this.sources[own.findIndex((stream) => stream.index === kind.stream)],
    );
    for (const source of this.sources) source.begin();
  }

  /** The arrival with this number is due. */
  due(number: number): void {
    this.sources[number].due();
  }

  /** A request of this kind for this item is due out of turn. */
  ask(kind: number, key: number): void {
    this.sourceOf[kind]?.ask(kind, key);
  }

  /** A request of this kind has its final answer. */
  finished(kind: number): void {
    this.sourceOf[kind]?.finished();
  }
}

interface Source {
  begin(): void;
  due(): void;
  finished(): void;
  ask(kind: number, key: number): void;
}

function sourceOf(site: Site, stream: CompiledStream, number: number, admission: Admission | undefined): Source {
  const { definition, config } = processOf(stream.spec.arrivals);
  // Named by the stream's place among those of its client, and not by anything else in the design.
  const draws = (purpose: string) => site.stream(`${purpose} ${number}`);
  const asker = new Asker(site, stream.kinds, draws, admission);
  const users = definition.users?.(config as never);
  if (users !== undefined) return new ClosedSource(site, number, asker, users, draws('arrivals'));
  const { shape } = stream.spec;
  const surges = site.requests.surges.filter(({ client }) => client === undefined || client === site.component.spec.id);
  const curve = (rate: number) => new RateCurve(rate, shape, surges);
  const pace = definition.pace?.(config as never, { draws, curve });
  const { batch } = stream.spec.arrivals;
  const size = batch === undefined ? undefined : new BatchSize(batch, draws('batch'));
  return new OpenSource(site, number, asker, pace ?? NEVER, size);
}

const NEVER: Pace = { next: () => Number.POSITIVE_INFINITY };

/** Requests come whatever the answers are. */
class OpenSource implements Source {
  private readonly site: Site;
  private readonly number: number;
  private readonly asker: Asker;
  private readonly pace: Pace;
  /** Undefined where requests come one by one. */
  private readonly size: BatchSize | undefined;

  constructor(site: Site, number: number, asker: Asker, pace: Pace, size: BatchSize | undefined) {
    this.site = site;
    this.number = number;
    this.asker = asker;
    this.pace = pace;
    this.size = size;
  }

  begin(): void {
    this.scheduleNext();
  }

  due(): void {
    const { pace } = this;
    if (pace.arrives === undefined || pace.arrives()) {
      if (this.size === undefined) this.asker.ask(pace.recorded);
      else for (let left = this.size.next(); left > 0; left--) this.asker.ask(pace.recorded);
    }
    this.scheduleNext();
  }

  finished(): void {
    // Nobody waits to ask again.
  }

  ask(kind: number, key: number): void {
    this.asker.begin(kind, key);
  }

  private scheduleNext(): void {
    const { sim, id } = this.site;
    const time = this.pace.next(sim.now);
    if (time < Number.POSITIVE_INFINITY) sim.wakeAt(id, this.number, NO_VISIT, time, Rank.arrival);
  }
}

/** Each user thinks, asks, waits, thinks. */
class ClosedSource implements Source {
  private readonly site: Site;
  private readonly number: number;
  private readonly asker: Asker;
  private readonly users: Users;
  private readonly draws: RandomStream;

  constructor(site: Site, number: number, asker: Asker, users: Users, draws: RandomStream) {
    this.site = site;
    this.number = number;
    this.asker = asker;
    this.users = users;
    this.draws = draws;
  }

  begin(): void {
    for (let user = 0; user < this.users.users; user++) this.finished();
  }

  due(): void {
    this.asker.ask(undefined);
  }

  finished(): void {
    const { sim, id } = this.site;
    sim.wakeAfter(id, this.number, NO_VISIT, this.users.think.sample(this.draws), Rank.arrival);
  }

  ask(): void {
    // People ask when they have thought, and not out of turn.
  }
}

/** What is asked for: which request of the stream, and which item. */
class Asker {
  private readonly site: Site;
  private readonly kinds: readonly RequestKind[];
  private readonly cumulative: Float64Array;
  private readonly kindDraws: RandomStream;
  private readonly keyDraws: RandomStream;
  /** Undefined where no fault makes any. */
  private readonly hotKeys: HotKeys | undefined;
  private readonly hotDraws: RandomStream;
  /** Whether what is asked for exists. */
  private readonly absentDraws: RandomStream;
  private readonly keysMatter: boolean;
  /** Undefined where whatever is due is asked. */
  private readonly admission: Admission | undefined;
  /** Keys of items that nobody else asks for count down from −1. */
  private fresh = 0;

  constructor(
    site: Site,
    kinds: readonly RequestKind[],
    draws: (purpose: string) => RandomStream,
    admission: Admission | undefined,
  ) {
    this.site = site;
    this.admission = admission;
    this.kinds = kinds;
    let sum = 0;
    this.cumulative = Float64Array.from(kinds, (kind) => (sum += kind.share));
    this.kindDraws = draws('kinds');
    this.keyDraws = draws('keys');
    this.keysMatter = site.requests.keysMatter;
    this.hotKeys = site.requests.hotKeys;
    this.hotDraws = this.hotKeys === undefined ? this.keyDraws : draws('hot keys');
    this.absentDraws = kinds.some(({ spec }) => spec.absent !== undefined) ? draws('absent') : this.keyDraws;
  }

  ask(recorded: Recorded | undefined): void {
    const kind = this.kinds[recorded?.request === undefined ? this.anyKind() : this.kindOf(recorded.request)];
    const key = recorded === undefined || recorded.key < 0 ? this.keyOf(kind) : recorded.key;
    this.begin(kind.index, key);
  }

  begin(index: number, key: number): void {
    if (this.admission?.admits(index, key) === false) return;
    const { site } = this;
    const { sim } = site;
    const op = site.requests.kinds[index].isWrite ? Op.write : Op.read;
    const visit = sim.open(site.id, NO_VISIT, 0, index, key, op, -1);
    site.requests.arrived(sim.now, index, visit);
    sim.arrive(visit);
  }

  private anyKind(): number {
    const { cumulative } = this;
    const last = cumulative.length - 1;
    let which = 0;
    if (last > 0) {
      const u = this.kindDraws.uniform() * cumulative[last];
      while (which < last && u >= cumulative[which]) which++;
    }
    return which;
  }

  private kindOf(request: string): number {
    return this.kinds.findIndex(({ name }) => name === request);
  }

  private itemOf(kind: RequestKind, popularity: Popularity): number {
    const rank = popularity.sample(this.keyDraws);
    const { absent } = kind.spec;
    return absent !== undefined && this.absentDraws.chance(absent) ? absentKey(rank) : rank;
  }

  private keyOf(kind: RequestKind): number {
    if (!this.keysMatter) return --this.fresh;
    const key = kind.popularity === undefined ? --this.fresh : this.itemOf(kind, kind.popularity);
    if (this.hotKeys === undefined) return key;
    const hot = this.hotKeys.draw(kind.index, this.hotDraws);
    return hot < 0 ? key : hot;
  }
}
