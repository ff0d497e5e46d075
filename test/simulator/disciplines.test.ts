import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chain, client, delay, exponential, poisson, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run } from './support.ts';

/** Requests that come at given moments [s], each with work of its own [ms] and an urgency. */
function burst(of: Record<string, { at: number; work: number; priority?: number }>, station: object, more = {}) {
  const named = Object.entries(of);
  const workload = moments(Object.fromEntries(named.map(([name, { at }]) => [name, at]))) as {
    streams: { requests: Record<string, object> }[];
  };
  workload.streams.forEach((stream, i) => {
    const [name, { priority = 3 }] = named[i];
    stream.requests = { [name]: { priority } };
  });
  const work = Object.fromEntries(named.map(([name, { work }]) => [name, `${work} ms`]));
  return run({
    components: [client, { ...servers('api', 1, work), ...station }],
    connections: chain('users', 'api'),
    workload,
    run: cold(9),
    ...more,
  });
}

const three = { a: { at: 1, work: 300 }, b: { at: 1.1, work: 200 }, c: { at: 1.15, work: 100 } };

test.each([
  // a until 1.3, b until 1.5, c until 1.6.
  { discipline: 'fifo', expected: { a: 300, b: 400, c: 450 } },
  { discipline: 'lifo', expected: { a: 300, b: 500, c: 250 } },
  { discipline: 'shortest-job', expected: { a: 300, b: 500, c: 250 } },
  // Each gets a share: by 1.1 a has 100 ms, by 1.15 a 125 and b 25; then thirds: c is done at 1.45, when a has 225 and b 125.
  { discipline: 'processor-sharing', expected: { a: 600, b: 500, c: 300 } },
  // At 1.1 a has 200 ms left, not more than b; at 1.15 150 left, more than c, which is done at 1.25; then a, then b.
  { discipline: 'shortest-remaining', expected: { a: 400, b: 500, c: 100 } },
])('$discipline serves who it says', ({ discipline, expected }) => {
  const result = burst(three, { discipline });
  expect(milliseconds(result)).toEqual(expected);
  const cores = result.components['api'].resources['cores'];
  expect(cores.utilization * 9).toBeCloseTo(0.6, 9);
  // Whatever the order, waiting is response less work.
  const waiting = (Object.values(expected).reduce((sum, ms) => sum + ms, 0) - 600) / 1000;
  expect(cores.queue.mean * 9).toBeCloseTo(waiting, 9);
  expect(result.components['api'].wait.mean * 3).toBeCloseTo(waiting, 9);
});

const urgent = {
  low: { at: 1, work: 300, priority: 5 },
  middle: { at: 1.1, work: 100, priority: 3 },
  high: { at: 1.15, work: 100, priority: 0 },
  same: { at: 1.16, work: 100, priority: 3 },
};

test('priority lets the most urgent go first, equals in their order, and interrupts nobody', () => {
  expect(milliseconds(burst(urgent, { discipline: 'priority' }))).toEqual({
    low: 300,
    high: 250,
    middle: 400,
    same: 440,
  });
});

test('preemptive priority interrupts the less urgent, who go on where they were', () => {
  // middle 1.1–1.15, high 1.15–1.25, middle to 1.3, same to 1.4, low to 1.6.
  const result = burst(urgent, { discipline: 'priority-preemptive' });
  expect(milliseconds(result)).toEqual({ low: 600, middle: 200, high: 100, same: 240 });
  expect(result.components['api'].wait.probability).toBe(3 / 4);
});

test('of two cores the less urgent is interrupted', () => {
  const result = burst(
    {
      low: { at: 1, work: 300, priority: 2 },
      lower: { at: 1.01, work: 300, priority: 4 },
      high: { at: 1.1, work: 100, priority: 0 },
    },
    { discipline: 'priority-preemptive', cores: 2 },
  );
  expect(milliseconds(result)).toEqual({ low: 300, lower: 400, high: 100 });
});

test('two cores are shared among more than two, and one alone has no use for both', () => {
  const result = burst(
    { a: { at: 1, work: 300 }, b: { at: 1, work: 300 }, c: { at: 1, work: 300 } },
    { discipline: 'processor-sharing', cores: 2 },
  );
  expect(milliseconds(result)).toEqual({ a: 450, b: 450, c: 450 });
  expect(milliseconds(burst({ a: { at: 1, work: 300 } }, { discipline: 'processor-sharing', cores: 2 }))).toEqual({
    a: 300,
  });
});

test('threads cap how many share the cores; the others wait in their order', () => {
  const result = burst(
    { a: { at: 1, work: 100 }, b: { at: 1.001, work: 100 }, c: { at: 1.002, work: 100 } },
    { model: 'thread-per-request', threads: 2, discipline: 'processor-sharing' },
  );
  // a and b share until a is done at 1.199; then c shares with b, which has 1 ms left.
  expect(milliseconds(result)).toEqual({ a: 199, b: 200, c: 298 });
  expect(result.components['api'].resources['threads']?.queue.max).toBe(1);
});

test('a bounded queue bounds how many share beyond the cores', () => {
  const result = burst(
    { a: { at: 1, work: 100 }, b: { at: 1.001, work: 100 }, c: { at: 1.002, work: 100 } },
    { discipline: 'processor-sharing', queue: 1 },
  );
  expect(endings(result)).toEqual({ a: 'ok', b: 'ok', c: 'rejected' });
});

test.each(['processor-sharing', 'priority-preemptive', 'shortest-remaining', 'fifo'])(
  'under %s a slow-down stretches what is left of the work in progress',
  (discipline) => {
    const result = burst(
      { a: { at: 1, work: 300 } },
      { discipline },
      { faults: [{ at: 1.1, for: 0.4, slow: { component: 'api', factor: 4 } }] },
    );
    // 100 ms before, 400 ms at a quarter of the speed, and 100 ms afterwards.
    expect(milliseconds(result)).toEqual({ a: 600 });
  },
);

test.each(['processor-sharing', 'priority-preemptive', 'shortest-remaining', 'fifo'])(
  'under %s time stands still in a freeze, and all of it is lost in a crash',
  (discipline) => {
    const at = { a: { at: 1, work: 300 }, b: { at: 1.2, work: 200 }, c: { at: 4, work: 100 } };
    const frozen = burst(at, { discipline }, { faults: [{ at: 1.1, for: 1, freeze: { component: 'api' } }] });
    const whole = burst(at, { discipline });
    // The second came while it was frozen: 0.9 s early for those inside.
    expect(milliseconds(frozen)['c']).toBe(100);
    expect(milliseconds(frozen)['a']).toBeGreaterThanOrEqual(1300);
    expect(frozen.components['api'].inSystem.max).toBe(whole.components['api'].inSystem.max);
    const crashed = burst(at, { discipline }, { faults: [{ at: 1.25, for: 1, crash: { component: 'api' } }] });
    expect(endings(crashed)).toEqual({ a: 'crashed', b: 'crashed', c: 'ok' });
    expect(milliseconds(crashed)).toEqual({ c: 100 });
  },
);

test('priority also orders those who hold a thread and wait for a core', () => {
  const result = burst(urgent, { model: 'thread-per-request', threads: 10, discipline: 'priority' });
  expect(milliseconds(result)).toEqual({ low: 300, high: 250, middle: 400, same: 440 });
});

test('a database serves by discipline too, and a shared one commits after its work', () => {
  const result = run({
    components: [
      client,
      { id: 'api', type: 'service', threads: 50, work: 0 },
      { id: 'db', type: 'sql-database', cores: 1, work: '100 ms', commit: '7 ms', discipline: 'processor-sharing' },
    ],
    connections: chain('users', 'api', 'db'),
    workload: moments({ a: 1, b: 1 }, { kind: 'write' }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ a: 207, b: 207 });
});

test('adaptive LIFO is first in, first out until the queue has not been empty for 100 ms', () => {
  const ten = (at: number, work: number) => ({ at, work });
  const result = burst(
    { a: ten(1, 60), b: ten(1.01, 60), c: ten(1.02, 60), d: ten(1.03, 60), e: ten(1.04, 60) },
    { discipline: 'adaptive-lifo' },
  );
  // b at 1.06 and c at 1.12 wait for the first time 100 ms after 1.01 is over: from then on the newest.
  expect(milliseconds(result)).toEqual({ a: 60, b: 110, e: 140, d: 210, c: 280 });
});

test('when full, a more urgent request takes the place of the least urgent that waits', () => {
  const of = {
    running: { at: 1, work: 300, priority: 5 },
    low: { at: 1.1, work: 100, priority: 5 },
    middle: { at: 1.11, work: 100, priority: 3 },
    high: { at: 1.12, work: 100, priority: 0 },
    lowToo: { at: 1.13, work: 100, priority: 5 },
  };
  for (const discipline of ['priority', 'priority-preemptive']) {
    const result = burst(of, { discipline, whenFull: 'displace', queue: 2 });
    const lost = Object.entries(endings(result)).filter(([, ending]) => ending !== 'ok');
    expect(Object.fromEntries(lost)).toEqual({ low: 'shed', lowToo: 'rejected' });
  }
});

test('who waits too long is dropped at its turn, and not before', () => {
  const result = burst(
    { a: { at: 1, work: 100 }, b: { at: 1.01, work: 100 }, c: { at: 1.02, work: 100 }, d: { at: 1.13, work: 100 } },
    { shedLate: '150 ms' },
  );
  expect(endings(result)).toEqual({ a: 'ok', b: 'ok', c: 'shed', d: 'ok' });
  expect(milliseconds(result)).toEqual({ a: 100, b: 190, d: 170 });
});

test('CoDel holds the wait near its target where the load is a little too high', () => {
  const overload = (station: object) =>
    run({
      components: [client, { ...servers('api', 1, '10 ms'), ...station }],
      connections: chain('users', 'api'),
      workload: poisson(105),
      run: { duration: 120, warmup: 20 },
    });
  const controlled = overload({ codel: { target: '20 ms', interval: '200 ms' } });
  expect(controlled.components['api'].wait.p50).toBeLessThan(0.15);
  expect(controlled.requests['*'].goodput).toBeGreaterThan(95);
  expect(controlled.requests['*'].errors['shed']).toBeGreaterThan(0.04);
  expect(overload({}).components['api'].wait.p50).toBeGreaterThan(1);
});

test('contention stretches everybody’s work while there are more, or what each finds at its start', () => {
  const two = { a: { at: 1, work: 100 }, b: { at: 1.05, work: 100 } };
  const usl = { contention: 1, coherency: 0 };
  // Two at once take twice as long: half of a is left at 1.05, done at 1.15; b has then half to do, alone.
  expect(milliseconds(burst(two, { cores: 8, usl }))).toEqual({ a: 150, b: 150 });
  expect(milliseconds(burst(two, { cores: 8, usl: { ...usl, applies: 'at-start' } }))).toEqual({ a: 100, b: 200 });
  for (const discipline of ['processor-sharing', 'priority-preemptive', 'shortest-remaining'])
    expect(milliseconds(burst(two, { cores: 8, usl, discipline }))).toEqual({ a: 150, b: 150 });
});

test('a concurrency limit holds its place through calls to others', () => {
  const result = (concurrencyLimit: object) =>
    run({
      components: [client, { ...servers('api', 4, '10 ms'), concurrencyLimit }, delay('backend', '100 ms')],
      connections: chain('users', 'api', 'backend'),
      workload: moments({ a: 1, b: 1, c: 1 }),
      run: cold(5),
    });
  expect(Object.values(endings(result({ limit: 2 }))).sort()).toEqual(['ok', 'ok', 'rejected']);
  const waiting = result({ limit: 2, excess: 'wait' });
  expect(Object.values(milliseconds(waiting)).sort((x, y) => x - y)).toEqual([110, 110, 220]);
  expect(waiting.components['api'].resources['limit']?.queue.max).toBe(1);
});

test.each(['aimd', 'gradient'])('an adaptive limit (%s) keeps the response time of those let in low', (algorithm) => {
  const overload = (more: object) =>
    run({
      components: [client, { ...servers('api', 4, exponential(0.01)), queue: 5000, ...more }],
      connections: chain('users', 'api'),
      workload: poisson(600),
      run: { duration: 40, warmup: 10 },
    });
  const limited = overload({
    concurrencyLimit: { algorithm, limit: 20, min: 4, max: 1000, timeout: '100 ms', excess: 'reject' },
  });
  expect(limited.requests['*'].latency.p99).toBeLessThan(1);
  expect(limited.requests['*'].goodput).toBeGreaterThan(370);
  expect(overload({}).requests['*'].latency.p50).toBeGreaterThan(2);
});

interface Job {
  at: number;
  work: number;
  priority: number;
}

/** When each job is done, by going from event to event and asking everybody every time; times in ms. */
function doneAt(jobs: readonly Job[], cores: number, discipline: string): number[] {
  const left = jobs.map(({ work }) => work);
  const done = jobs.map(() => Number.NaN);
  /** Who had a core at the last event, for those who may keep it. */
  let running: number[] = [];
  const urgency = (i: number): number => {
    if (discipline === 'shortest-job') return jobs[i].work;
    if (discipline === 'shortest-remaining') return left[i];
    return discipline.startsWith('priority') ? jobs[i].priority : 0;
  };
  const keeps = discipline === 'priority' || discipline === 'shortest-job';
  for (let now = 0; done.some(Number.isNaN); ) {
    const present = jobs.flatMap(({ at }, i) => (at <= now && Number.isNaN(done[i]) ? [i] : []));
    const kept = keeps ? running.filter((i) => present.includes(i)) : [];
    const byUrgency = present
      .filter((i) => !kept.includes(i))
      .sort((i, j) => urgency(i) - urgency(j) || Number(running.includes(j)) - Number(running.includes(i)) || i - j);
    running = [...kept, ...byUrgency].slice(0, cores);
    const isShared = discipline === 'processor-sharing';
    if (isShared) running = present;
    const speed = isShared ? Math.min(1, cores / present.length) : 1;
    const next = Math.min(
      ...jobs.filter(({ at }) => at > now).map(({ at }) => at),
      ...running.map((i) => now + left[i] / speed),
    );
    for (const i of running) left[i] -= (next - now) * speed;
    for (const i of running) if (left[i] < 1e-7) done[i] = next;
    now = next;
  }
  return done;
}

test.each(['processor-sharing', 'priority', 'priority-preemptive', 'shortest-job', 'shortest-remaining'])(
  'any jobs under %s are done when going from event to event says',
  (discipline) => {
    const jobs = fc.array(
      fc.record({
        at: fc.integer({ min: 1, max: 300 }),
        work: fc.integer({ min: 1, max: 120 }),
        priority: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 1, maxLength: 14 },
    );
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 3 }), (drawn, cores) => {
        // Among equals the order would be a matter of taste.
        const distinct = drawn
          .map((job, i) => ({ ...job, at: job.at + i * 300.37, work: job.work + i * 0.013 }))
          .map((job) => ({ ...job, at: (job.at % 307) + 1 }))
          .sort((a, b) => a.at - b.at);
        const expected = doneAt(distinct, cores, discipline).map((ms, i) => ms - distinct[i].at);
        const named = Object.fromEntries(distinct.map(({ at, ...job }, i) => [`j${i}`, { ...job, at: at / 1000 }]));
        const result = burst(named, { discipline, cores });
        distinct.forEach((_, i) => {
          expect(result.requests[`j${i}`].latency.mean * 1000).toBeCloseTo(expected[i], 5);
        });
      }),
      { seed: 3, numRuns: 30 },
    );
  },
);

test('of shared cores, too, only what was done after the warm-up counts as wasted', () => {
  // Ten requests of a second each share the core from 1 s until 11 s; their callers gave up long before.
  const names = Array.from({ length: 10 }, (_, i) => `r${i}`);
  const result = burst(
    Object.fromEntries(names.map((name) => [name, { at: 1, work: 1000 }])),
    { discipline: 'processor-sharing' },
    {
      connections: [{ from: 'users', to: 'api', timeout: '500 ms' }],
      run: { duration: 12, warmup: 9 },
    },
  );
  const cores = result.components['api'].resources['cores'];
  expect(cores.utilization).toBeCloseTo(2 / 3, 9);
  expect(cores.wasted).toBeCloseTo(2 / 3, 9);
});
