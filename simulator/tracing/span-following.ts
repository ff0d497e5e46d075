import type { Model } from '../model.ts';
import type { Surge } from '../parts/rate-curve.ts';
import { type Counted, RequestBook } from '../request-book.ts';
import type { Run } from '../run.ts';
import type { Following } from './following.ts';
import type { Pick } from './samples.ts';
import { traceOf } from './span-list.ts';
import { type Place, Recording } from './span-recorder.ts';
import { SpanSimulation } from './span-simulation.ts';
import type { RequestTrace } from './trace.ts';

/** Records some requests, by their numbers, stay by stay. */
export class SpanFollowing implements Following {
  readonly sim = new SpanSimulation();
  private readonly picks: readonly Pick[];
  private recorded: SpanBook | undefined = undefined;
  private failurePlaces: readonly string[] = [];

  constructor(picks: readonly Pick[]) {
    this.picks = picks;
  }

  book(model: Model, surges: readonly Surge[], counted: Counted): RequestBook {
    this.recorded = new SpanBook(model, surges, counted, this.sim, this.picks);
    return this.recorded;
  }

  begin({ model, sites }: Run): void {
    const places: (Place | undefined)[] = [];
    for (const site of sites.flat()) places[site.id] = { component: site.component.spec.id, instance: site.instance };
    for (const site of sites.flat()) {
      for (const { layers } of site.links) {
        for (const { id, name = '' } of layers)
          places[id] = { component: site.component.spec.id, instance: site.instance, layer: name };
      }
    }
    this.sim.places = places;
    this.failurePlaces = [
      ...model.components.map(({ spec }) => spec.id),
      ...model.connections.map(({ spec }) => `${spec.from}->${spec.to}`),
    ];
  }

  /** Whether all that were picked have ended. */
  get isDone(): boolean {
    return this.recorded !== undefined && this.recorded.ended.length === this.picks.length;
  }

  /** Those that have ended by now, in the order of their arrival. */
  traces(): RequestTrace[] {
    const ended = [...(this.recorded?.ended ?? [])].sort((a, b) => a.pick.number - b.pick.number);
    // Whatever slices the host asked for: recording ends with the last of them.
    const end = Math.max(...ended.map(({ endedAt }) => endedAt));
    return ended.map((recording) => traceOf(recording, end, this.failurePlaces));
  }
}

/** The book of requests in a run that records some of them. */
class SpanBook extends RequestBook {
  readonly ended: Recording[] = [];
  private readonly sim: SpanSimulation;
  private readonly picks: ReadonlyMap<number, Pick>;
  private readonly underWay = new Map<number, Recording>();

  constructor(
    { kinds, streams }: Model,
    surges: readonly Surge[],
    counted: Counted,
    sim: SpanSimulation,
    picks: readonly Pick[],
  ) {
    super(kinds, streams, surges, counted);
    this.sim = sim;
    this.picks = new Map(picks.map((pick) => [pick.number, pick]));
  }

  override arrived(now: number, kind: number, visit: number): void {
    super.arrived(now, kind, visit);
    const pick = this.picks.get(this.requests);
    if (pick === undefined) return;
    const place = this.sim.places[this.sim.visits.station[visit]] ?? { component: '', instance: 0 };
    const recording = new Recording(pick, this.kinds[kind].name, place, now);
    this.underWay.set(visit, recording);
    this.sim.record(visit, recording);
  }

  override finished(
    now: number,
    kind: number,
    arrivedAt: number,
    outcome: number,
    origin: number,
    visit: number,
  ): void {
    super.finished(now, kind, arrivedAt, outcome, origin, visit);
    const recording = this.underWay.get(visit);
    if (recording === undefined) return;
    this.underWay.delete(visit);
    recording.endedAt = now;
    recording.outcome = outcome;
    recording.origin = origin;
    this.ended.push(recording);
  }
}
