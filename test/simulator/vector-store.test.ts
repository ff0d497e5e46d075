import { expect, test } from 'vitest';
import { compile, estimate } from '../../simulator/index.ts';
import { modelOf, type Sketch, topologyOf } from '../support/topology.ts';
import { chain, client, poisson, relay } from './building-blocks.ts';
import { cold, milliseconds, moments, run } from './support.ts';

function searching(options: object, more: Partial<Sketch> = {}): Sketch {
  return {
    components: [client, relay('api'), { id: 'it', type: 'vector-store', variation: 0, ...options }],
    connections: chain('users', 'api', 'it'),
    workload: moments({ a: 1 }),
    run: cold(100),
    ...more,
  };
}

const time = (options: object) => milliseconds(run(searching(options)))['a'] ?? 0;

test('a search among a million vectors takes 8 ms, and a thousand times as many take half as long again', () => {
  expect(time({})).toBeCloseTo(8.01, 2);
  expect(time({ vectors: '1B', memory: '8 TB' }) / time({})).toBeCloseTo(1.5, 3);
});

test('twice the candidates take twice as long, half the dimensions half', () => {
  expect(time({ ef: 200 }) / time({})).toBeCloseTo(2, 3);
  expect(time({ dimensions: 512 }) / time({})).toBeCloseTo(0.5, 3);
});

test('a core does 125 searches a second and no more', () => {
  const { capacity, components } = estimate(modelOf(searching({ cores: 2 }, { workload: poisson(200) })));
  expect(capacity).toBeCloseTo(2 / 0.00801, 0);
  expect(components['it'].utilization).toBeCloseTo(0.8, 2);
  const busy = run(searching({ cores: 2 }, { workload: poisson(400), run: { duration: 60, warmup: 10 } }));
  expect(busy.requests['*'].goodput).toBeCloseTo(2 / 0.00801, -1);
});

test('ten million vectors of 1,024 numbers are 61 GB: what is not in memory is read from disk, look by look', () => {
  const [looks, share] = [100 * Math.log(1e7), 1 - (8 * 1.073741824) / 61.44];
  expect(time({ vectors: '10M' })).toBeCloseTo(looks * (0.0058 + share * 0.1), 1);
  expect(time({ vectors: '10M' }) / time({ vectors: '10M', memory: '64 GB' })).toBeCloseTo(15.8, 1);
  const findings = (memory: string) => compile(topologyOf(searching({ vectors: '10M', memory }))).findings;
  expect(findings('8 GiB').map(({ what }) => what)).toEqual([
    'Of "it" 61.4 GB of vectors and graph do not fit in 8.59 GB.',
  ]);
  expect(findings('64 GB')).toEqual([]);
});
