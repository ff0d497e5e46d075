import { describe, expect, test } from 'vitest';
import { type ComponentResult, estimate, type LatencySummary } from '../../simulator/index.ts';
import { mmc, sharedCapacity } from '../../simulator/theory/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { chain, client, poisson, relay, requests } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

/** A model that users call, all of whose prompts and answers are of the same length unless told otherwise. */
function model(workload: unknown, options: object, more: Partial<Sketch> = {}): Sketch {
  return {
    components: [client, { id: 'it', type: 'llm-inference', tokensCv: 0, ...options }],
    connections: chain('users', 'it'),
    workload,
    ...more,
  };
}

const api = { hosting: 'api', firstToken: '500 ms', streamRate: '60/s', errorRate: 0 };

function firstToken({ measures }: ComponentResult): LatencySummary {
  const measure = measures?.['firstToken'];
  if (measure === undefined || !('times' in measure)) throw new Error('the first token is timed');
  return measure.times;
}

/** So many requests at one moment. */
const together = (size: number) =>
  requests({ constant: { rate: 1 }, batch: size }, {}, { shape: { steps: [[1.5, 0]] } });

describe('own GPUs', () => {
  test('alone, a prompt of 1,000 tokens is read in 125 ms, and 300 are written in 4 s', () => {
    const { components } = run(model(moments({ a: 1 }), {}, { run: cold(10) }));
    expect(firstToken(components['it']).mean).toBeCloseTo(0.125, 9);
    expect(components['it'].latency.mean).toBeCloseTo(4.125, 9);
  });

  test.each([
    { streams: 6, each: 4 },
    // Twenty share 495 tokens a second: 24.75 each instead of 75.
    { streams: 20, each: (20 * 300) / 495 },
  ])(
    '$streams answers at once take $each s each: beyond the knee at 6.6 all share the throughput',
    ({ streams, each }) => {
      const { components } = run(model(together(streams), { inputTokens: 0 }, { run: cold(30) }));
      expect(components['it'].latency.count).toBe(streams);
      expect(components['it'].latency.mean).toBeCloseTo(each, 6);
      expect(components['it'].latency.max).toBeCloseTo(each, 6);
      expect(components['it'].resources['decoders']?.servers).toBeCloseTo(6.6, 9);
    },
  );

  test('a cached prefix is not read again', () => {
    const { components } = run(model(moments({ a: 1 }), { cachedShare: '80 %' }, { run: cold(10) }));
    expect(firstToken(components['it']).mean).toBeCloseTo(0.025, 9);
  });

  test('prompts are read one after the other: the tenth of ten waits for nine', () => {
    const { components } = run(model(together(10), { outputTokens: 0 }, { run: cold(10) }));
    expect(firstToken(components['it']).mean).toBeCloseTo((0.125 * 11) / 2, 9);
    expect(firstToken(components['it']).max).toBeCloseTo(1.25, 9);
  });

  test('without memory for more streams a request waits to be admitted, and is refused when the queue is full', () => {
    const options = { inputTokens: 0, maxStreams: 2, queue: 1 };
    const result = run(model(moments({ a: 1, b: 1, c: 2, d: 3 }), options, { run: cold(20) }));
    expect(milliseconds(result)).toEqual({ a: 4000, b: 4000, c: 3000 + 4000 });
    expect(endings(result)['d']).toBe('rejected');
    expect(firstToken(result.components['it']).max).toBeCloseTo(3, 9);
  });

  test('writing is processor sharing of 6.6 streams: the mean is what theory says, whatever the law of lengths', () => {
    const rate = 1.3;
    const theory = sharedCapacity(rate, 4, 6.6);
    for (const tokensCv of [0, 0.8]) {
      const { components } = run(
        model(
          poisson(rate),
          { inputTokens: 0, maxStreams: 1000, tokensCv },
          { run: { duration: 4000, warmup: 200, replications: 6 } },
        ),
      );
      const { mean, ci95 } = components['it'].latency;
      const [low, high] = ci95?.mean ?? [0, 100];
      // Of six replications a half-width is 2.57 standard errors.
      const error = (high - low) / 2 / 2.571;
      expect(error).toBeLessThan(0.05 * theory.meanResponse);
      expect(Math.abs(mean - theory.meanResponse)).toBeLessThan(4 * error);
    }
  });

  test('a caller who closes the stream frees its place at once', () => {
    const result = run({
      ...model(moments({ a: 1 }), { inputTokens: 0, maxStreams: 1 }, { run: cold(20) }),
      connections: [{ from: 'users', to: 'it', timeout: '2 s', cancellation: true }],
    });
    expect(endings(result)).toEqual({ a: 'timeout' });
    // Of the four seconds that the answer takes, two have been written, and two of the stream were held.
    const { decoders, streams } = result.components['it'].resources;
    expect((decoders?.busy ?? 0) * 20).toBeCloseTo(2, 6);
    expect((streams?.busy ?? 0) * 20).toBeCloseTo(2, 6);
  });

  test('the closed form is exact for writing alone, and GPUs are paid by the hour', () => {
    const { components, cost } = estimate(
      modelOf(model(poisson(2.6), { replicas: 2, gpus: 8, inputTokens: 0, maxStreams: 1000 })),
    );
    expect(components['it'].response).toBeCloseTo(sharedCapacity(1.3, 4, 6.6).meanResponse, 6);
    expect(components['it'].limiting).toBe('decoders');
    expect(cost.components['it']).toBeCloseTo(2 * 8 * 6.88 * 730, 6);
  });
});

describe('an API', () => {
  test('300 tokens at 60 a second after 500 ms take 5.5 s', () => {
    const { components } = run(model(moments({ a: 1 }), api, { run: cold(10) }));
    expect(firstToken(components['it']).mean).toBeCloseTo(0.5, 9);
    expect(components['it'].latency.mean).toBeCloseTo(5.5, 9);
    expect(estimate(modelOf(model(poisson(46), api))).components['it'].response).toBeCloseTo(5.5, 9);
  });

  test('a quota of 78,000 tokens a minute lets 60 requests through at once, and then one a second', () => {
    const { requests: of } = run(
      model(requests({ constant: { rate: 3 } }), { ...api, tokenQuota: '78k/min' }, { run: cold(100.1) }),
    );
    // 300 asked: the bucket holds 60 and gets 100 more by the end.
    expect(of['*'].counts.offered).toBe(300);
    expect(of['*'].counts.failed['rate-limited']).toBe(300 - 60 - 99);
  });

  test('a million prompts a day of 1,500 tokens with answers of 300 cost $90,000 in 30 days', () => {
    const month = (options: object) =>
      estimate(modelOf(model(poisson('1M/day'), { ...api, inputTokens: 1500, ...options }))).cost.components['it'] ?? 0;
    const days = 730 / 24;
    expect((month({}) * 30) / days).toBeCloseTo(90_000, 3);
    expect((month({ model: 'small' }) * 30) / days).toBeCloseTo(29_250, 3);
    expect((month({ model: 'large' }) * 30) / days).toBeCloseTo(270_000, 3);
    // A cached prompt costs a tenth.
    expect((month({ cachedShare: 1 }) * 30) / days).toBeCloseTo(90_000 - 0.9 * 45_000, 3);
  });
});

test('a capacity of a whole number of servers is M/M/c', () => {
  for (const servers of [1, 3, 8])
    expect(sharedCapacity(10, servers * 0.07, servers).meanWait).toBeCloseTo(
      mmc(10, servers * 0.07, servers).meanWait,
      12,
    );
});

test('a queue hands a hosted model all that it has, since it has no places that could be full', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'queue', type: 'message-queue', work: 0, visibilityTimeout: '300 s' },
      { id: 'model', type: 'llm-inference', hosting: 'api' },
    ],
    connections: chain('users', 'api', 'queue', 'model'),
    workload: steady(5, { kind: 'write' }, 2.1),
    run: cold(100),
  });
  expect(result.requests['*'].counts.succeeded).toBe(10);
  expect(result.connections['queue->model'].calls * 100).toBeCloseTo(10, 9);
});

test('a hosted model is scaled by its provider: an autoscaler of one’s own has nothing to go by', () => {
  const { counts } = run({
    components: [client, { id: 'llm', type: 'llm-inference', hosting: 'api', autoscale: { interval: '1 s' } }],
    connections: [{ from: 'users', to: 'llm' }],
    workload: steady(5),
    run: cold(10),
  }).requests['*'];
  expect(counts).toMatchObject({ offered: 50, failed: {} });
});
