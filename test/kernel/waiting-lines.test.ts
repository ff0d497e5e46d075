import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ImmediateList } from '../../simulator/kernel/immediate-list.ts';
import { Ring } from '../../simulator/kernel/index.ts';

type RingStep = 'push' | 'shift' | 'pop' | 'clear';

// Pushes and shifts in about equal number drive the head round the ring; the rarer pops and clears meet it there.
const ringSteps = fc.array(
  fc.oneof(
    { weight: 50, arbitrary: fc.constant<RingStep>('push') },
    { weight: 35, arbitrary: fc.constant<RingStep>('shift') },
    { weight: 10, arbitrary: fc.constant<RingStep>('pop') },
    { weight: 1, arbitrary: fc.constant<RingStep>('clear') },
  ),
  { maxLength: 300, size: 'max' },
);

test('a ring gives back its oldest or its newest entry, whatever has wrapped or grown', () => {
  fc.assert(
    fc.property(ringSteps, fc.constantFrom(1, 2, 4, 16), (steps, capacity) => {
      const ring = new Ring(capacity);
      let shadow: { visit: number; serial: number; time: number }[] = [];
      const said: unknown[] = [];
      const expected: unknown[] = [];
      steps.forEach((step, i) => {
        if (step === 'push') {
          const entry = { visit: i, serial: i * 3 + 1, time: i / 7 };
          ring.push(entry.visit, entry.serial, entry.time);
          shadow.push(entry);
        } else if (step === 'clear') {
          ring.clear();
          shadow = [];
        } else if (shadow.length > 0) {
          expected.push(step === 'shift' ? shadow.shift() : shadow.pop());
          const visit = step === 'shift' ? ring.shift() : ring.pop();
          said.push({ visit, serial: ring.serial, time: ring.joinedAt });
        }
        expected.push(shadow.length, shadow[0]);
        const oldest = { visit: ring.oldest(), serial: ring.oldestSerial(), time: ring.oldestAt() };
        said.push(ring.size, ring.size === 0 ? undefined : oldest);
      });
      expect(said).toEqual(expected);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test('a ring that grows while it is wrapped round keeps first in, first out', () => {
  const ring = new Ring(4);
  for (const visit of [1, 2, 3, 4]) ring.push(visit, visit, 0);
  expect([ring.shift(), ring.shift(), ring.shift()]).toEqual([1, 2, 3]);
  // The head stands at the last place; these wrap, and the fifth makes it grow.
  for (const visit of [5, 6, 7, 8, 9]) ring.push(visit, visit, 0);
  expect(Array.from({ length: 6 }, () => ring.shift())).toEqual([4, 5, 6, 7, 8, 9]);
});

test('the immediate list is first in, first out, with each answer’s own label, outcome and origin', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('arrival', 'answer', 'take'), { maxLength: 400, size: 'max' }),
      (steps: readonly string[]) => {
        const list = new ImmediateList();
        const shadow: object[] = [];
        const said: unknown[] = [];
        const expected: unknown[] = [];
        steps.forEach((step, i) => {
          if (step === 'arrival') {
            list.pushArrival(i);
            shadow.push({ isArrival: true, visit: i });
          } else if (step === 'answer') {
            list.pushAnswer(i, i + 1, i + 2, i + 3, i + 4);
            shadow.push({ isArrival: false, visit: i, serial: i + 1, tag: i + 2, outcome: i + 3, origin: i + 4 });
          } else if (shadow.length > 0) {
            const visit = list.take();
            const { isArrival, serial, tag, outcome, origin } = list;
            said.push(isArrival ? { isArrival, visit } : { isArrival, visit, serial, tag, outcome, origin });
            expected.push(shadow.shift());
          }
          said.push(list.size);
          expected.push(shadow.length);
        });
        expect(said).toEqual(expected);
      },
    ),
    { seed: 3, numRuns: 200 },
  );
});
