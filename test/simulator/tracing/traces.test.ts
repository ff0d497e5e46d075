import { expect, test } from 'vitest';
import {
  Experiment,
  type ExperimentOptions,
  type RequestTrace,
  simulate,
  type TraceSpan,
  Tracing,
} from '../../../simulator/index.ts';
import { modelOf, type Sketch } from '../../support/topology.ts';
import { chain, client, delay, relay, servers } from '../building-blocks.ts';
import { cold, moments, steady } from '../support.ts';
import { everything } from './sums.ts';

function tracesOf(sketch: Sketch, count = 10, slice = 1e9, options: ExperimentOptions = {}): RequestTrace[] {
  const model = modelOf(sketch);
  const experiment = new Experiment(model, { ...options, blame: true });
  while (!experiment.advance(1e9));
  const tracing = new Tracing(model, experiment.gathering.picks(count), options);
  while (!tracing.advance(slice));
  expect(tracing.fraction).toBe(1);
  return tracing.traces();
}

/** In milliseconds from the beginning of the request. */
function drawn({ from, spans }: RequestTrace): unknown[] {
  const ms = (time: number) => Math.round((time - from) * 1e6) / 1e3;
  return spans.map(({ name, from: begin, to, outcome, attempt }: TraceSpan) => [
    name,
    ms(begin),
    ms(to),
    outcome,
    ...(attempt === undefined ? [] : [attempt]),
  ]);
}

const hop = { network: { rtt: '4 ms' } };

test('a trace tells calls from visits, attempt from attempt, and the wait from the work', () => {
  const retry = { attempts: 3, backoff: { base: '8 ms', cap: '1 s', jitter: 'none' } };
  const [trace] = tracesOf({
    components: [client, servers('a', 1, '10 ms'), delay('b', '30 ms')],
    connections: [
      { from: 'users', to: 'a', ...hop, retry },
      { from: 'a', to: 'b' },
    ],
    workload: moments({ get: 1 }),
    faults: [{ at: 0.5, for: 0.505, crash: { component: 'a' } }],
    run: cold(10),
  });
  if (trace === undefined) throw new Error('there is one request');
  expect(trace).toMatchObject({ request: 'get', number: 1, why: 'slow', outcome: 'ok', dropped: 0 });
  expect(drawn(trace)).toEqual([
    ['get', 0, 56, 'ok'],
    ['attempts', 0, 56, 'ok'],
    ['users → a', 0, 4, 'refused', 1],
    ['a: get', 2, 2, 'refused'],
    ['users → a', 12, 56, 'ok', 2],
    ['a: get', 14, 54, 'ok'],
    ['a → b', 24, 54, 'ok'],
    ['b: get', 24, 54, 'ok'],
  ]);
  const parents = trace.spans.map(({ parent }) => parent);
  expect(parents).toEqual([undefined, 0, 1, 2, 1, 4, 5, 6]);
  const [, , , , , visit] = trace.spans;
  expect(visit?.wait).toBeCloseTo(0, 9);
  expect(visit?.work).toBeCloseTo(0.01, 9);
  expect(visit?.works?.map(([from, to]) => Math.round((to - from) * 1e6))).toEqual([10_000]);
});

test('a call that was given up ends there for its caller, and goes on where it is', () => {
  const [first, second] = tracesOf({
    components: [client, servers('a', 1, '100 ms')],
    connections: [{ from: 'users', to: 'a', timeout: '30 ms' }],
    workload: moments({ first: 1, second: 2 }),
    run: cold(10),
  });
  expect(first?.outcome).toBe('timeout');
  expect(first?.failedAt).toBe('users->a');
  // Recording ends with the last request that is traced: the first visit has ended by then, the second has not.
  expect(first && drawn(first)).toEqual([
    ['first', 0, 30, 'timeout'],
    ['users → a', 0, 30, 'given up'],
    ['a: first', 0, 100, 'ok'],
  ]);
  expect(second && drawn(second).at(-1)).toEqual(['a: second', 0, 30, 'ok']);
  expect(second?.spans.at(-1)?.isOpen).toBe(true);
});

test('picked are the slowest, failures, and a sample of all, each once; the run that records them is the same', () => {
  const sketch = everything(4000);
  const traces = tracesOf(sketch, 20);
  const of = (why: string) => traces.filter((trace) => trace.why === why);
  expect([of('slow').length, of('failed').length, of('any').length]).toEqual([20, 20, 20]);
  expect(new Set(traces.map(({ number }) => number)).size).toBe(60);
  const { latency } = simulate(modelOf(sketch)).requests['*'];
  const times = of('slow').map(({ from, to }) => to - from);
  expect(Math.max(...times)).toBe(latency.max);
  expect(Math.min(...times)).toBeGreaterThan(latency.p99);
  for (const { outcome } of of('slow')) expect(outcome).toBe('ok');
  for (const { outcome } of of('failed')) expect(outcome).not.toBe('ok');
  // As many are slower than the median of all as are quicker, within four standard errors of twenty.
  const above = of('any').filter(({ from, to }) => to - from > latency.p50).length;
  expect(Math.abs(above - 10)).toBeLessThanOrEqual(4 * Math.sqrt(5));
});

test('spans lie within the run, each after its parent, and no visit is longer than its wait, its work and its calls', () => {
  for (const { spans, from } of tracesOf(everything(3000), 20)) {
    spans.forEach((span, i) => {
      expect(span.from).toBeGreaterThanOrEqual(from);
      expect(span.to).toBeGreaterThanOrEqual(span.from);
      if (span.parent === undefined) return;
      expect(span.parent).toBeLessThan(i);
      expect(span.from).toBeGreaterThanOrEqual(spans[span.parent]?.from ?? Number.NaN);
    });
    spans.forEach((span, i) => {
      if (span.wait === undefined || span.work === undefined) return;
      const calls = spans.filter(({ parent }) => parent === i).reduce((sum, call) => sum + call.to - call.from, 0);
      expect(span.wait + span.work).toBeLessThanOrEqual(span.to - span.from + 1e-9);
      expect(span.wait + span.work + calls).toBeGreaterThanOrEqual(span.to - span.from - 1e-9);
    });
  }
});

test('the traces do not depend on how the host slices the run, and repeat themselves', () => {
  const sketch = everything(1500);
  const whole = tracesOf(sketch, 5);
  expect(tracesOf(sketch, 5, 777)).toEqual(whole);
  expect(tracesOf(sketch, 5, 1e9, { seed: 2 })).not.toEqual(whole);
});

test('of a warm-up that is detected nothing is picked, though a cold cache made its requests the slowest', () => {
  const model = modelOf({
    components: [
      client,
      relay('app'),
      { id: 'cache', type: 'cache', capacity: '5000 entries', work: '0 s' },
      { id: 'db', type: 'sql-database', cores: 64, pool: 1000, work: '50 ms' },
    ],
    connections: [...chain('users', 'app', 'cache'), { from: 'app', to: 'db' }],
    workload: steady(500, { keys: { count: 1000, zipf: 0 } }),
    run: { duration: 60 },
  });
  const experiment = new Experiment(model, { blame: true });
  while (!experiment.advance(1e9));
  const { warmup } = experiment.result().run;
  expect(warmup).toBeGreaterThan(5);
  const tracing = new Tracing(model, experiment.gathering.picks(50));
  while (!tracing.advance(1e9));
  expect(Math.min(...tracing.traces().map(({ from }) => from))).toBeGreaterThanOrEqual(warmup);
});
