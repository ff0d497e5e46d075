import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { sampler } from '../distribution.ts';
import { count, quantity, timeDistribution } from '../field.ts';
import { type RandomStream, Rank } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import { changeFeed } from '../parts/change-feed.ts';
import { DatabaseEngine, type Issuer } from '../parts/database-engine.ts';
import { databaseCost, databaseFields } from '../parts/database-fields.ts';
import { CAME, Errands } from '../parts/errands.ts';
import { failoverField, failoverOf } from '../parts/failover.ts';
import { meanOfKth } from '../parts/order-statistic.ts';
import { ByShard, hashed } from '../parts/shards.ts';
import type { ComponentStation, Site } from '../site.ts';

/**
 * A relational database whose rows are spread over shards by a hash of their key, behind a router. A statement with the
 * shard key goes to one shard; a query without it goes to all and waits for the slowest; a transaction over two shards
 * is committed in two phases.
 *
 * Leaves out: joins across shards, moving shards to more machines, locks held between the phases, a coordinator that is
 * lost between them, read replicas of shards. [Vitess, Citus; Gray & Lamport, "Consensus on transaction commit", 2006]
 */
const config = z.strictObject({
  shards: count({
    title: 'Shards',
    help: 'Databases, each with its own share of the rows. A statement with the shard key goes to the one that has the row.',
    default: 4,
    source: 'Assumption: the least number at which one shard is a small part of the whole.',
    usual: '4–64',
    max: 64,
  }),
  router: timeDistribution({
    title: 'Router',
    help: 'Time that the way through the router to a shard and back adds; it occupies nothing here.',
    default: '0.5 ms',
    source:
      'Assumption: one more round trip within a region; routers of Vitess and Citus are planned with 0.5 to 1 ms.',
    usual: '0.5–1 ms',
  }),
  scatterShare: quantity('fraction', {
    title: 'Reads without the shard key',
    help: 'Share of the reads that do not say which shard has their rows. They ask all shards, load each of them, and wait for the slowest.',
    default: 0,
    source: 'Assumption: none; the shard key is chosen so that most queries have it.',
    usual: '0–20 %',
    min: 0,
    max: 1,
  }),
  crossShardShare: quantity('fraction', {
    title: 'Writes over two shards',
    help: 'Share of the writes that change rows of two shards. They are prepared on both, and then committed on both: two round trips and two commits.',
    default: 0,
    source: 'Assumption: none; rows that change together have the same shard key.',
    usual: '0–10 %',
    min: 0,
    max: 1,
  }),
  ...databaseFields,
  failover: failoverField,
});
type Config = z.output<typeof config>;

export const shardedSql = defineComponent({
  type: 'sharded-sql',
  title: 'Sharded SQL database',
  category: 'data',
  role: 'store',
  alsoKnownAs: ['Vitess', 'Citus', 'Spanner', 'CockroachDB', 'TiDB', 'PlanetScale'],
  summary: 'Rows spread over several databases by key; what needs several of them waits for the slowest.',
  help: 'Adds capacity for writes as long as the keys spread: the busiest shard is full first, whatever the others do. A popular key makes its shard hot. When one shard is down, its share of the statements fails, and everything that asks all shards. Each caller’s pool is shared by all shards, so that a slow one holds the connections for the others too.',
  misconception:
    'Shards do not help a hot key, and a query that asks all of them is not faster for it: it loads each shard and is as slow as the slowest.',
  leavesOut:
    'Joins across shards, resharding, locks held between prepare and commit, a coordinator lost between them, read replicas.',
  icon: 'table-columns-split',
  config,
  ...changeFeed(['queue']),
  wiring:
    'A database answers its callers. Draw the arrow from the service to the database; one from the database to a log or a queue tells of its changes.',
  instances: ({ shards }) => shards,
  replicaField: 'shards',
  chooser: ({ shards }) => new ByShard(shards),
  readsKeys: () => true,
  sharding: {
    placement: ({ shards }) => hashed(shards),
    of: (_config, instance) => instance,
    visits: ({ shards, scatterShare, crossShardShare }, op, share) => {
      if (shards === 1) return 1;
      if (op === 'read') return scatterShare + (1 - scatterShare) * share;
      return share + (crossShardShare * (1 - share)) / (shards - 1);
    },
  },
  beyond: ({ shards, router, scatterShare, crossShardShare, commit }, op, work) => {
    const way = sampler(router).mean;
    const laws = work === undefined ? [] : [work];
    const slowest = (n: number, all: typeof laws) =>
      meanOfKth(n, n, all) - all.reduce((sum, { mean }) => sum + mean, 0);
    if (op === 'read') return way + (scatterShare === 0 ? 0 : scatterShare * slowest(shards, laws));
    const committed = sampler(commit);
    const once = way + committed.mean;
    if (crossShardShare === 0 || shards === 1) return once;
    const both = slowest(2, [...laws, committed]) + way + meanOfKth(2, 2, [committed]);
    return once + crossShardShare * both;
  },
  check: ({ failover, multiZone }) =>
    failover === undefined || multiZone
      ? []
      : [
          {
            severity: 'error' as const,
            path: ['failover'],
            what: 'No shard has a copy that could take its place.',
            why: 'A failover makes a standby the primary.',
            todo: 'Set "multiZone", or remove "failover".',
          },
        ],
  caveat: ({ scatterShare, crossShardShare }) =>
    scatterShare + crossShardShare === 0
      ? undefined
      : 'what asks several shards is taken to wait for a core as long as at one of them; really the longest of these waits counts.',
  resources: ({ cores, queue }) => [{ name: 'cores', title: 'Cores', servers: cores, queue, holdsCalls: false }],
  work: ({ work }) => work,
  pool: ({ pool }) => pool,
  cost: (config, _usage, prices) =>
    databaseCost({ ...config, storage: config.storage / config.shards }, prices, {
      title: `Shards: ${config.shards}`,
      primaries: config.shards,
      replicas: 0,
    }),
  station: (config, site) => new Shard(config, site),
  starter: { shards: 4, cores: 4, pool: 10 },
});

/** A statement has passed the router; after the engine's own timers. */
const ROUTED = 3;
/** Value of `stage`: on its way through the router, or waiting for what it has asked of other shards. */
const ELSEWHERE = 1;
/** What an errand is for. */
const STATEMENT = 0;
const COMMIT = 1;

class Shard implements ComponentStation, Issuer {
  private readonly site: Site;
  private readonly config: Config;
  private readonly engine: DatabaseEngine;
  private readonly errands: Errands;
  private readonly router;
  private readonly ways: RandomStream;
  private readonly choice: RandomStream;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.engine = new DatabaseEngine(
      site,
      this,
      { ...config, failover: failoverOf(config) },
      { replica: -1, losesTail: false },
    );
    this.errands = new Errands(site);
    this.router = sampler(config.router);
    this.ways = site.stream('router');
    this.choice = site.stream('shards');
  }

  /** A call, at the shard that has its row. */
  arrive(visit: number): void {
    const { site, config, choice } = this;
    const { visits } = site.sim;
    const { shards, scatterShare, crossShardShare } = config;
    visits.stage[visit] = ELSEWHERE;
    const isRead = visits.op[visit] === Op.read;
    const asksMore = shards > 1 && (isRead ? scatterShare : crossShardShare) > 0;
    if (!asksMore || !choice.chance(isRead ? scatterShare : crossShardShare)) {
      site.sim.wakeAfter(site.id, ROUTED, visit, this.router.sample(this.ways), Rank.arrival);
    } else if (isRead) {
      for (const peer of site.peers) this.send(visit, peer, STATEMENT);
    } else {
      const other = (site.instance + 1 + choice.integer(shards - 1)) % shards;
      visits.step[visit] = other;
      this.sendToBoth(visit, STATEMENT);
    }
  }

  wake(timer: number, visit: number): void {
    const { site, engine, errands } = this;
    if (timer === ROUTED) {
      site.sim.visits.stage[visit] = 0;
      if (!engine.begin(visit)) site.fail(visit, Outcome.rejected);
    } else if (timer !== CAME) {
      engine.wake(timer, visit);
    } else if (errands.came(visit)) {
      if (site.sim.visits.tag[visit] === COMMIT) engine.commit(visit);
      else if (!engine.begin(visit)) errands.fail(visit, Outcome.rejected);
    }
  }

  /** A shard has done its part of a request that asked several. */
  answered(visit: number, tag: number, outcome: number): void {
    const { site, errands } = this;
    if (!errands.isLast(visit, outcome)) return;
    const failure = errands.outcomeOf(visit);
    if (failure !== Outcome.ok) site.fail(visit, failure);
    else if (tag === STATEMENT && site.sim.visits.op[visit] !== Op.read) this.sendToBoth(visit, COMMIT);
    else site.answer(visit, Outcome.ok, 0);
  }

  committed(visit: number): void {
    if (this.errands.is(visit)) this.errands.done(visit, 0);
    else this.site.answer(visit, Outcome.ok, 0);
  }

  dropped(visit: number, outcome: number): void {
    if (this.errands.is(visit)) this.errands.fail(visit, outcome);
    else this.site.fail(visit, outcome);
  }

  abandoned(): void {
    // The statement runs on.
  }

  isWaiting(visit: number): boolean {
    return this.isHere(visit) && this.engine.isWaiting(visit);
  }

  withdraw(visit: number): void {
    if (this.isHere(visit)) this.engine.withdraw(visit);
  }

  rescaled(slowness: number): void {
    this.engine.rescaled(slowness);
  }

  crashed(): void {
    this.engine.crashed();
    this.errands.crashed();
  }

  private isHere(visit: number): boolean {
    return this.site.sim.visits.stage[visit] !== ELSEWHERE;
  }

  private sendToBoth(visit: number, tag: number): void {
    const { site } = this;
    this.send(visit, site, tag);
    this.send(visit, site.peers[site.sim.visits.step[visit]], tag);
  }

  private send(visit: number, to: Site, tag: number): void {
    this.errands.send(visit, to, tag, this.site.sim.visits.op[visit], this.router.sample(this.ways));
  }
}
