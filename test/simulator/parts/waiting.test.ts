import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Simulation } from '../../../simulator/kernel/index.ts';
import { adaptiveLimit, type ConcurrencyLimitSpec } from '../../../simulator/parts/concurrency-limit.ts';
import { CoDel } from '../../../simulator/parts/shedding.ts';
import { VisitHeap } from '../../../simulator/parts/visit-heap.ts';
import {
  AdaptiveLifoLine,
  EndLine,
  PriorityLine,
  ShortestLine,
  type WaitingLine,
} from '../../../simulator/parts/waiting-line.ts';

test('a heap of visits gives the smallest key first, equals in their order, and lets any visit leave', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('push' as const), key: fc.integer({ min: 0, max: 9 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('pop' as const), key: fc.constant(0) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), key: fc.nat(1000) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const heap = new VisitHeap();
      let shadow: { visit: number; key: number; order: number }[] = [];
      steps.forEach((of, i) => {
        if (of.do === 'push') {
          // Rows are reused in any order; here from the top down.
          const visit = 5000 - i;
          heap.push(visit, of.key, i);
          shadow.push({ visit, key: of.key, order: i });
          shadow.sort((a, b) => a.key - b.key || a.order - b.order);
        } else if (of.do === 'pop' && shadow.length > 0) {
          expect(heap.topKey()).toBe(shadow[0].key);
          expect(heap.pop()).toBe(shadow.shift()?.visit);
        } else if (of.do === 'remove' && shadow.length > 0) {
          const { visit, key } = shadow[of.key % shadow.length];
          expect(heap.keyOf(visit)).toBe(key);
          heap.remove(visit);
          expect(heap.has(visit)).toBe(false);
          shadow = shadow.filter((other) => other.visit !== visit);
        }
        expect(heap.size).toBe(shadow.length);
        expect(shadow.every(({ visit }) => heap.has(visit))).toBe(true);
      });
    }),
    { seed: 5, numRuns: 100 },
  );
});

/** Visits of kinds 0, 1, 2 in turn. */
function visitsOf(sim: Simulation, count: number): number[] {
  const station = sim.add({ arrive() {}, answered() {}, wake() {}, abandoned() {} });
  return Array.from({ length: count }, (_, i) => sim.open(station, -1, 0, i % 3, 0, 0, -1));
}

const lines: [string, (sim: Simulation) => WaitingLine, number[]][] = [
  ['fifo', (sim) => new EndLine(sim, 'oldest'), [0, 1, 2, 3, 5]],
  ['lifo', (sim) => new EndLine(sim, 'newest'), [5, 3, 2, 1, 0]],
  ['adaptive lifo', (sim) => new AdaptiveLifoLine(sim), [0, 1, 2, 3, 5]],
  ['priority', (sim) => new PriorityLine(sim, Int32Array.of(2, 1, 0)), [2, 5, 1, 0, 3]],
  ['shortest job', (sim) => new ShortestLine(sim, (visit) => 100 - visit), []],
];

test.each(lines)('%s: who has left does not come up, and the others come in their order', (_, make, order) => {
  const sim = new Simulation();
  const visits = visitsOf(sim, 6);
  const line = make(sim);
  for (const visit of visits) line.push(visit);
  line.leave(visits[4]);
  sim.answer(visits[4], 0, 0);
  const taken = Array.from({ length: 5 }, () => visits.indexOf(line.take()));
  const longestFirst = [...visits.keys()].filter((i) => i !== 4).sort((i, j) => visits[j] - visits[i]);
  expect(taken).toEqual(order.length > 0 ? order : longestFirst);
  expect(line.take()).toBe(-1);
});

test.each(lines)('%s: those who leave from the bottom do not pile up', (_, make) => {
  const sim = new Simulation();
  const line = make(sim);
  const station = sim.add({ arrive() {}, answered() {}, wake() {}, abandoned() {} });
  const [stays] = visitsOf(sim, 1);
  line.push(stays);
  for (let i = 0; i < 5000; i++) {
    const visit = sim.open(station, -1, 0, i % 3, 0, 0, -1);
    line.push(visit);
    line.leave(visit);
    sim.answer(visit, 0, 0);
  }
  expect(entriesOf(line)).toBeLessThan(300);
  expect([line.take(), line.take()]).toEqual([stays, -1]);
});

/** Entries held, void ones among them, by looking into whatever rings and heaps a line is made of. */
function entriesOf(line: object): number {
  return Object.values(line).reduce((most: number, part: unknown) => {
    if (typeof part !== 'object' || part === null || part instanceof Simulation || ArrayBuffer.isView(part))
      return most;
    const size = 'size' in part && typeof part.size === 'number' ? part.size : 0;
    return Math.max(most, size, entriesOf(part));
  }, 0);
}

test('CoDel lets a burst wait, begins again where it stopped, and drops nobody who leaves one behind or none', () => {
  const codel = new CoDel(0.005, 0.1);
  const dropsUntil = (from: number, to: number, waited: number, behind: number) => {
    const at: number[] = [];
    for (let ms = from; ms < to; ms++) if (codel.drops(ms / 1000, waited, behind)) at.push(ms);
    return at;
  };
  // Above the target for less than an interval.
  expect(dropsUntil(0, 90, 0.05, 10)).toEqual([]);
  codel.emptied();
  expect(dropsUntil(90, 180, 0.05, 10)).toEqual([]);
  expect(dropsUntil(180, 200, 0.001, 10)).toEqual([]);
  // Now for long: after 100 ms, 100 ms, 71, 58 and 50 ms more.
  expect(dropsUntil(200, 600, 0.05, 10)).toEqual([300, 400, 471, 529, 579]);
  // Well for a moment, and bad again: after five drops it goes on at a count of 5 − 1, and not at one.
  expect(dropsUntil(600, 610, 0.001, 10)).toEqual([]);
  expect(dropsUntil(610, 780, 0.05, 10)).toEqual([710, 760]);
  codel.emptied();
  expect(dropsUntil(1000, 2000, 0.05, 1)).toEqual([]);
  expect(dropsUntil(2000, 2110, 0.05, 2)).toEqual([2100]);
});

const limited = (algorithm: 'aimd' | 'gradient'): ConcurrencyLimitSpec => ({
  ...{ algorithm, limit: 20, excess: 'reject', min: 5, max: 30 },
  ...{ backoffRatio: 0.9, timeout: 1, tolerance: 1.5, queueSize: 4, smoothing: 0.2, longWindow: 600 },
});

test('AIMD: one more while at least half is in use, a tenth less after a failure or a late answer', () => {
  const limit = adaptiveLimit(limited('aimd'))!;
  limit.ended(0.1, 9, false);
  expect(limit.limit).toBe(20);
  limit.ended(0.1, 10, false);
  expect(limit.limit).toBe(21);
  limit.ended(0.1, 20, true);
  expect(limit.limit).toBe(18);
  limit.ended(1.1, 2, false);
  expect(limit.limit).toBe(16);
  for (let i = 0; i < 40; i++) limit.ended(0.1, 30, false);
  expect(limit.limit).toBe(30);
  for (let i = 0; i < 40; i++) limit.ended(0.1, 30, true);
  expect(limit.limit).toBe(5);
});

test('gradient: rises by a share of the slack while answers take as long as ever, and falls when they take longer', () => {
  const limit = adaptiveLimit(limited('gradient'))!;
  limit.ended(0.1, 20, false);
  expect(limit.limit).toBe(20); // 20 + 0.2 × 4 = 20.8
  limit.ended(0.1, 20, false);
  expect(limit.limit).toBe(21); // 21.6
  limit.ended(0.1, 3, false); // less than half in use
  expect(limit.limit).toBe(21);
  for (let i = 0; i < 7; i++) limit.ended(0.1, 30, false);
  expect(limit.limit).toBe(27); // 21.6 + 7 × 0.8 = 27.2
  // Six times as slow: the mean moves to 0.1017, the gradient is the least, one half: 27.2 × 0.9 + 0.8.
  limit.ended(0.6, 30, false);
  expect(limit.limit).toBe(25); // 25.28
  for (let i = 0; i < 40; i++) limit.ended(0.6, 30, false);
  expect(limit.limit).toBeLessThan(12);
});
