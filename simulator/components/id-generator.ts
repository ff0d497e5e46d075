import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, queueField, workField } from '../field.ts';
import { Rank } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import { BlockOfIds } from '../parts/block-of-ids.ts';
import { type Clerk, Desk } from '../parts/desk.ts';
import { NearSideLayer } from '../parts/near-side.ts';
import { SLACK } from '../parts/slack.ts';
import type { Site } from '../site.ts';

/**
 * Numbers that nobody else gets: made of time, node and sequence; taken in blocks from a counter; or from the counter one
 * by one. A sequence has so many numbers in a millisecond and node, and the next request waits for the next millisecond.
 *
 * Leaves out: random numbers (UUIDs), which need no component at all; nodes with the same number.
 * [Twitter Snowflake, 2010; RFC 9562 for UUIDs]
 */
const config = z.strictObject({
  scheme: choice({
    title: 'Scheme',
    help: 'Where a number comes from.',
    options: [
      {
        value: 'snowflake',
        title: 'Time, node, sequence',
        description: 'Each node makes its own, some thousands a millisecond, in rough order of time (Snowflake).',
      },
      {
        value: 'block',
        title: 'Blocks',
        description: 'A caller takes a block from one counter and uses it up by itself; what a crash leaves is a gap.',
      },
      {
        value: 'counter',
        title: 'One counter',
        description: 'Every number is a write to one row: dense, in order, and as fast as that row.',
      },
    ],
    default: 'snowflake',
    source: 'Assumption: many writers and no shared row, as at Twitter, Discord and Instagram.',
  }),
  nodes: count({
    title: 'Nodes',
    help: 'Instances, each with a number of its own.',
    default: 2,
    source: 'Assumption: one more than is needed; Snowflake has room for 1,024.',
    max: 1024,
    appliesWhen: { field: 'scheme', is: ['snowflake'] },
  }),
  sequenceBits: count({
    title: 'Bits of the sequence',
    help: 'A node makes 2 to the power of this many numbers in a millisecond: 12 bits are 4,096.',
    default: 12,
    source: 'Twitter Snowflake: 41 bits of time, 10 of node, 12 of sequence.',
    usual: '8–14',
    max: 22,
    advanced: true,
    appliesWhen: { field: 'scheme', is: ['snowflake'] },
  }),
  blockSize: count({
    title: 'Block',
    help: 'Numbers that a caller instance takes at a time: so many times fewer writes, and at most so many lost when it crashes.',
    default: 1000,
    source: 'Assumption: a write for every thousand numbers; Hibernate’s default is 50.',
    usual: '50–100,000',
    max: 10_000_000,
    appliesWhen: { field: 'scheme', is: ['block'] },
  }),
  clockBack: choice({
    title: 'Clock set back',
    help: 'What a node does while its clock shows less than it has shown before: the same time would give the same numbers again.',
    options: [
      { value: 'refuse', title: 'Refuses', description: 'Every request fails until the clock has caught up.' },
      { value: 'wait', title: 'Waits', description: 'Requests wait until it has.' },
    ],
    default: 'refuse',
    source: 'Twitter Snowflake: “clock is moving backwards, rejecting requests until …”.',
    advanced: true,
    appliesWhen: { field: 'scheme', is: ['snowflake'] },
  }),
  work: workField({
    title: 'Time for a number',
    help: 'Of a node on one of its threads, for what is asked of it.',
    default: '0.05 ms',
    source: 'Assumption: no more than the handling of a small request.',
    usual: '0.01–0.2 ms',
    appliesWhen: { field: 'scheme', is: ['snowflake'] },
  }),
  write: workField({
    title: 'Write time',
    help: 'Of the row with the counter: one write after the other.',
    default: '1.25 ms',
    source: 'Assumption: a small transaction on PostgreSQL, 800 a second on one row.',
    usual: '0.5–5 ms',
    appliesWhen: { field: 'scheme', is: ['block', 'counter'] },
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Requests that may wait per node; the next is rejected.',
    default: 10_000,
    source: 'Assumption: more than ever wait if it is large enough.',
  }),
});
type Config = z.output<typeof config>;

export const idGenerator = defineComponent({
  type: 'id-generator',
  title: 'ID generator',
  category: 'coordination',
  role: 'support',
  summary: 'Gives numbers that nobody else gets: by time and node, in blocks, or from one counter.',
  alsoKnownAs: ['Snowflake', 'sequence', 'ticket server', 'UUID', 'ULID'],
  help: 'A counter in a database serves one request after the other and is a single point of failure. Blocks ask it once in a thousand numbers and go on for a while when it is down; numbers of a caller that crashes are lost. Nodes that use time and a sequence depend on nothing but their clocks: one that is set back gives none until it has caught up. When a sequence is used up the next request waits for the next millisecond. Random UUIDs need no component: draw none.',
  misconception:
    'Identifiers need not be without gaps, and seldom in exact order: who asks for both gets one row as the limit of everything. And random UUIDs do not collide in practice.',
  leavesOut: 'Two nodes with one number, UUIDs, and what random keys do to the indexes of a database.',
  icon: 'fingerprint',
  config,
  calls: [],
  wiring: 'An ID generator answers; it calls nothing. Draw the arrow from the service that needs numbers.',
  instances: ({ scheme, nodes }) => (scheme === 'snowflake' ? nodes : 1),
  replicaField: 'nodes',
  readsClock: ({ scheme }) => scheme === 'snowflake',
  resources: (config) => [{ name: 'thread', title: 'Threads', ...serversOf(config), holdsCalls: false }],
  measures: [
    { name: 'exhausted', title: 'numbers that waited for the next millisecond', kind: 'count' },
    { name: 'gaps', title: 'numbers of a block that a crash has lost', kind: 'total' },
  ],
  caveat: ({ scheme }) => (scheme === 'snowflake' ? 'nobody is taken to wait for the next millisecond' : undefined),
  work: ({ scheme, work, write }) => (scheme === 'snowflake' ? work : write),
  atCaller: ({ scheme, blockSize }) =>
    scheme !== 'block'
      ? undefined
      : {
          goOut: () => 1 / blockSize,
          time: 0,
          layer: ({ link, origin }, below) => {
            const [, gaps] = link.targets[0].book.own;
            const block = new BlockOfIds(blockSize, (ids) => {
              gaps.count += ids;
            });
            return new NearSideLayer(link, below, origin, block);
          },
        },
  cost: ({ scheme, nodes }, _usage, prices) => [
    {
      driver: 'hours',
      title: scheme === 'snowflake' ? `Nodes: ${nodes}, 2 vCPU each` : 'A row of a database, 2 vCPU',
      monthly: scheme === 'snowflake' ? prices('compute-vcpu', nodes * 2) : prices('database-vcpu-m6g', 2),
    },
  ],
  station: (config, site) => new Desk(site, serversOf(config), new Sequence(config, site)),
  starter: { scheme: 'snowflake', nodes: 2 },
});

/** Threads of a node; a row is written by one at a time. */
const NODE_THREADS = 2;

function serversOf({ scheme, queue }: Config): { servers: number; queue: number } {
  return { servers: scheme === 'snowflake' ? NODE_THREADS : 1, queue };
}

/** Timer of those who wait for the next millisecond. */
const NEXT_MILLISECOND = 32;
const PER_SECOND = 1000;

/** The numbers of one node, or of the row. */
class Sequence implements Clerk {
  private readonly site: Site;
  /** Numbers in a millisecond; Infinity where a counter has no such limit. */
  private readonly most: number;
  private readonly refusesBack: boolean;
  /** The latest that the clock has shown [ms]. */
  private shown = 0;
  /** The millisecond of the latest number, and how many it has given. */
  private millisecond = 0;
  private given = 0;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.most = config.scheme === 'snowflake' ? 1 << config.sequenceBits : Number.POSITIVE_INFINITY;
    this.refusesBack = config.scheme === 'snowflake' && config.clockBack === 'refuse';
  }

  wake(timer: number, visit: number): void {
    if (timer === NEXT_MILLISECOND) this.site.answer(visit, Outcome.ok, 0);
  }

  /** The next number of this millisecond, or of the next that has one left. */
  worked(visit: number): void {
    const { sim, id, book, clockOffset } = this.site;
    const clock = sim.now + clockOffset;
    const current = Math.floor(clock * PER_SECOND * (1 + SLACK));
    if (current < this.shown && this.refusesBack) {
      this.site.fail(visit, Outcome.error);
      return;
    }
    if (current > this.shown) this.shown = current;
    if (current > this.millisecond) {
      this.millisecond = current;
      this.given = 0;
    }
    if (this.given >= this.most) {
      this.millisecond++;
      this.given = 0;
    }
    this.given++;
    const wait = this.millisecond / PER_SECOND - clock;
    if (this.millisecond === current || wait <= 0) {
      this.site.answer(visit, Outcome.ok, 0);
      return;
    }
    book.own[0].count++;
    sim.wakeAfter(id, NEXT_MILLISECOND, visit, wait, Rank.timer);
  }
}
