import { expect, test } from 'vitest';
import { type ComponentResult, estimate } from '../../simulator/index.ts';
import { erlangB } from '../../simulator/theory/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { chain, client, closed, poisson, relay, requests } from './building-blocks.ts';
import { cold, milliseconds, moments, run } from './support.ts';

/** A function that users call, with work and cold starts of constant length unless told otherwise. */
function calling(workload: unknown, options: object, more: Partial<Sketch> = {}): Sketch {
  return {
    components: [client, { id: 'it', type: 'serverless-function', work: '100 ms', coldStart: '1 s', ...options }],
    connections: chain('users', 'it'),
    workload,
    ...more,
  };
}

function coldStarts({ measures }: ComponentResult): { count: number; share: number } {
  const measure = measures?.['coldStarts'];
  if (measure === undefined || !('share' in measure)) throw new Error('cold starts are counted');
  return measure;
}

/** So many requests at one moment, every `every` seconds. */
const bursts = (size: number, every: number) => requests({ constant: { rate: 1 / every }, batch: size });

test('one user who comes back after an exponential time T finds the function cold with probability exp(−kept warm / T)', () => {
  const { components } = run(
    calling(closed(1, { exponential: { mean: '300 s' } }), { keepWarm: '5 min' }, { run: cold(2e6) }),
  );
  const { share } = coldStarts(components['it']);
  const n = components['it'].latency.count;
  expect(n).toBeGreaterThan(5000);
  const theory = Math.exp(-1);
  expect(Math.abs(share - theory)).toBeLessThan(4 * Math.sqrt((theory * (1 - theory)) / n));
});

test('a first request waits for its cold start, the next finds the environment warm, and two at once need two', () => {
  const result = run(
    calling(moments({ first: 1, next: 3, together: 3.05, late: 700 }), { keepWarm: '10 min' }, { run: cold(800) }),
  );
  expect(milliseconds(result)).toEqual({ first: 1100, next: 100, together: 1100, late: 1100 });
  expect(coldStarts(result.components['it']).count).toBe(3);
});

test('a steady rate hardly sees a cold start, the edge of a spike sees nothing else', () => {
  const { components } = run(calling(bursts(50, 20), { keepWarm: '10 min' }, { run: cold(201) }));
  // Ten bursts of fifty: the first starts fifty environments, the other nine use them.
  expect(coldStarts(components['it'])).toMatchObject({ count: 50, share: 0.1 });
  const spread = run(calling(bursts(50, 20), { keepWarm: '10 s' }, { run: cold(201) }));
  expect(coldStarts(spread.components['it']).share).toBe(1);
});

test('new environments come at the scale-up rate, and what needs more is refused with 429', () => {
  const { requests: of, components } = run(
    calling(bursts(3000, 10), { concurrency: 10_000, scaleUp: 1000 }, { run: cold(35) }),
  );
  // 1,000 new ones every 10 s: 1,000, 2,000 and then all 3,000 of a burst are served.
  expect(of['*'].counts).toMatchObject({ offered: 9000, succeeded: 6000, failed: { 'rate-limited': 3000 } });
  expect(coldStarts(components['it']).count).toBe(3000);
});

test('at its concurrency limit it is Erlang’s loss system', () => {
  const { components } = run(
    calling(
      poisson(40),
      { concurrency: 5, provisioned: 5, work: { gamma: { mean: '100 ms', cv: 2 } } },
      { run: { duration: 400, warmup: 10, replications: 4 } },
    ),
  );
  const [low, high] = components['it'].ci95?.errorRate ?? [0, 1];
  // With four replications a half-width is 3.18 standard errors.
  const error = (high - low) / 2 / 3.182;
  expect(error).toBeLessThan(0.01);
  expect(Math.abs(components['it'].errorRate - erlangB(5, 4))).toBeLessThan(4 * error);
  expect(components['it'].errors['rate-limited']).toBe(components['it'].errorRate);
  expect(coldStarts(components['it']).count).toBe(0);
});

test('a callee that turns slow uses the concurrency limit up', () => {
  const slow = (rtt: string) =>
    run({
      components: [
        client,
        { id: 'it', type: 'serverless-function', work: 0, coldStart: 0, concurrency: 100 },
        relay('callee'),
      ],
      connections: [
        { from: 'users', to: 'it' },
        { from: 'it', to: 'callee', network: { rtt } },
      ],
      workload: requests({ constant: { rate: 100 } }),
      run: cold(60),
    });
  // Rate × time: 100/s × 0.5 s = 50 in use; × 4 s = 400, of which 100 find a place.
  expect(slow('500 ms').components['it'].utilization).toBeCloseTo(0.5, 1);
  expect(slow('500 ms').requests['*'].errorRate).toBe(0);
  expect(slow('4 s').requests['*'].throughput).toBeGreaterThan(90);
  expect(slow('4 s').requests['*'].goodput).toBeCloseTo(25, -1);
  expect(slow('4 s').requests['*'].errors['rate-limited']).toBeCloseTo(0.75, 1);
});

test('after a crash every environment is cold', () => {
  const faults = [{ at: 50, for: 1, crash: { component: 'it' } }];
  const { components } = run(calling(bursts(5, 20), {}, { run: cold(101), faults }));
  expect(coldStarts(components['it']).count).toBe(10);
});

test('a million requests of 128 ms with 512 MiB cost $0.20 and $1.07, and nothing while nobody asks', () => {
  const perSecond = 1e6 / (730 * 3600);
  const bill = (options: object) =>
    estimate(modelOf(calling(poisson(perSecond), { work: '128 ms', memory: '512 MiB', ...options }))).cost;
  const its = (options: object) => bill(options).components['it'] ?? 0;
  const monthly = its({});
  expect(
    bill({})
      .lines.filter(({ component }) => component === 'it')
      .map(({ monthly: usd }) => Math.round(usd * 100) / 100),
  ).toEqual([0.2, 1.07]);
  expect(monthly).toBeCloseTo(0.2 + 1e6 * 0.128 * 0.5 * 0.0000166667, 9);
  // Ten that are always warm: half a GiB each for 730 hours.
  expect(its({ provisioned: 10 }) - monthly).toBeCloseTo(10 * 0.5 * 730 * 3600 * 0.0000041667, 9);
});

test('a queue feeds it as it feeds a worker', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'queue', type: 'message-queue', work: 0 },
      { id: 'it', type: 'serverless-function', work: '100 ms', coldStart: '1 s', concurrency: 2 },
    ],
    connections: chain('users', 'api', 'queue', 'it'),
    workload: moments({ a: 1, b: 1, c: 1 }, { kind: 'write' }),
    run: cold(10),
  });
  // a and b wait for cold starts; c takes the place of the one that is done first, and finds it warm.
  expect(result.components['queue'].lag?.max).toBeCloseTo(1.2, 9);
  expect(coldStarts(result.components['it']).count).toBe(2);
  expect(result.components['it'].errorRate).toBe(0);
});
