import { describe, expect, it } from 'vitest';
import type { OutcomesResult, RunResult, Timeline } from '../../../simulator/index.ts';
import {
  judge,
  judgeOne,
  measures,
  type Objective,
  type ObjectiveContext,
  parseObjectives,
} from '../../../src/index.ts';
import { fixture, run } from '../support.ts';

const context: ObjectiveContext = {
  requests: new Set(['view', 'buy']),
  components: new Map([
    ['users', 'client'],
    ['api', 'service'],
    ['order-service', 'service'],
    ['cache', 'cache'],
    ['db', 'sql-database'],
    ['orders', 'message-queue'],
  ]),
  faults: [{ label: 'db crash (1)', aliases: ['db crash'] }],
};

function read(require: string): { objective?: Objective; problem?: string } {
  const { objectives, findings } = parseObjectives([{ name: 'It', require }], context);
  const [objective] = objectives;
  return objective === undefined ? { problem: findings[0].what } : { objective };
}

function objective(require: string): Objective {
  const { objective: made, problem } = read(require);
  if (made === undefined) throw new Error(problem);
  return made;
}

const measured = run(fixture('shop'));
const judged = (require: string, result: RunResult = measured) => judgeOne(result, objective(require));

describe('a requirement', () => {
  it.each([
    'p99(view) < 100 ms',
    'p99() < 0.1',
    'availability(buy) >= 99.9 %',
    'errorRate() < 0.1 %',
    'goodput() >= 20000 req/s',
    'goodput(view) / offered(view) > 0.99',
    'cost() <= 4000 USD/month',
    'utilization(api) < 80 % and utilization(db) < 80 %',
    'utilization(order-service) < 0.8',
    'hitRatio(cache) > 90 %',
    'lag(orders) < 5 s',
    'queue(db) < 10',
    'recovery("db crash") < 30 s',
    'recovery("DB Crash (1)") < 30 s',
    'rto("db crash") < 30 s',
    'duplicates() == 0 and duplicates(db) == 0',
    'staleReads(db) < 0.1 %',
    'rpo() < 1 s',
    'not (p50() > 1 s)',
    '100 ms > p99()',
    'p99() < 2 * p50() + 10 ms',
  ])('%s can be read', (require) => {
    expect(read(require).problem).toBeUndefined();
  });

  it.each([
    ['p99(veiw) < 100 ms', 'Did you mean "view"'],
    ['p99(db) < 100 ms', '"db" is a component, and a request is needed'],
    ['p98(view) < 100 ms', 'there is no function "p98". Did you mean "p90"'],
    ['utilization(dbb) < 1', 'Did you mean "db"'],
    ['utilization() < 1', 'takes the name of one component'],
    ['utilization(api, db) < 1', 'utilization(component)'],
    ['hitRatio(db) > 0.9', '"db" is no cache'],
    ['lag(cache) < 1 s', '"cache" is no queue'],
    ['duplicates(dbb) == 0', 'Did you mean "db"'],
    ['cost(db) < 1', 'cost() takes nothing'],
    ['recovery("db crsh (1)") < 30 s', 'Did you mean "db crash (1)"'],
    ['p99(view) < 100 MB', 'a time and a size'],
    ['availability() >= 99.9 ms', 'a fraction and a time'],
    ['p99(view)', 'a value, not a comparison'],
    ['view < 5', '"view" is not known'],
    ['', 'missing at the end'],
    ['constructor() < 1', 'there is no function "constructor"'],
    ['toString() < 1', 'there is no function "toString"'],
  ])('%s is refused: %s', (require, why) => {
    expect(read(require).problem).toContain(why);
  });

  it('names any request where none are known', () => {
    const { findings } = parseObjectives([{ name: 'It', require: 'p99(anything) < 1 s' }], {
      ...context,
      requests: new Set(),
    });
    expect(findings).toEqual([]);
  });
});

describe('judging', () => {
  it('gives the measured value, the limit and their unit', () => {
    const { latency } = measured.requests['view'];
    expect(judged('p99(view) < 10 s')).toMatchObject({ met: true, value: latency.p99, limit: 10, unit: 's' });
    expect(judged('p99(view) < 1 us')).toMatchObject({ met: false, value: latency.p99, limit: 1e-6 });
    expect(judged('cost() <= 1 USD/month')).toMatchObject({
      met: false,
      value: measured.cost.monthly,
      limit: 1,
      unit: 'USD/month',
    });
  });

  it('finds the measured side wherever it stands', () => {
    expect(judged('10 s > p99(view)')).toMatchObject({ value: measured.requests['view'].latency.p99, limit: 10 });
  });

  it('of two comparisons gives the verdict alone', () => {
    expect(judged('p99(view) < 10 s and goodput() > 0')).toEqual({
      name: 'It',
      require: 'p99(view) < 10 s and goodput() > 0',
      met: true,
    });
  });

  it.each(Object.entries(measures).filter(([, { takes }]) => takes === 'request'))(
    '%s is measured for one and for all requests',
    (name) => {
      for (const request of ['', 'view', 'buy']) {
        const { value, problem } = judged(`${name}(${request}) >= 0`);
        expect(problem).toBeUndefined();
        expect(value).toBeGreaterThanOrEqual(0);
      }
    },
  );

  it('measures components by their own results', () => {
    expect(judged('utilization(api) < 1').value).toBe(measured.components['api'].utilization);
    expect(judged('hitRatio(cache) >= 0').value).toBe(measured.components['cache'].hitRatio);
    expect(judged('queue(db) >= 0').value).toBe(measured.components['db'].queue.mean);
  });

  it('measures what only one type of component has', () => {
    const times = { ...measured.requests['*'].latency, count: 7, p95: 1.5, ci95: { p95: [1, 2] as const } };
    const api = {
      ...measured.components['api'],
      measures: {
        firstToken: { title: 'to the first token', times },
        coldStarts: { title: 'cold starts', count: 3, share: 0.03 },
      },
    };
    const result: RunResult = { ...measured, components: { ...measured.components, api } };
    expect(judged('firstToken(api) < 2 s', result)).toMatchObject({ met: true, value: 1.5 });
    expect(judged('coldStarts(api) < 1 %', result)).toMatchObject({ met: false, value: 0.03 });
    expect(judged('firstToken(db) < 2 s').problem).toBe('It is no language model.');
    expect(judged('coldStarts(db) < 1 %').problem).toBe('It is no serverless function.');
  });

  it('says why it cannot judge, and then it is not met', () => {
    expect(judged('lag(orders) < 5 s')).toEqual({
      name: 'It',
      require: 'lag(orders) < 5 s',
      met: false,
      problem: 'The run has no component "orders".',
    });
    const failing: RunResult = {
      ...measured,
      requests: { '*': { ...measured.requests['*'], latency: { ...measured.requests['*'].latency, count: 0 } } },
    };
    expect(judged('p99() < 1 s', failing)).toMatchObject({
      met: false,
      problem: expect.stringContaining('No request succeeded'),
    });
  });

  it('keeps the result and the order of the objectives', () => {
    const two = [objective('p99() < 1 us'), objective('goodput() > 0')];
    const result = judge(measured, two);
    expect(result).toMatchObject(measured);
    expect(result.objectives.map(({ met }) => met)).toEqual([false, true]);
  });
});

describe('the confidence of a verdict', () => {
  const withInterval = (value: number, low: number, high: number): RunResult => {
    const all = measured.requests['*'];
    const latency = { ...all.latency, p99: value, ci95: { p99: [low, high] as const } };
    return { ...measured, requests: { ...measured.requests, '*': { ...all, latency } } };
  };

  it('is 97.5 % where the limit lies at the end of the interval', () => {
    expect(judged('p99() < 120 ms', withInterval(0.1, 0.08, 0.12)).confidence).toBeCloseTo(0.975, 4);
    expect(judged('p99() < 80 ms', withInterval(0.1, 0.08, 0.12)).confidence).toBeCloseTo(0.025, 4);
  });

  it('is one half where the limit is the value', () => {
    expect(judged('p99() <= 100 ms', withInterval(0.1, 0.08, 0.12)).confidence).toBeCloseTo(0.5, 4);
  });

  it('is absent where the run gives no interval, and full where nothing is random', () => {
    expect(judged('offered() > 0')).not.toHaveProperty('confidence');
    expect(judged('cost() > 0').confidence).toBe(1);
  });
});

/** A result whose timeline is made by hand: a window a second, 200 requests in each. */
function timed(
  ok: (second: number) => number,
  p95: (second: number) => number,
  fault: readonly [number, number],
): RunResult {
  const seconds = Array.from({ length: 60 }, (_, second) => second);
  const all = {
    offered: seconds.map(() => 200),
    ok: seconds.map((second) => 200 * ok(second)),
    failed: seconds.map((second) => 200 * (1 - ok(second))),
    p50: seconds.map(p95),
    p95: seconds.map(p95),
    p99: seconds.map(p95),
  };
  const timeline: Timeline = {
    step: 1,
    requests: { '*': all },
    components: {},
    faults: [{ label: 'db crash (1)', kind: 'crash', from: fault[0], to: fault[1] }],
  };
  return { ...measured, run: { ...measured.run, warmup: 5 }, timeline };
}

describe('what became of data and effects', () => {
  const outcomes: OutcomesResult = {
    duplicates: 3,
    staleReads: 0.02,
    rpo: 1.5,
    counts: { duplicates: 3, staleReads: 20 },
    outOf: { duplicates: 100, staleReads: 1000 },
    shares: { duplicates: 0.03, staleReads: 0.02 },
    ci95: { staleReads: [0.01, 0.03] },
  };
  const db = { ...measured.components['db'], outcomes: { ...outcomes, counts: { duplicates: 2 } } };
  const result: RunResult = { ...measured, components: { ...measured.components, db }, outcomes };

  it('is measured in all and at one component', () => {
    expect(judged('duplicates() == 3', result)).toMatchObject({ met: true, value: 3, limit: 3 });
    expect(judged('duplicates(db) < 3', result)).toMatchObject({ met: true, value: 2 });
    expect(judged('staleReads() < 3 %', result)).toMatchObject({ met: true, value: 0.02, confidence: 0.975 });
    expect(judged('rpo() <= 1 s', result)).toMatchObject({ met: false, value: 1.5 });
  });

  it('is nothing where nothing of the kind could happen', () => {
    expect(judged('oversold() == 0', result)).toMatchObject({ met: true, value: 0 });
    expect(judged('lostWrites(api) == 0', result)).toMatchObject({ met: true, value: 0 });
    expect(judged('duplicates() == 0', { ...measured, outcomes: undefined } as never)).toMatchObject({ value: 0 });
  });

  it('has no confidence where it is a count: that is what was seen, and no estimate', () => {
    expect(judged('duplicates() == 3', result)).not.toHaveProperty('confidence');
  });
});

describe('the recovery time of an outage', () => {
  const rto = (result: RunResult) => judged('rto("db crash") < 30 s', result);
  const down = (from: number, to: number) => (second: number) => (second >= from && second < to ? 0.2 : 1);

  it('counts from the beginning of the fault, and may end before the fault does', () => {
    expect(rto(timed(down(20, 37), () => 0.05, [20, 30]))).toMatchObject({ value: 17 });
    expect(rto(timed(down(20, 26), () => 0.05, [20, 50]))).toMatchObject({ value: 6 });
  });

  it('is zero where the system was well all the time, and starts no sooner than the outage', () => {
    expect(
      rto(
        timed(
          () => 1,
          () => 0.05,
          [20, 30],
        ),
      ),
    ).toMatchObject({ met: true, value: 0 });
    expect(rto(timed(down(23, 28), () => 0.05, [20, 30]))).toMatchObject({ value: 8 });
  });

  it('that never ends is not met', () => {
    expect(rto(timed(down(20, 60), () => 0.05, [20, 30]))).toMatchObject({
      met: false,
      problem: 'It did not recover before the run ended.',
    });
  });
});

describe('recovery', () => {
  const recovery = (result: RunResult) => judged('recovery("db crash") < 30 s', result);
  const down = (from: number, to: number) => (second: number) => (second >= from && second < to ? 0.2 : 1);

  it('is nothing where the system is well as soon as the fault ends', () => {
    expect(recovery(timed(down(20, 30), () => 0.05, [20, 30]))).toMatchObject({ met: true, value: 0 });
  });

  it('lasts until the good share of answers is back', () => {
    expect(recovery(timed(down(20, 37), () => 0.05, [20, 30]))).toMatchObject({ met: true, value: 7 });
  });

  it('lasts until the 95th percentile is back', () => {
    const slow = (second: number) => (second >= 20 && second < 41 ? 0.2 : 0.05);
    expect(recovery(timed(() => 1, slow, [20, 30]))).toMatchObject({ value: 11 });
  });

  it('is not reached by one good moment', () => {
    const flicker = (second: number) => (second >= 20 && second < 45 && second !== 33 && second !== 34 ? 0.2 : 1);
    expect(recovery(timed(flicker, () => 0.05, [20, 30]))).toMatchObject({ value: 15 });
  });

  it('of a momentary fault counts from its moment', () => {
    expect(recovery(timed(down(20, 26), () => 0.05, [20, 20]))).toMatchObject({ value: 6 });
  });

  it('that never comes is not met and says so, also for a generous limit', () => {
    const never = timed(down(20, 60), () => 0.05, [20, 30]);
    expect(recovery(never)).toMatchObject({
      met: false,
      limit: 30,
      problem: 'It did not recover before the run ended.',
    });
    expect(recovery(never)).not.toHaveProperty('value');
  });

  it('cannot be judged where nothing was measured before the fault', () => {
    expect(
      recovery(
        timed(
          () => 1,
          () => 0.05,
          [2, 10],
        ),
      ).problem,
    ).toContain('nothing to return to');
  });

  it('is measured against how the system was, not against perfection', () => {
    const always = (second: number) => (second >= 20 && second < 33 ? 0.2 : 0.9);
    expect(recovery(timed(always, () => 0.05, [20, 30]))).toMatchObject({ value: 3 });
  });

  it('of a crashed database in a real run is over when the run is well again', () => {
    const { value, met } = judgeOne(measured, {
      ...objective('recovery("db crash") < 30 s'),
      faults: { 'db crash': 'db crash' },
    });
    expect(met).toBe(true);
    expect(value).toBeLessThan(10);
  });
});
