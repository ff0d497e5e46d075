import { expect, test } from 'vitest';
import { compile } from '../../simulator/index.ts';
import { Histogram } from '../../simulator/kernel/index.ts';
import { SEGMENTS } from '../../simulator/request-book.ts';
import { condensed, joined } from '../../simulator/segments.ts';
import { topologyOf } from '../support/topology.ts';
import { chain, client, exponential, poisson, servers } from './building-blocks.ts';
import { replicate } from './support.ts';

const sketch = {
  components: [client, servers('api', 1, exponential(0.01))],
  connections: chain('users', 'api'),
  workload: poisson(60),
  run: { duration: 100, warmup: 0 },
};
const snapshot = replicate(sketch).result();

test('a replication is measured in segments of equal length', () => {
  expect(snapshot.segments.length).toBe(SEGMENTS);
  for (const { span } of snapshot.segments) expect(span).toBeCloseTo(100 / SEGMENTS, 9);
  expect(snapshot.inSystem.length).toBe(5 * SEGMENTS);
});

test('joined segments hold all that the parts hold: totals add up, the greatest and the last value count', () => {
  const { segments } = snapshot;
  const whole = joined(segments);
  const api = segments[0].components.findIndex(({ resources }) => resources.length > 0);
  const sum = (of: (segment: (typeof segments)[number]) => number) => segments.reduce((total, s) => total + of(s), 0);
  expect(whole.span).toBeCloseTo(100, 9);
  expect(whole.kinds[0].offered).toBe(sum(({ kinds }) => kinds[0].offered));
  expect([...whole.kinds[0].outcomes]).toEqual(
    [...segments[0].kinds[0].outcomes].map((_, i) => sum(({ kinds }) => kinds[0].outcomes[i])),
  );
  const { resources, inSystemMax, end } = whole.components[api];
  expect(resources[0].busy).toBeCloseTo(
    sum(({ components }) => components[api].resources[0].busy),
    9,
  );
  expect(inSystemMax).toBe(Math.max(...segments.map(({ components }) => components[api].inSystemMax)));
  expect(end).toEqual(segments.at(-1)?.components[api].end);
  const all = new Histogram();
  for (const { kinds } of segments) all.add(kinds[0].latency);
  expect(whole.kinds[0].latency).toEqual(all.pack());
});

test('the average number in the system is that of the integral of its slices', () => {
  const integral = joined(snapshot.segments).components.reduce((total, { inSystem }) => total + inSystem, 0);
  const mean = snapshot.inSystem.reduce((total, value) => total + value, 0) / snapshot.inSystem.length;
  expect(mean).toBeCloseTo(integral / 100, 9);
});

test('a condensed replication is one segment, and a run that measured nothing is none', () => {
  expect(condensed(snapshot).segments).toEqual([joined(snapshot.segments)]);
  expect(condensed({ ...snapshot, segments: [] }).segments).toEqual([]);
});

test('what a thread is given and what it gives back can be cloned without loss', () => {
  expect(structuredClone(snapshot)).toEqual(snapshot);
  const topology = topologyOf(sketch);
  expect(compile(structuredClone(topology)).model?.components.length).toBe(2);
});
