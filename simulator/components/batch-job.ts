import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { sampler } from '../distribution.ts';
import { count, quantity, timeDistribution } from '../field.ts';
import { Rank } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import { CallPlan, type Planner } from '../parts/call-plan.ts';
import { CAME, Errands } from '../parts/errands.ts';
import { meanOfKth } from '../parts/order-statistic.ts';
import { type Grantee, ServiceCenter } from '../parts/service-center.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * A batch or ETL job: machines start, the data is split into tasks that run side by side, and the job is done when the
 * last of them is. How much longer the last takes than a usual one is not set but comes of the law of the tasks: the
 * longest of many. Then it writes its result.
 *
 * Leaves out: several stages with shuffles between them, tasks that are started twice because they are slow, machines that
 * are taken away. [Dean & Ghemawat, "MapReduce", OSDI 2004; Apache Spark; AWS Glue]
 */
const config = z.strictObject({
  startUp: timeDistribution({
    title: 'Start-up',
    help: 'From the call until the machines are there. A long start makes many small jobs expensive.',
    default: '1 min',
    source:
      'AWS Glue documentation, version 2.0 and later: jobs start in less than a minute; 10 min before, and with clusters of one’s own.',
    usual: '0.5–15 min',
  }),
  tasks: count({
    title: 'Tasks',
    help: 'Parts that the data of one run is split into.',
    default: 64,
    source: 'Assumption: as many as there are executors, so that all work at the same time.',
    usual: '10–10,000',
    max: 10_000,
  }),
  executors: count({
    title: 'Executors',
    help: 'Tasks that run at the same time; of all runs together.',
    default: 64,
    source: 'Assumption: 64 cores.',
    max: 10_000,
  }),
  task: timeDistribution({
    title: 'Task time',
    help: 'Time that one task takes an executor. Its spread makes the stragglers: the run waits for the last.',
    default: { lognormal: { p50: '60 s', p99: '175 s' } },
    source:
      'Assumption: spread so that the slowest of 64 tasks takes about three times the median, a usual skew of partitions by key.',
  }),
  errorRate: quantity('fraction', {
    title: 'Task failures',
    help: 'Share of the tasks that fail at their end and run again.',
    default: 0,
    source: 'Assumption: none, so that the skew is seen by itself.',
    usual: '0–2 %',
    min: 0,
    max: 1,
  }),
  attempts: count({
    title: 'Attempts per task',
    help: 'A task that has failed so often fails the run.',
    default: 4,
    source: 'Apache Spark: spark.task.maxFailures = 4.',
    max: 100,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

/** Cores of one unit that is paid by the hour: AWS Glue, DPU. */
const CORES_PER_UNIT = 4;

export const batchJob = defineComponent({
  type: 'batch-job',
  title: 'Batch job',
  category: 'compute',
  role: 'compute',
  alsoKnownAs: ['Spark', 'ETL', 'Glue', 'EMR', 'Hadoop', 'MapReduce'],
  summary: 'Splits data into tasks that run side by side; the last of them decides.',
  help: 'A run takes its start-up, and then as long as its slowest task: with 64 tasks that vary as data usually does, three times the median. More executors than tasks do nothing; fewer, and tasks run in waves. Runs that come while others are under way share the executors and wait.',
  misconception:
    'Twice the machines are not half the time: the start and the slowest task stay. And what a nightly job has made is up to two days old by the time the next one is done.',
  leavesOut: 'Stages with shuffles between them, speculative copies of slow tasks, machines that are taken away.',
  icon: 'blocks',
  config,
  calls: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  standsInFor: ['worker'],
  wiring:
    'A job may write to services, stores, queues and external APIs when it is done. Draw the arrow from what starts it, a service, a scheduler or a queue, to the job.',
  instances: () => 1,
  copies: ({ tasks }) => tasks,
  resources: ({ executors }) => [
    {
      name: 'executors',
      title: 'Executors',
      servers: executors,
      queue: Number.POSITIVE_INFINITY,
      holdsCalls: false,
    },
  ],
  work: ({ task }) => ({ '*': task }),
  beyond: ({ tasks, executors, startUp }, _op, work) => {
    if (work === undefined) return 0;
    const waves = Math.ceil(tasks / executors);
    const longest = meanOfKth(Math.min(tasks, executors), Math.min(tasks, executors), [work]);
    return sampler(startUp).mean + longest + (waves - 1) * work.mean - work.mean;
  },
  caveat: ({ tasks, executors, errorRate }) =>
    errorRate > 0
      ? 'failed tasks, which run again, are left out.'
      : tasks > executors
        ? 'waves of tasks are taken to take a mean task each, and the last wave its longest.'
        : undefined,
  cost: ({ executors }, { requestRate, meanTime }, prices) => [
    {
      driver: 'requests',
      title: 'Executors while runs last',
      monthly: prices('batch-unit', (requestRate * meanTime * executors) / CORES_PER_UNIT),
    },
  ],
  station: (config, site) => new BatchJob(config, site),
  starter: { tasks: 64, executors: 64, startUp: '1 min' },
});

/** The machines of a run have started. */
const STARTED = 1;
/** Labels of errands: those of calls are not negative. */
const TASK = -1;

class BatchJob implements ComponentStation, Grantee, Planner {
  private readonly site: Site;
  private readonly config: Config;
  private readonly executors: ServiceCenter;
  private readonly errands: Errands;
  private readonly plan: CallPlan;
  private readonly start;
  private readonly starts;
  private readonly failures;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.executors = new ServiceCenter(site.sim, site.resources[0], this, 0, {
      servers: config.executors,
      queue: Number.POSITIVE_INFINITY,
    });
    this.errands = new Errands(site);
    this.plan = new CallPlan(site, this);
    this.start = sampler(config.startUp);
    this.starts = site.stream('start');
    this.failures = site.stream('task failures');
  }

  arrive(visit: number): void {
    const { site } = this;
    site.sim.wakeAfter(site.id, STARTED, visit, this.start.sample(this.starts), Rank.timer);
  }

  wake(timer: number, visit: number): void {
    const { site, errands, executors, config } = this;
    if (timer === WORK_DONE) this.ended(visit);
    else if (timer === CAME && errands.came(visit)) executors.request(visit);
    else if (timer === STARTED)
      for (let task = 0; task < config.tasks; task++) errands.send(visit, site, TASK, Op.read, 0);
  }

  granted(_center: number, task: number): void {
    this.site.serve(task);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    const { errands, plan, site } = this;
    if (tag !== TASK) plan.answered(visit, tag, outcome, origin);
    else if (errands.isLast(visit, outcome)) {
      const failure = errands.outcomeOf(visit);
      if (failure === Outcome.ok) plan.start(visit);
      else site.fail(visit, failure);
    }
  }

  planned(visit: number, outcome: number, origin: number): void {
    this.site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // The run goes on.
  }

  crashed(): void {
    this.executors.clear();
    this.errands.crashed();
  }

  /** A task has ended, well or not. */
  private ended(task: number): void {
    const { executors, errands, failures, config, site } = this;
    const { step } = site.sim.visits;
    executors.release(task);
    if (config.errorRate === 0 || !failures.chance(config.errorRate)) errands.done(task, 0);
    else if (++step[task] < config.attempts) executors.request(task);
    else errands.fail(task, Outcome.error);
  }
}
