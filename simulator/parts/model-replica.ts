import type { Distribution, DistributionSpec } from '../distribution.ts';
import { grown, type RandomStream } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';
import { CallPlan, type Planner } from './call-plan.ts';
import { PATIENCE } from './impatience.ts';
import { rulesAtDoor } from './queueing.ts';
import { type Grantee, ServiceCenter } from './service-center.ts';
import { PACE, SharedCores } from './shared-cores.ts';

/** Stages of a visit: waiting for a stream or for its prompt to be read, being written, calling others. */
const READING = 0;
const WRITING = 1;
const CALLING = 2;

export interface ModelReplicaOptions {
  /** Tokens of a prompt and of an answer. */
  readonly read: Distribution;
  readonly written: Distribution;
  /** Tokens a second that prompts are read at, that one answer is written at, and all together at most. */
  readonly readRate: number;
  readonly streamRate: number;
  readonly throughput: number;
  readonly maxStreams: number;
  readonly queue: number;
  readonly queueTimeout: DistributionSpec | undefined;
}

/**
 * One copy of a language model on GPUs of one's own. A request takes a place for its keys and values and keeps it to its
 * end; its prompt is read, one after the other; then its answer is written beside the others: n streams write at
 * min(n, knee) times the speed of one, evenly shared (continuous batching).
 *
 * Resources of its site: streams, decoders, prefill.
 */
export class ModelReplica implements ComponentStation, Planner, Grantee {
  private readonly site: Site;
  private readonly of: ModelReplicaOptions;
  private readonly plan: CallPlan;
  private readonly streams: ServiceCenter;
  private readonly prefill: ServiceCenter;
  private readonly decoder: SharedCores;
  private readonly draws: RandomStream;
  /** By visit: time to read its prompt, and to write its answer alone [s]. */
  private reading = new Float64Array(1024);
  private writing = new Float64Array(1024);

  constructor(site: Site, of: ModelReplicaOptions) {
    const { sim } = site;
    const [streams, decoder, prefill] = site.resources;
    this.site = site;
    this.of = of;
    this.plan = new CallPlan(site, this);
    this.draws = site.stream('tokens');
    const rules = rulesAtDoor(site, { discipline: 'fifo', queueTimeout: of.queueTimeout }, of.queue, undefined);
    this.streams = new ServiceCenter(sim, streams, site.door(this), 0, { servers: of.maxStreams, rules });
    this.prefill = new ServiceCenter(sim, prefill, this, 1, { servers: 1, queue: Number.POSITIVE_INFINITY });
    const demands = { of: (visit: number) => this.writing[visit] };
    const cores = of.throughput / of.streamRate;
    this.decoder = new SharedCores(site, decoder, this, demands, { cores, most: Number.POSITIVE_INFINITY });
  }

  arrive(visit: number): void {
    const { of, draws } = this;
    if (visit >= this.reading.length) {
      const room = Math.max(visit + 1, this.reading.length * 2);
      this.reading = grown(this.reading, room);
      this.writing = grown(this.writing, room);
    }
    this.reading[visit] = of.read.sample(draws) / of.readRate;
    this.writing[visit] = of.written.sample(draws) / of.streamRate;
    if (!this.streams.request(visit)) this.site.fail(visit, Outcome.rejected);
  }

  /** A place for its keys and values, and then the reader. */
  granted(center: number, visit: number): void {
    if (center === 0) this.prefill.request(visit);
    else this.site.serveFor(visit, this.reading[visit]);
  }

  dropped(visit: number, outcome: number): void {
    this.site.fail(visit, outcome);
  }

  wake(timer: number, visit: number): void {
    if (timer === PACE) this.decoder.wake();
    else if (timer === PATIENCE) this.streams.wake(timer, visit);
    else if (timer === WORK_DONE) this.done(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.plan.answered(visit, tag, outcome, origin);
  }

  planned(visit: number, outcome: number, origin: number): void {
    this.streams.release(visit);
    this.site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // Nobody told the machine: it writes on.
  }

  isWaiting(visit: number): boolean {
    return this.streams.isWaiting(visit);
  }

  /** A stream that is closed stops at once, and its place is free. */
  withdraw(visit: number): void {
    const { streams, decoder, prefill, site } = this;
    const stage = site.sim.visits.stage[visit];
    if (stage === WRITING) decoder.withdraw(visit);
    else if (stage === READING && !streams.holds(visit)) prefill.withdraw(visit);
    streams.withdraw(visit);
  }

  rescaled(slowness: number): void {
    this.decoder.rescaled(slowness);
  }

  crashed(): void {
    this.streams.clear();
    this.prefill.clear();
    this.decoder.clear();
  }

  private done(visit: number): void {
    const { site } = this;
    const { visits, now } = site.sim;
    if (visits.stage[visit] === READING) {
      visits.stage[visit] = WRITING;
      this.prefill.release(visit);
      site.book.own[0].record(now - visits.arrivedAt[visit]);
      this.decoder.request(visit);
    } else {
      visits.stage[visit] = CALLING;
      this.plan.start(visit);
    }
  }
}
