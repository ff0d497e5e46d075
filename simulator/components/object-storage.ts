import { z } from 'zod';
import { defineComponent, type Sizes } from '../component.ts';
import { count, quantity, workField } from '../field.ts';
import { Op, Outcome } from '../outcome.ts';
import { changeFeed } from '../parts/change-feed.ts';
import { shardOf } from '../parts/shards.ts';
import { TokenBucket } from '../parts/token-bucket.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import type { ComponentStation, Site } from '../site.ts';

/**
 * Object storage: nobody waits in a line, each request takes its time to the first byte and then the time that its bytes
 * take over one or several connections. What exceeds the rate of a prefix is refused.
 *
 * Leaves out: the splitting of a prefix that is busy for half an hour, listings, versions, lifecycle rules, copies in other
 * regions, uploads in parts that are never finished. [Amazon S3 User Guide: performance guidelines]
 */
const config = z.strictObject({
  work: workField({
    title: 'Time to first byte',
    help: 'From a request until its bytes begin to flow, for any number of requests at once.',
    default: {
      read: { lognormal: { p50: '80 ms', p99: '300 ms' } },
      write: { lognormal: { p50: '200 ms', p99: '800 ms' } },
    },
    source:
      'napkin-math, 2026: 80 ms for a GET and 200 ms for a PUT; the 99th percentile is assumed to be four times that.',
    usual: '30–300 ms',
  }),
  throughput: quantity('bandwidth', {
    title: 'Throughput of a connection',
    help: 'How fast the bytes of one request flow: large objects take long however many there are.',
    default: '95 MiB/s',
    source: 'napkin-math, 2026: Amazon S3, one connection; S3 guidelines say 85 to 90 MB/s.',
    usual: '85–200 MiB/s',
    above: 0,
  }),
  parallel: count({
    title: 'Connections per object',
    help: 'An object larger than a part is moved over so many connections at once: a multipart upload, or ranges of a download.',
    default: 1,
    source: 'Assumption: one connection, as a plain GET or PUT.',
    usual: '1–16',
    max: 1000,
  }),
  partSize: quantity('bytes', {
    title: 'Part size',
    help: 'Each part is a request, for the rate limit and for the bill.',
    default: '8 MiB',
    source: 'AWS CLI: multipart_chunksize = 8 MB. S3 takes parts of 5 MiB to 5 GiB.',
    usual: '8–64 MiB',
    min: 1_048_576,
  }),
  prefixes: count({
    title: 'Prefixes',
    help: 'Parts of the key space with a rate limit each. Keys fall evenly to them, and a popular one makes its prefix hot.',
    default: 1,
    source: 'Amazon S3: a new bucket has one partition.',
    max: 10_000,
  }),
  readRate: quantity('rate', {
    title: 'Reads per prefix',
    help: 'More are refused with 503 Slow Down.',
    default: '5500/s',
    source: 'Amazon S3 User Guide: at least 5,500 GET and HEAD requests per second and prefix.',
    above: 0,
  }),
  writeRate: quantity('rate', {
    title: 'Writes per prefix',
    help: 'More are refused with 503 Slow Down.',
    default: '3500/s',
    source: 'Amazon S3 User Guide: at least 3,500 PUT, COPY, POST and DELETE requests per second and prefix.',
    above: 0,
  }),
  storage: quantity('bytes', {
    title: 'Storage',
    help: 'Bytes kept, for the bill.',
    default: '1 TB',
    source: 'Assumption: the files of a small product; take your own.',
    min: 0,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

/** Requests that an object of so many bytes is moved by. */
function partsOf(bytes: number, { parallel, partSize }: Config): number {
  return parallel === 1 ? 1 : Math.max(1, Math.ceil(bytes / partSize));
}

/** How long its bytes flow [s]. */
function streamTime(bytes: number, config: Config): number {
  return bytes / (config.throughput * Math.min(config.parallel, partsOf(bytes, config)));
}

/** What is moved: a write sends, a read is sent. */
function bytesOf({ payload, response }: Sizes, isWrite: boolean): number {
  return isWrite ? payload : response;
}

export const objectStorage = defineComponent({
  type: 'object-storage',
  title: 'Object storage',
  category: 'data',
  role: 'store',
  alsoKnownAs: ['S3', 'Cloud Storage', 'Blob Storage', 'MinIO', 'files', 'images', 'video'],
  summary: 'Files of any size over HTTP: slow to the first byte, without a queue, limited in rate by prefix.',
  help: 'It never fills up and never gets slower: what exceeds the rate of a prefix is refused at once, and callers must back off. A large object takes its bytes over the throughput of a connection, several connections divide that. Users may be drawn to it directly, as with presigned addresses.',
  misconception:
    'It is no file system and no database: a hundred milliseconds to the first byte, whatever the size, and for small objects the fee for requests is larger than that for storage. And durable is not backed up: a deletion is durable too.',
  leavesOut: 'The splitting of busy prefixes, listings, versions, lifecycle rules, other regions, unfinished uploads.',
  icon: 'archive',
  config,
  ...changeFeed(['queue', 'worker']),
  standsInFor: ['external'],
  wiring:
    'Object storage answers its callers. Draw the arrow from whoever reads or writes to it; one from it to a queue, a topic or a function is an event for each object that is written.',
  instances: () => 1,
  isRegional: () => true,
  readsKeys: ({ prefixes }) => prefixes > 1,
  caveat: () => 'what exceeds the rate of a prefix, and is refused, is left out.',
  resources: () => [],
  work: ({ work }) => work,
  beyond: (config, op, _work, sizes) => streamTime(bytesOf(sizes, op === 'write'), config),
  cost: (config, { calls }, prices) => {
    const requests = (isWrite: boolean) =>
      calls.reduce(
        (sum, call) => sum + (call.isWrite === isWrite ? call.rate * partsOf(bytesOf(call, isWrite), config) : 0),
        0,
      ) * SECONDS_PER_MONTH;
    return [
      { driver: 'storage', title: 'Storage', monthly: prices('object-storage', config.storage) },
      { driver: 'requests', title: 'Writes', monthly: prices('object-write', requests(true)) },
      { driver: 'requests', title: 'Reads', monthly: prices('object-read', requests(false)) },
    ];
  },
  station: (config, site) => new ObjectStorage(config, site),
  starter: { storage: '1 TB' },
});

class ObjectStorage implements ComponentStation {
  private readonly site: Site;
  private readonly prefixes: number;
  /** By prefix. */
  private readonly reads: readonly TokenBucket[];
  private readonly writes: readonly TokenBucket[];
  /** By request kind × 2 + (0 for reads, 1 for writes): time that the bytes take [s], and requests. */
  private readonly times: Float64Array;
  private readonly parts: Float64Array;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.prefixes = config.prefixes;
    const buckets = (rate: number) => Array.from({ length: config.prefixes }, () => new TokenBucket(rate, rate));
    this.reads = buckets(config.readRate);
    this.writes = buckets(config.writeRate);
    const sizes = site.requests.kinds.flatMap(({ spec }) => [bytesOf(spec, false), bytesOf(spec, true)]);
    this.times = Float64Array.from(sizes, (bytes) => streamTime(bytes, config));
    this.parts = Float64Array.from(sizes, (bytes) => partsOf(bytes, config));
  }

  arrive(visit: number): void {
    const { site, prefixes } = this;
    const { visits, now } = site.sim;
    const isRead = visits.op[visit] === Op.read;
    const prefix = prefixes === 1 ? 0 : shardOf(visits.key[visit], prefixes);
    const at = visits.kind[visit] * 2 + (isRead ? 0 : 1);
    if ((isRead ? this.reads : this.writes)[prefix].takeMany(now, this.parts[at]))
      site.serveFor(visit, site.draw(visit) + this.times[at]);
    else site.fail(visit, Outcome.rateLimited);
  }

  wake(_timer: number, visit: number): void {
    this.site.answer(visit, Outcome.ok, 0);
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // The transfer goes on.
  }

  withdraw(): void {
    // Nothing is held.
  }

  crashed(): void {
    // What is stored is durable; transfers under way are the site's affair.
  }
}
