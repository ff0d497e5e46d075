/** A way in which the engine could be wrong: texts of its source, each replaced by another. */
export interface Mutant {
  /** What is wrong with it. */
  readonly name: string;
  /** What it is about. */
  readonly kind: string;
  /** Cases that turn red: each of them is asked. More may. */
  readonly seenBy: readonly string[];
  /** Each `find` stands exactly once in all of simulator/. */
  readonly patches: readonly { readonly find: string; readonly replace: string }[];
}

const one = (kind: string, name: string, seenBy: string, find: string, replace: string): Mutant => ({
  name,
  kind,
  seenBy: seenBy.split(' '),
  patches: [{ find, replace }],
});

export const mutants: readonly Mutant[] = [
  one(
    'queue order',
    'first come, first served takes the last who came',
    'T01 T20 T33 T43 T51 T122',
    'this.ring.take(this.isNewestFirst);',
    'this.ring.take(true);',
  ),
  one(
    'queue order',
    'last come, first served takes the first who came',
    'T33',
    'this.ring.take(this.isNewestFirst);',
    'this.ring.take(false);',
  ),
  one(
    'server count',
    'a station has one server more',
    'T01 T03 T13 T15 T22 T36 T120',
    'if (this.busy >= this.servers) {',
    'if (this.busy > this.servers) {',
  ),
  one(
    'queue capacity',
    'a queue has one place more',
    'T13 T15',
    'if (this.waiting >= this.rules.places &&',
    'if (this.waiting > this.rules.places &&',
  ),
  one(
    'timer start',
    'the timeout runs from the first attempt only: a retry waits for ever',
    'T93',
    'this.deadlines?.set(visit);',
    'if (visits.stage[visit] === 1) this.deadlines?.set(visit);',
  ),
  one(
    'timer start',
    'thinking starts a second before the answer has come',
    'T35 T36 T122',
    'this.users.think.sample(this.draws), Rank.arrival)',
    'Math.max(0, this.users.think.sample(this.draws) - 1), Rank.arrival)',
  ),
  one('retry count', 'one attempt more than was asked for', 'T82', 'made >= retry.attempts', 'made > retry.attempts'),
  one(
    'retry budget',
    'a retry costs nothing from the budget',
    'T86',
    'if (this.tokens < 1 - SLACK) return false;\n    this.tokens -= 1;',
    'if (this.tokens < 1 - SLACK) return false;\n    this.tokens -= 0;',
  ),
  one(
    'backoff',
    'full jitter waits half of its ceiling at least',
    'T84',
    "if (jitter === 'full') return this.draws.uniform() * ceiling;",
    "if (jitter === 'full') return (0.5 + this.draws.uniform() / 2) * ceiling;",
  ),
  one(
    'eviction order',
    'a hit does not make an entry the newest: LRU is FIFO',
    'T72 T74',
    'if (this.movesOnHit) this.list.moveToFront(entry);',
    '',
  ),
  one(
    'eviction order',
    'of frequencies the highest goes first',
    'T72 T74',
    'return frequency[a] < frequency[b] ||',
    'return frequency[a] > frequency[b] ||',
  ),
  one(
    'coalescing',
    'whoever misses fetches, though a fetch is under way that is shared',
    'T78',
    'config.coalesce === true && fetches?.isUnderWay(key) === true',
    'config.coalesce === true && fetches?.isUnderWay(-1) === true',
  ),
  one('expiry', 'an entry lives for half as long', 'T76 T78', 'return now + life.ttl;', 'return now + life.ttl / 2;'),
  one(
    'rng stream reuse',
    'all components draw from the same streams',
    'T51 T53 T120',
    '.text(owner).text(purpose);',
    '.text(purpose);',
  ),
  one(
    'rng stream reuse',
    'arrivals and service times draw from the same stream',
    'T01 T03 T33 T43',
    '.text(owner).text(purpose);',
    ';',
  ),
  one(
    'rng stream reuse',
    'every run has the same random numbers',
    'T123',
    '.float(seed).int(replication)',
    '.int(replication)',
  ),
  one('warm-up', 'what components recorded in the warm-up is kept', 'D02 T01 T31 T45', 'this.run.resetBooks();', ''),
  one('warm-up', 'requests are counted from the start', 'D02 T13', 'this.from = counted.from;', 'this.from = 0;'),
  one(
    'percentile rank',
    'the rank of a percentile is rounded down',
    'D01',
    'const rank = Math.min(this.count, Math.max(1, Math.ceil(p * this.count * (1 - 1e-14))));',
    'const rank = Math.min(this.count, Math.max(1, Math.floor(p * this.count * (1 + 1e-14))));',
  ),
  one(
    'breaker window',
    'the breaker judges one call later',
    'T91',
    'if (window.calls < least) return;',
    'if (window.calls <= least) return;',
  ),
  one(
    'breaker window',
    'the wait of an open breaker counts from its first opening',
    'T91',
    'this.openedAt = now;',
    'this.openedAt ||= now;',
  ),
  {
    kind: 'thread release',
    name: 'a thread is given back before the calls to others',
    seenBy: ['T120'],
    patches: [
      {
        find: 'this.workplace.done(visit);\n      this.plan.start(visit);',
        replace: 'this.workplace.done(visit);\n      this.threads?.release(visit);\n      this.plan.start(visit);',
      },
      {
        find: 'this.threads?.release(visit);\n    this.site.answer(visit, outcome, origin);',
        replace: 'this.site.answer(visit, outcome, origin);',
      },
    ],
  },
  one(
    'late answers',
    'an answer after the timeout is taken as if it were in time',
    'T95',
    'sim.abandon(sim.visits.pending[late]);\n      this.link.book.timeouts++;\n      this.concluded(late, Outcome.timeout, this.origin);',
    'this.link.book.timeouts++;',
  ),
  one(
    'join',
    'a fan-out is over with its first answer',
    'T51 T53',
    'if (--visits.pending[visit] === 0) this.proceed(visit);',
    'this.proceed(visit);',
  ),
  one(
    'routing',
    'every call is made, whatever its probability',
    'T41',
    'call.probability < 1 && !this.takes(call)',
    'false',
  ),
  one(
    'balancing',
    'of two choices the longer queue is joined',
    'T63',
    'targets.unanswered(next) < targets.unanswered(best)',
    'targets.unanswered(next) > targets.unanswered(best)',
  ),
  one(
    'time-varying rate',
    'the first gap after a change of rate is still of the old rate',
    'D03',
    'if (mass >= left) return at + solve(rate, slope, left);',
    'if (mass >= left || i === this.piece) return at + solve(rate, slope, left);',
  ),
  one(
    'distribution',
    'the median of a lognormal is set to its mean',
    'T08',
    'return new Lognormal(ln(mean) - 0.5 * variance,',
    'return new Lognormal(ln(mean),',
  ),
];
