import type { Distribution } from '../distribution.ts';
import type { RandomStream } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';
import { CallPlan, type Planner } from './call-plan.ts';
import { TokenBucket } from './token-bucket.ts';

/** Seconds of its quota that may be used at once. */
const QUOTA_WINDOW = 60;

/** Stage of a visit that has its first token. */
const WRITING = 1;

/** A language model behind somebody's API: as many streams as one likes, within a quota of tokens. */
export class HostedModel implements ComponentStation, Planner {
  private readonly site: Site;
  private readonly plan: CallPlan;
  private readonly of: HostedModelOptions;
  private readonly quota: TokenBucket | undefined;
  private readonly draws: RandomStream;

  constructor(site: Site, of: HostedModelOptions) {
    this.site = site;
    this.of = of;
    this.plan = new CallPlan(site, this);
    this.quota = of.quota === undefined ? undefined : new TokenBucket(of.quota, of.quota * QUOTA_WINDOW);
    this.draws = site.stream('tokens');
  }

  arrive(visit: number): void {
    const { site, of, draws } = this;
    const read = of.read.sample(draws);
    const written = of.written.sample(draws);
    if (this.quota?.takeMany(site.sim.now, read + written) === false) {
      site.fail(visit, Outcome.rateLimited);
      return;
    }
    site.sim.visits.mark[visit] = written / of.streamRate;
    site.serveFor(visit, of.firstToken.sample(draws));
  }

  wake(timer: number, visit: number): void {
    if (timer !== WORK_DONE) return;
    const { site } = this;
    const { visits, now } = site.sim;
    if (visits.stage[visit] === WRITING) {
      this.plan.start(visit);
      return;
    }
    visits.stage[visit] = WRITING;
    site.book.own[0].record(now - visits.arrivedAt[visit]);
    site.serveFor(visit, visits.mark[visit]);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.plan.answered(visit, tag, outcome, origin);
  }

  planned(visit: number, outcome: number, origin: number): void {
    this.site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // Nobody told it: it writes on, and is paid.
  }

  withdraw(): void {
    // A stream that is closed holds nothing.
  }

  crashed(): void {
    // It keeps nothing that could be lost.
  }
}

export interface HostedModelOptions {
  /** Tokens of a prompt and of an answer. */
  readonly read: Distribution;
  readonly written: Distribution;
  /** Tokens a second of one answer. */
  readonly streamRate: number;
  /** [s] */
  readonly firstToken: Distribution;
  /** Tokens a second; undefined where there is no limit. */
  readonly quota: number | undefined;
}
