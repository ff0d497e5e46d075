import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice } from '../field.ts';
import { NO_VISIT } from '../kernel/index.ts';
import { type Admission, ArrivalSources } from '../parts/arrivals.ts';
import { CallPlan, type Planner } from '../parts/call-plan.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import type { ComponentStation, Site } from '../site.ts';

/**
 * Starts jobs by the clock. When, and how many, is said by the streams of the workload that name it, with `schedule`
 * arrivals: an interval, jobs at each tick, a jitter. A job that is due while its last run is still going on is skipped or
 * started beside it; what falls due while the scheduler is down is made up for once when it is back, or never. Skipped and
 * missed runs are not offered at all: nothing fails, there is just less, which is how such losses go unnoticed.
 *
 * Leaves out: two leaders that both start a job, time zones and leap hours, dependencies between jobs. [Kubernetes
 * documentation, CronJob]
 */
const config = z.strictObject({
  overlap: choice({
    title: 'Overlap',
    help: 'What becomes of a job that is due while its last run is still going on. For streams with a schedule; others have no jobs that could overlap.',
    options: [
      { value: 'forbid', title: 'Skip', description: 'This run is skipped.' },
      { value: 'allow', title: 'Run beside', description: 'It is started beside the last.' },
    ],
    default: 'forbid',
    source:
      'Assumption: most jobs are not made to run beside themselves; Kubernetes CronJob: concurrencyPolicy = Allow.',
  }),
  misfire: choice({
    title: 'Misfire',
    help: 'What becomes of runs that fall due while the scheduler is down.',
    options: [
      { value: 'run-once', title: 'Once', description: 'Each job that missed any is run once when it is back.' },
      { value: 'skip', title: 'Never', description: 'They are gone; the next tick is the next.' },
    ],
    default: 'run-once',
    source: 'Quartz: the smart policy of a simple trigger that repeats, and APScheduler’s coalescing, run once.',
  }),
});
type Config = z.output<typeof config>;

export const scheduler = defineComponent({
  type: 'scheduler',
  title: 'Scheduler',
  category: 'compute',
  role: 'client',
  alsoKnownAs: ['cron', 'Airflow', 'Quartz', 'EventBridge Scheduler', 'periodic job'],
  summary: 'Starts jobs by the clock; the load of its streams.',
  help: 'All jobs of midnight are due at the same second: a stampede that a jitter flattens. A job that takes longer than its interval either piles up or is skipped. When the scheduler is down, nothing fails: what should have run has not, and only somebody who counts runs will notice.',
  misconception:
    'A cron table on one machine is not highly available, and a job may run twice or not at all: it must be safe to run again, and its absence must raise an alarm.',
  leavesOut: 'Two leaders that both start a job, time zones, and dependencies between jobs.',
  icon: 'calendar-clock',
  config,
  calls: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  wiring:
    'A scheduler starts the load: draw the arrow from it to the service, the queue or the store that its jobs use.',
  instances: () => 1,
  resources: () => [],
  work: () => ({}),
  measures: [
    { name: 'skipped', title: 'runs skipped: the last was still going on', kind: 'count' },
    { name: 'missed', title: 'runs missed while it was down', kind: 'total' },
  ],
  cost: (_config, { requestRate }, prices) => [
    { driver: 'requests', title: 'Runs started', monthly: prices('schedule-run', requestRate * SECONDS_PER_MONTH) },
  ],
  station: (config, site) => new Clock(config, site),
  starter: {},
});

/** Jobs of one kind of request have numbers below this. */
const MOST_JOBS = 1_048_576;

class Clock implements ComponentStation, Planner, Admission {
  private readonly site: Site;
  private readonly config: Config;
  private readonly plan: CallPlan;
  private readonly arrivals: ArrivalSources;
  /** By request kind: whether its requests are jobs with numbers. */
  private readonly isScheduled: readonly boolean[];
  /** Jobs that are being run, and those that have missed a run. */
  private readonly running = new Set<number>();
  private readonly missed = new Set<number>();

  constructor(config: Config, site: Site) {
    const { kinds, streams } = site.requests;
    this.site = site;
    this.config = config;
    this.plan = new CallPlan(site, this);
    this.isScheduled = kinds.map(
      ({ stream }) => streams.find(({ index }) => index === stream)?.spec.arrivals['schedule'] !== undefined,
    );
    this.arrivals = new ArrivalSources(site, this);
  }

  /** A run is due: is it to be started? */
  admits(kind: number, key: number): boolean {
    const { site, config, running } = this;
    const [skipped, missed] = site.book.own;
    const job = this.jobOf(kind, key);
    if (site.isDown) {
      missed.tick();
      if (config.misfire === 'run-once' && this.isScheduled[kind]) this.missed.add(job);
      return false;
    }
    if (config.overlap === 'allow' || !this.isScheduled[kind]) return true;
    if (running.has(job)) {
      skipped.tick();
      return false;
    }
    running.add(job);
    return true;
  }

  arrive(visit: number): void {
    this.plan.start(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.plan.answered(visit, tag, outcome, origin);
  }

  planned(visit: number, outcome: number, origin: number): void {
    const { sim, requests } = this.site;
    const kind = sim.visits.kind[visit];
    this.running.delete(this.jobOf(kind, sim.visits.key[visit]));
    requests.finished(sim.now, kind, sim.visits.sentAt[visit], outcome, origin, visit);
    this.site.answer(visit, outcome, origin);
    this.arrivals.finished(kind);
  }

  wake(timer: number, visit: number): void {
    if (visit === NO_VISIT) this.arrivals.due(timer);
  }

  abandoned(): void {
    // Nobody calls a scheduler.
  }

  crashed(): void {
    // What it has started runs elsewhere, and goes on.
  }

  survives(): boolean {
    return true;
  }

  restored(): void {
    const jobs = [...this.missed];
    this.missed.clear();
    for (const job of jobs) this.arrivals.ask(Math.floor(job / MOST_JOBS), job % MOST_JOBS);
  }

  private jobOf(kind: number, key: number): number {
    return kind * MOST_JOBS + (this.isScheduled[kind] ? key : 0);
  }
}
