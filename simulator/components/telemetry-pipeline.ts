import { z } from 'zod';
import { type CallerSide, defineComponent } from '../component.ts';
import { choice, count, quantity, queueField, workField } from '../field.ts';
import { Outcome } from '../outcome.ts';
import { ServiceCenter } from '../parts/service-center.ts';
import { TelemetryAgent } from '../parts/telemetry-agent.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * Logs, metrics and traces on their way out of the services: each call from a service records what one request leaves
 * behind, in a buffer of its own instance, and an agent exports it in batches to collectors. The request does not wait for
 * that, unless the buffer is full and the agent is told to block.
 *
 * Leaves out: what queries cost, tail sampling, alerts, compression. [OpenTelemetry specification; Beyer et al., The Site
 * Reliability Workbook, 2018]
 */
const config = z.strictObject({
  sampling: quantity('fraction', {
    title: 'Sampling',
    help: 'Share of the requests that are recorded, decided when they begin (head sampling).',
    default: '100 %',
    source: 'Assumption: everything is logged, until somebody sees the bill.',
    usual: '1–100 %',
    above: 0,
    max: 1,
  }),
  eventSize: quantity('bytes', {
    title: 'Size of an event',
    help: 'Bytes that one recorded request leaves behind: its log lines, its spans. For the bill.',
    default: '3 KB',
    source: 'Assumption: ten log lines of 300 bytes; a trace of ten spans is 20 KB.',
    usual: '0.3–60 KB',
    min: 0,
    max: 1e9,
  }),
  buffer: count({
    title: 'Buffer',
    help: 'Events that one caller instance keeps until they have been exported.',
    default: 2048,
    source: 'OpenTelemetry SDK, batching span processor: maxQueueSize = 2048.',
    usual: '2,000–100,000',
    max: 10_000_000,
  }),
  whenFull: choice({
    title: 'When the buffer is full',
    help: 'What becomes of the next event.',
    options: [
      { value: 'drop', title: 'Drop', description: 'It is lost, and the request goes on.' },
      {
        value: 'block',
        title: 'Block',
        description: 'The request waits until there is room: observing it slows it down.',
      },
    ],
    default: 'drop',
    source: 'OpenTelemetry specification: what does not fit into the queue is dropped.',
  }),
  batch: count({
    title: 'Batch',
    help: 'Most events in one export; so many are exported at once.',
    default: 512,
    source: 'OpenTelemetry SDK, batching span processor: maxExportBatchSize = 512.',
    usual: '100–10,000',
    max: 1_000_000,
  }),
  flushEvery: quantity('time', {
    title: 'Export after',
    help: 'How long the first event waits for a batch to fill, and an export that has failed until it is tried again.',
    default: '5 s',
    source: 'OpenTelemetry SDK, batching span processor: scheduledDelayMillis = 5000.',
    usual: '0.2–10 s',
    above: 0,
    max: 3600,
  }),
  replicas: count({
    title: 'Collectors',
    help: 'Instances that take exports in, each with its own queue.',
    default: 1,
    source: 'Assumption: one collector, the least there can be.',
    max: 1000,
  }),
  cores: count({
    title: 'Cores',
    help: 'Exports that are worked on at the same time per collector.',
    default: 2,
    source: 'Assumption: a small general-purpose machine, AWS m7g.large with 2 vCPU.',
    max: 4096,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Exports that may wait per collector; the next is refused, stays in the buffer and is tried again.',
    default: 1000,
    source: 'OpenTelemetry Collector, exporter queue: queue_size = 1000 batches.',
  }),
  work: workField({
    title: 'Work per event',
    help: 'Time on a core of a collector for one event: parsing, indexing, forwarding.',
    default: '0.03 ms',
    source: 'Assumption: 3 KB at 100 MiB/s, the usual speed of parsing JSON on a core (napkin-math, 2026).',
    usual: '0.005–0.5 ms',
  }),
  hosting: choice({
    title: 'Hosting',
    help: 'How it is paid.',
    options: [
      { value: 'managed', title: 'Managed', description: 'By the gigabyte that is taken in.' },
      {
        value: 'self-run',
        title: 'Self-run',
        description: 'Collectors of your own, by the hour; what stores it is not counted.',
      },
    ],
    default: 'managed',
    source: 'Assumption: a managed service, as most teams begin.',
  }),
});
type Config = z.output<typeof config>;

export const telemetryPipeline = defineComponent({
  type: 'telemetry-pipeline',
  title: 'Logs, metrics, traces',
  category: 'operations',
  role: 'support',
  summary: 'Takes in what services record of their requests: buffered, sampled, in batches.',
  alsoKnownAs: ['OpenTelemetry', 'Fluentd', 'Vector', 'Datadog', 'CloudWatch', 'Prometheus', 'Jaeger', 'logging'],
  help: 'A connection to it records one event for each request. The caller keeps it in a buffer and goes on; an agent exports batches. When the collectors are slow or down the buffer fills within buffer / rate seconds. Then events are dropped, or requests are made to wait, and an outage of the monitoring becomes one of the product.',
  misconception:
    'Observing is not free and not harmless: a log call that blocks ties the product’s health to that of its logs. And a log that may drop is no audit trail, which needs a durable path of its own.',
  leavesOut: 'Queries and alerts, tail sampling, compression, the storm of errors that an incident itself logs.',
  icon: 'activity',
  config,
  calls: [],
  wiring: 'Telemetry takes events in; it calls nothing. Draw the arrow from each service that records its requests.',
  instances: ({ replicas }) => replicas,
  replicaField: 'replicas',
  caveat: () => 'events are taken to come one by one, and in batches they wait for each other',
  resources: ({ cores, queue }) => [{ name: 'cores', title: 'Cores', servers: cores, queue, holdsCalls: false }],
  measures: [
    { name: 'dropped', title: 'events dropped for lack of room', kind: 'total' },
    { name: 'lost', title: 'events lost with the caller that had them in memory', kind: 'total' },
    { name: 'blocked', title: 'wait of requests for room in the buffer', kind: 'time' },
  ],
  work: ({ work }) => work,
  atCaller: (config) => agentAtCaller(config),
  cost: ({ hosting, replicas, cores, eventSize }, usage, prices) =>
    hosting === 'managed'
      ? [
          {
            driver: 'traffic',
            title: 'Taken in',
            monthly: prices('telemetry-ingest', usage.requestRate * eventSize * SECONDS_PER_MONTH),
          },
        ]
      : [{ driver: 'hours', title: `${replicas} × ${cores} vCPU`, monthly: prices('compute-vcpu', replicas * cores) }],
  station: (config, site) => new Collector(config, site),
  starter: {},
});

function agentAtCaller(config: Config): CallerSide {
  return {
    goOut: () => config.sampling,
    isAwaited: false,
    isNeeded: false,
    time: 0,
    layer: ({ link, stream }, below) => {
      const [dropped, lost, blocked] = link.targets[0].book.own;
      const watcher = {
        dropped: (events: number) => {
          dropped.count += events;
        },
        lost: (events: number) => {
          lost.count += events;
        },
        blocked: (seconds: number) => blocked.record(seconds),
      };
      return new TelemetryAgent(link, below, config, watcher, stream('sampling'));
    },
  };
}

/** Works on exports, each as long as it has events; their number comes as the key. */
class Collector implements ComponentStation {
  private readonly site: Site;
  private readonly cores: ServiceCenter;

  constructor({ cores, queue }: Config, site: Site) {
    this.site = site;
    this.cores = new ServiceCenter(site.sim, site.resources[0], site.door(this), 0, { servers: cores, queue });
  }

  arrive(visit: number): void {
    if (!this.cores.request(visit)) this.site.fail(visit, Outcome.rejected);
  }

  granted(_center: number, visit: number): void {
    const { site } = this;
    site.serveFor(visit, site.sim.visits.key[visit] * site.draw(visit));
  }

  wake(timer: number, visit: number): void {
    if (timer !== WORK_DONE) return;
    this.cores.release(visit);
    this.site.answer(visit, Outcome.ok, 0);
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // It takes in what has been sent.
  }

  isWaiting(visit: number): boolean {
    return this.cores.isWaiting(visit);
  }

  withdraw(visit: number): void {
    this.cores.withdraw(visit);
  }

  crashed(): void {
    this.cores.clear();
  }
}
