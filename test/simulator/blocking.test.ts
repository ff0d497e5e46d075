import { expect, test } from 'vitest';
import { compile } from '../../simulator/index.ts';
import { type Sketch, topologyOf } from '../support/topology.ts';
import { chain, client } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run } from './support.ts';

/** A front of so many threads that takes 10 ms, and behind it one that takes 100 ms, one at a time. */
const tandem = (front: object, back: object, more: Partial<Sketch> = {}, connection: object = {}): Sketch => ({
  components: [
    client,
    { id: 'front', type: 'service', threads: 3, cores: 3, queue: 'unbounded', work: '10 ms', ...front },
    { id: 'back', type: 'service', threads: 1, queue: 0, work: '100 ms', whenFull: 'block', ...back },
  ],
  connections: [...chain('users', 'front'), { from: 'front', to: 'back', ...connection }],
  workload: moments({ a: 1, b: 1.001, c: 1.002, d: 1.003 }),
  run: cold(5),
  ...more,
});

test('a full station blocks its callers, who keep their threads; first blocked is first admitted', () => {
  const result = run(tandem({}, {}));
  // d has a thread of the front when a is answered at 1.11.
  expect(milliseconds(result)).toEqual({ a: 110, b: 209, c: 308, d: 407 });
  const { threads } = result.components['front'].resources;
  expect(threads.busy * 5).toBeCloseTo(0.11 + 0.209 + 0.308 + 0.3, 9);
  expect(result.components['back'].queue.max).toBe(0);
  expect(result.components['back'].inSystem.max).toBe(3);
  expect(result.components['back'].resources['threads'].utilization * 5).toBeCloseTo(0.4, 9);
});

test('waiting places are filled from outside as they become free, and the wait counts from there', () => {
  const result = run(tandem({}, { queue: 1 }));
  expect(milliseconds(result)).toEqual({ a: 110, b: 209, c: 308, d: 407 });
  const { queue, wait } = result.components['back'].resources['threads'];
  expect(queue.max).toBe(1);
  // b from 1.011, c from 1.11, d from 1.21.
  expect(queue.mean * 5).toBeCloseTo(0.099 + 0.1 + 0.1, 9);
  expect(wait.mean * 4).toBeCloseTo(0.299, 9);
});

test('the queue timeout of the blocked begins inside', () => {
  const result = run(tandem({}, { queue: 1, queueTimeout: '110 ms' }));
  expect(Object.values(endings(result))).toEqual(['ok', 'ok', 'ok', 'ok']);
});

test('a crash takes those outside too, and nobody is lost after it', () => {
  const result = run(tandem({}, {}, { faults: [{ at: 1.05, for: 1, crash: { component: 'back' } }] }));
  // d comes to the front’s thread in the crash, and is refused.
  expect(endings(result)).toEqual({ a: 'crashed', b: 'crashed', c: 'crashed', d: 'refused' });
  expect(result.requests['*'].counts.inFlight).toBe(0);
});

test('a call that its caller has given up while it was blocked is served all the same', () => {
  const late = run(tandem({}, {}, {}, { timeout: '150 ms' }));
  expect(endings(late)).toEqual({ a: 'ok', b: 'timeout', c: 'timeout', d: 'timeout' });
  expect(late.components['back'].resources['threads'].utilization * 5).toBeCloseTo(0.4, 9);
});

test('what cannot block is found', () => {
  const found = (sketch: Sketch) =>
    compile(topologyOf(sketch)).findings.map(({ code, path }) => `${code} ${path.join('.')}`);
  expect(found(tandem({ model: 'event-loop', threads: undefined }, {}))).toContain('nothing-to-block connections.1');
  expect(found(tandem({}, {}, {}, { mode: 'async' }))).toContain('nothing-to-block connections.1');
  expect(found(tandem({}, {}))).not.toContain('nothing-to-block connections.1');
  expect(found(tandem({}, { concurrencyLimit: {} }))).toContain('reject-or-block components.2.whenFull');
  expect(found(tandem({}, { model: 'event-loop', threads: undefined, discipline: 'processor-sharing' }))).toContain(
    'no-line components.2.whenFull',
  );
  expect(found(tandem({}, {}))).toEqual([]);
});
