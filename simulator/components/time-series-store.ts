import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { count, quantity, queueField } from '../field.ts';
import { NO_VISIT, Rank } from '../kernel/index.ts';
import { Op } from '../outcome.ts';
import { Pipeline } from '../parts/pipeline.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import type { ComponentStation, Site } from '../site.ts';

/**
 * A time-series database: writes bring samples of series, and every series that has been written lately is held in memory. How
 * many there are emerges from the keys of the writes; one too many, and the process is killed and reads its write-ahead
 * log again, which brings all of them back. A query takes as long as the series that it touches.
 *
 * Leaves out: compaction, downsampling, retention of samples, shards, remote storage. [Prometheus, InfluxDB]
 */
const config = z.strictObject({
  cores: count({
    title: 'Cores',
    help: 'Writes and queries that run at the same time.',
    default: 8,
    source: 'Assumption: a node of 8 vCPU.',
    usual: '2–64',
    max: 256,
  }),
  memory: quantity('bytes', {
    title: 'Memory for series',
    help: 'What series may take before the process is killed.',
    default: '16 GB',
    source: 'Assumption: half of the memory of a machine with 8 vCPU and 32 GiB, the rest for queries.',
    above: 0,
  }),
  bytesPerSeries: quantity('bytes', {
    title: 'Memory per series',
    help: 'Of a series that has been written lately: its labels, its place in the index, its last samples.',
    default: '4 KB',
    source: 'Assumption: Prometheus installations take 3 to 8 KB per active series.',
    usual: '3–8 KB',
    above: 0,
  }),
  activeFor: quantity('time', {
    title: 'Active for',
    help: 'A series that nobody has written for so long leaves the memory.',
    default: '3 h',
    source: 'Prometheus: blocks of two hours are cut from the head when it spans three.',
    above: 0,
    max: 2_592_000,
  }),
  replay: quantity('time', {
    title: 'Replay',
    help: 'Until a process that was killed has read its write-ahead log and answers again, with all its series.',
    default: '3 min',
    source: 'Assumption: minutes, as the operators of large installations of Prometheus report.',
    usual: '1–20 min',
    above: 0,
    max: 86_400,
  }),
  samplesPerWrite: quantity('count', {
    title: 'Samples per write',
    help: 'How many samples a write brings for its series.',
    default: 1,
    source: 'Assumption: each write is about one series; batches of several series are several writes.',
    min: 1,
    max: 1_000_000,
  }),
  sampleTime: quantity('time', {
    title: 'Time per sample',
    help: 'Time on a core to take in one sample.',
    default: '32 us',
    source: 'Assumption: 250,000 samples a second on 8 vCPU; reports range from 100,000 to a million.',
    usual: '8–80 µs',
    above: 0,
    max: 1,
  }),
  seriesPerQuery: quantity('count', {
    title: 'Series per query',
    help: 'How many series a query touches: a panel over all instances of a service touches many.',
    default: 100,
    source: 'Assumption: one metric of a hundred instances.',
    usual: '1–100k',
    min: 1,
    max: 1e8,
  }),
  seriesTime: quantity('time', {
    title: 'Time per series',
    help: 'Time on a core to read and evaluate one series of a query.',
    default: '0.5 ms',
    source: 'Assumption: with it queries take 50 ms for a hundred series and 10 s for twenty thousand.',
    above: 0,
    max: 60,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Writes and queries that may wait for a core; the next is rejected.',
    default: 10_000,
    source: 'Assumption: senders keep what is not taken and send it again.',
  }),
  retention: quantity('time', {
    title: 'Retention',
    help: 'How long samples are kept, for the bill.',
    default: '15 day',
    source: 'Prometheus: storage.tsdb.retention.time = 15d.',
    above: 0,
    max: 315_360_000,
    advanced: true,
  }),
  bytesPerSample: quantity('bytes', {
    title: 'Bytes per sample',
    help: 'On disk, compressed, for the bill.',
    default: 1.5,
    source: 'Prometheus documentation: one to two bytes per sample.',
    usual: '1–2 B',
    above: 0,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

export const timeSeriesStore = defineComponent({
  type: 'time-series-store',
  title: 'Time-series store',
  category: 'data',
  role: 'store',
  alsoKnownAs: ['Prometheus', 'InfluxDB', 'TimescaleDB', 'VictoriaMetrics', 'metrics'],
  summary: 'Takes in samples fast, as long as the series fit its memory.',
  help: 'Samples are cheap and series are not: each different combination of labels is a series, and all that were written lately are in memory. A label with the user’s id makes as many series as users; the process is killed, reads its log for minutes, has all series back, and is killed again. Queries cost what they touch.',
  misconception:
    'The number of samples is not the limit, the number of series is: metrics cannot carry what is different in each request. Logs and traces do.',
  leavesOut: 'Compaction, downsampling, shards, remote storage, and memory that queries take.',
  icon: 'chart-line',
  config,
  calls: [],
  wiring: 'A store answers; it calls nothing. Draw the arrow from whoever writes samples or asks for them.',
  instances: () => 1,
  readsKeys: () => true,
  measures: [{ name: 'outOfMemory', title: 'kills for want of memory', kind: 'total' }],
  caveat: () => 'its series are taken to fit its memory.',
  resources: ({ cores, queue }) => [{ name: 'cores', title: 'Cores', servers: cores, queue, holdsCalls: false }],
  work: ({ samplesPerWrite, sampleTime, seriesPerQuery, seriesTime }) => ({
    read: { kind: 'constant', value: seriesPerQuery * seriesTime },
    write: { kind: 'constant', value: samplesPerWrite * sampleTime },
  }),
  cost: ({ cores, retention, samplesPerWrite, bytesPerSample }, { calls }, prices) => {
    const writes = calls.reduce((sum, { isWrite, rate }) => sum + (isWrite ? rate : 0), 0);
    const kept = writes * samplesPerWrite * bytesPerSample * Math.min(retention, 120 * SECONDS_PER_MONTH);
    return [
      { driver: 'hours', title: `${cores} vCPU`, monthly: prices('compute-vcpu', cores) },
      { driver: 'storage', title: 'Samples kept', monthly: prices('volume-storage', kept) },
    ];
  },
  station: (config, site) => new TimeSeriesStore(config, site),
  starter: { cores: 8, memory: '16 GB' },
});

/** The log has been read, and it answers again; the pipeline inside numbers its timers lower. */
const REPLAYED = 16;

class TimeSeriesStore implements ComponentStation {
  private readonly site: Site;
  private readonly pipeline: Pipeline;
  private readonly most: number;
  private readonly activeFor: number;
  private readonly replay: number;
  /** When each series in memory was last written [s], those written longest ago first. */
  private readonly series = new Map<number, number>();
  /** Before this moment none can leave [s]. */
  private forgetAt = 0;
  /** Ends the crash that the last kill was. */
  private revive: (() => void) | undefined = undefined;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.pipeline = new Pipeline(site, { cores: { servers: config.cores, queue: config.queue } });
    this.most = Math.floor(config.memory / config.bytesPerSeries);
    this.activeFor = config.activeFor;
    this.replay = config.replay;
  }

  arrive(visit: number): void {
    const { visits, now } = this.site.sim;
    if (visits.op[visit] !== Op.read && !this.takes(visits.key[visit], now)) this.kill();
    else this.pipeline.arrive(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer === REPLAYED) this.revive?.();
    else this.pipeline.wake(timer, visit);
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // What has come is taken in.
  }

  isWaiting(visit: number): boolean {
    return this.pipeline.isWaiting(visit);
  }

  withdraw(visit: number): void {
    this.pipeline.withdraw(visit);
  }

  rescaled(slowness: number): void {
    this.pipeline.rescaled(slowness);
  }

  crashed(): void {
    // The log has all series, and brings them back.
    this.pipeline.crashed();
  }

  /** A series has been written: whether there is memory for it. */
  private takes(key: number, now: number): boolean {
    const { series } = this;
    series.delete(key);
    if (now >= this.forgetAt) this.forget(now);
    series.set(key, now);
    return series.size <= this.most;
  }

  /** Those leave that nobody has written for long enough. */
  private forget(now: number): void {
    const { series, activeFor } = this;
    this.forgetAt = now + activeFor;
    for (const [oldest, at] of series) {
      if (at > now - activeFor) {
        this.forgetAt = at + activeFor;
        return;
      }
      series.delete(oldest);
    }
  }

  /** The process is killed, with all that it was working on, and comes back after the replay. */
  private kill(): void {
    const { site } = this;
    site.book.own[0].tick();
    this.revive = site.crash();
    site.sim.wakeAfter(site.id, REPLAYED, NO_VISIT, this.replay, Rank.timer);
  }
}
