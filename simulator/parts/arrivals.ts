import { type Distribution, sampler } from '../distribution.ts';
import { NO_VISIT, type RandomStream, Rank } from '../kernel/index.ts';
import type { CompiledStream, RequestKind } from '../model.ts';
import { Op } from '../outcome.ts';
import type { Site } from '../site.ts';
import { RateCurve } from './rate-curve.ts';

/** The arrival processes of one client: one pending arrival for each stream, or one for each thinking user. */
export class ArrivalSources {
  private readonly sources: readonly Source[];
  /** By request kind: its source. */
  private readonly sourceOf: readonly (Source | undefined)[];

  constructor(site: Site) {
    const own = site.requests.streams.filter((stream) => stream.client === site.component.index);
    this.sources = own.map((stream, number) => new Source(site, stream, number));
    this.sourceOf = site.requests.kinds.map(
      (kind) => this.sources[own.findIndex((stream) => stream.index === kind.stream)],
    );
  }

  /** The arrival with this number is due. */
  due(number: number): void {
    this.sources[number].due();
  }

  /** A request of this kind has its final answer. */
  finished(kind: number): void {
    this.sourceOf[kind]?.finished();
  }
}

/** Open: requests come whatever the answers are. Closed: each user thinks, asks, waits, thinks. */
class Source {
  private readonly site: Site;
  private readonly number: number;
  private readonly kinds: readonly RequestKind[];
  private readonly cumulative: Float64Array;
  private readonly curve: RateCurve;
  /** Gaps of the unit-rate process: their mean is one. Undefined for exponential ones, which have a faster way. */
  private readonly gaps: Distribution | undefined;
  private readonly isConstant: boolean;
  private readonly think: Distribution | undefined;
  private readonly gapDraws: RandomStream;
  private readonly kindDraws: RandomStream;
  private readonly keyDraws: RandomStream;
  /** Keys of items that nobody else asks for count down from −1. */
  private fresh = 0;

  constructor(site: Site, stream: CompiledStream, number: number) {
    this.site = site;
    this.number = number;
    this.kinds = stream.kinds;
    let sum = 0;
    this.cumulative = Float64Array.from(stream.kinds, (kind) => (sum += kind.share));
    const { arrivals, shape } = stream.spec;
    this.curve = new RateCurve(stream.rate, shape, site.requests.surges);
    this.isConstant = 'constant' in arrivals;
    if ('renewal' in arrivals) {
      const law = sampler(arrivals.renewal.interarrival);
      this.gaps = law;
    }
    if ('closed' in arrivals) this.think = sampler(arrivals.closed.think);
    // Named by the stream's place among those of its client, and not by anything else in the design.
    this.gapDraws = site.stream(`arrivals ${number}`);
    this.kindDraws = site.stream(`kinds ${number}`);
    this.keyDraws = site.stream(`keys ${number}`);
    if ('closed' in arrivals) for (let user = 0; user < arrivals.closed.users; user++) this.thinkFirst();
    else this.scheduleNext();
  }

  due(): void {
    this.ask();
    if (this.think === undefined) this.scheduleNext();
  }

  finished(): void {
    if (this.think !== undefined) this.thinkFirst();
  }

  private thinkFirst(): void {
    if (this.think === undefined) return;
    const { site } = this;
    site.sim.wakeAfter(site.id, this.number, NO_VISIT, this.think.sample(this.gapDraws), Rank.arrival);
  }

  private scheduleNext(): void {
    const { site } = this;
    const { now } = site.sim;
    const time = this.curve.after(now, this.gap());
    if (time < Number.POSITIVE_INFINITY) site.sim.wakeAt(site.id, this.number, NO_VISIT, time, Rank.arrival);
  }

  private gap(): number {
    if (this.isConstant) return 1;
    if (this.gaps === undefined) return this.gapDraws.exponential();
    return this.gaps.sample(this.gapDraws) / this.gaps.mean;
  }

  private ask(): void {
    const { site, cumulative, kinds } = this;
    const { sim } = site;
    let which = 0;
    if (kinds.length > 1) {
      const u = this.kindDraws.uniform() * cumulative[kinds.length - 1];
      while (which < kinds.length - 1 && u >= cumulative[which]) which++;
    }
    const kind = kinds[which];
    const key = kind.popularity === undefined ? --this.fresh : kind.popularity.sample(this.keyDraws);
    const visit = sim.open(site.id, NO_VISIT, 0, kind.index, key, kind.isWrite ? Op.write : Op.read, -1);
    site.requests.arrived(sim.now, kind.index);
    sim.arrive(visit);
  }
}
