import { expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { delay, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, straight } from './support.ts';

const app = (more: object) => ({
  id: 'users',
  type: 'client-app',
  cacheHits: 0,
  newConnections: 0,
  reloads: 0,
  reloadAfter: '2 s',
  ...more,
});

function design(
  more: object,
  end: Sketch['components'][number],
  workload: unknown,
  extra: Partial<Sketch> = {},
): Sketch {
  return { components: [app(more), end], connections: [{ from: 'users', to: end.id }], workload, ...extra };
}

const poisson = (rate: number, request: object = {}) => ({
  streams: [{ client: 'users', arrivals: { poisson: { rate } }, requests: { get: request } }],
});

test('a share of the reads never leaves the device, and no share of the writes', () => {
  const [n, share] = [20_000, 0.3];
  const of = (kind: string) =>
    design({ cacheHits: share }, delay('end', '10 ms'), poisson(200, { kind }), { run: cold(100) });
  const { components, requests } = run(of('read'));
  expect(Math.abs(components['end'].arrivalRate / 200 - (1 - share))).toBeLessThan(4 * Math.sqrt(1 / n));
  expect(requests['get'].latency.mean).toBeCloseTo(0.007, 3);
  expect(run(of('write')).components['users'].measures?.['localHits']).toMatchObject({ count: 0 });
  const { components: expected, cost } = estimate(modelOf(of('read')));
  expect(expected['end'].arrivalRate).toBeCloseTo(140, 9);
  expect(expected['users'].response).toBeCloseTo(0.007, 9);
  // Answers of 1 KB from the device are no traffic.
  const all = estimate(modelOf(design({}, delay('end', '10 ms'), poisson(200)))).cost.monthly;
  expect(cost.monthly / all).toBeCloseTo(0.7, 9);
});

test('a new connection costs its set-up before the request, as often as connections are new', () => {
  const always = design({ newConnections: 1, connect: '80 ms' }, delay('end', '10 ms'), moments({ get: 1 }), {
    run: cold(5),
  });
  expect(milliseconds(run(always))).toEqual({ get: 90 });
  const some = design({ newConnections: 0.2, connect: '80 ms' }, delay('end', '10 ms'), poisson(100), {
    run: cold(200),
  });
  const { latency } = simulate(modelOf(some)).requests['get'];
  expect(Math.abs(latency.mean - 0.026)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8 * 0.08 ** 2) / 20_000));
  expect(estimate(modelOf(some)).requests['get'].mean).toBeCloseTo(0.026, 9);
});

test('a user reloads after a failure, and sees both tries as one long request', () => {
  const faults = [{ at: 0, for: 2, crash: { component: 'end' } }];
  const at = (reloads: number) =>
    run(design({ reloads }, delay('end', '10 ms'), moments({ get: 1 }), { faults, run: cold(10) }));
  expect(endings(at(0))).toEqual({ get: 'refused' });
  expect(milliseconds(at(1))).toEqual({ get: 2010 });
});

test('who loses patience asks again, and what was given up is worked on all the same', () => {
  const slow = { ...servers('end', 1, '5 s') };
  const result = run(design({ patience: '3 s', reloads: 2 }, slow, moments({ get: 1 }), { run: cold(40) }));
  // Tries at 1, 6 and 11 s; the server is busy with each for 5 s, so that the last ends at 16 s: late.
  expect(endings(result)).toEqual({ get: 'abandoned' });
  expect(result.components['end'].arrivalRate * 40).toBeCloseTo(3, 9);
  expect(result.components['end'].utilization * 40).toBeCloseTo(15, 9);
  expect(result.components['users'].measures).toMatchObject({ gaveUp: { count: 3 }, reloads: { count: 2 } });
});

test('an answer at the very end of the patience is in time', () => {
  const result = run(design({ patience: '3 s' }, delay('end', '3 s'), moments({ get: 1 }), { run: cold(10) }));
  expect(milliseconds(result)).toEqual({ get: 3000 });
});

test('a stall multiplies the load: with r reloads a server that answers nobody in time is asked 1 + r times', () => {
  const sketch = (reloads: number) =>
    design(
      { patience: '1 s', reloads, reloadAfter: { exponential: { mean: '1 s' } } },
      delay('end', '5 s'),
      poisson(20),
      { run: { duration: 200, warmup: 50 } },
    );
  const asked = (reloads: number) => run(sketch(reloads)).components['end'].arrivalRate;
  for (const reloads of [0, 2]) {
    const expected = 20 * (1 + reloads);
    // Tries of one request are correlated: requests vary, each with all its tries.
    expect(Math.abs(asked(reloads) - expected)).toBeLessThan(4 * (1 + reloads) * Math.sqrt(20 / 150));
  }
});

test('given-up calls are taken back where the connection says so', () => {
  const slow = servers('end', 1, '5 s');
  const sketch = design({ patience: '3 s' }, slow, moments({ get: 1 }), { run: cold(20) });
  const [connection] = sketch.connections;
  const cancels = { ...sketch, connections: [{ ...connection, cancellation: true }] };
  expect(run(cancels).components['end'].utilization * 20).toBeCloseTo(3, 9);
  // And nobody stays behind to wait for an answer that will not come.
  expect(straight(cancels).sim.visits.open).toBe(0);
});

test('a reload of a write that was done after all is a duplicate', () => {
  const write = moments({ pay: 1 }, { kind: 'write', idempotent: false });
  const of = (reloads: number) =>
    run(design({ reloads, patience: '1 s' }, delay('end', '1.5 s'), write, { run: cold(10) }));
  expect(endings(of(0))).toEqual({ pay: 'abandoned' });
  // Where nothing is ever repeated nobody looks for repetitions.
  expect(of(0).outcomes).toBeUndefined();
  expect(of(1).outcomes?.duplicates).toBe(1);
});
