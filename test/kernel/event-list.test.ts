import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FutureEventList, Rank } from '../../simulator/kernel/index.ts';

/** What the list should hold, as an array that a stable sort keeps in order, and what both said. */
interface Shadow {
  events: { time: number; rank: number; serial: number; station: number; timer: number; visit: number }[];
  serial: number;
  says: number[][];
}
interface Real {
  list: FutureEventList;
  says: number[][];
}

const ranks = [Rank.completion, Rank.timer, Rank.arrival] as const;

class Schedule implements fc.Command<Shadow, Real> {
  readonly time: number;
  readonly rank: Rank;
  readonly payload: number;

  constructor(time: number, rank: Rank, payload: number) {
    this.time = time;
    this.rank = rank;
    this.payload = payload;
  }

  check(): boolean {
    return true;
  }

  run(shadow: Shadow, { list, says }: Real): void {
    const { time, rank, payload } = this;
    const serial = ++shadow.serial;
    const event = { time, rank, serial, station: payload, timer: -serial, visit: serial * 7 };
    shadow.events.push(event);
    shadow.events.sort((a, b) => a.time - b.time || a.rank - b.rank);
    shadow.says.push([shadow.events.length, shadow.events[0].time]);
    list.schedule(time, rank, serial, event.station, event.timer, event.visit);
    says.push([list.size, list.nextTime()]);
  }

  toString(): string {
    return `schedule(${this.time}, ${this.rank})`;
  }
}

class Take implements fc.Command<Shadow, Real> {
  check(shadow: Readonly<Shadow>): boolean {
    return shadow.events.length > 0;
  }

  run(shadow: Shadow, { list, says }: Real): void {
    const { time, station, timer, visit, serial } = shadow.events.shift()!;
    shadow.says.push([time, station, timer, visit, serial, shadow.events[0]?.time ?? Infinity]);
    says.push([list.take(), list.station, list.timer, list.visit, list.serial, list.nextTime()]);
  }

  toString(): string {
    return 'take()';
  }
}

// Few different times, so that most events are equal in time; more schedules than takes, so that the list grows.
const schedule = fc
  .tuple(fc.constantFrom(0, 1, 1 + 2 ** -52, 2, 1e-9, 1e9, 3), fc.constantFrom(...ranks), fc.nat(1000))
  .map(([time, rank, payload]) => new Schedule(time, rank, payload));

test('events come by time, then rank, then order of scheduling, like a stably sorted array', () => {
  fc.assert(
    fc.property(
      fc.commands([schedule, schedule, fc.constant(new Take())], { maxCommands: 400, size: 'max' }),
      fc.constantFrom(1, 2, 5, 64),
      (commands, capacity) => {
        const model: Shadow = { events: [], serial: 0, says: [] };
        const real: Real = { list: new FutureEventList(capacity), says: [] };
        fc.modelRun(() => ({ model, real }), commands);
        expect(real.says).toEqual(model.says);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test('a list that has grown a thousandfold gives everything back in order', () => {
  const list = new FutureEventList(1);
  const events = Array.from({ length: 5000 }, (_, i) => ({
    time: (i * 7919) % 997,
    rank: ranks[i % 3],
    serial: i + 1,
  }));
  for (const { time, rank, serial } of events) list.schedule(time, rank, serial, serial, 0, serial);
  const taken = events.map(() => ({ time: list.take(), rank: ranks[(list.serial - 1) % 3], serial: list.serial }));
  expect(taken).toEqual(events.toSorted((a, b) => a.time - b.time || a.rank - b.rank || a.serial - b.serial));
  expect(list.nextTime()).toBe(Infinity);
});

test('serials of more arrangements than a century of simulation makes still order events', () => {
  const list = new FutureEventList();
  const late = 2 ** 50 - 2;
  list.schedule(1, Rank.arrival, late + 1, 2, 0, 0);
  list.schedule(1, Rank.timer, late, 1, 0, 0);
  list.schedule(1, Rank.arrival, 3, 3, 0, 0);
  list.schedule(1, Rank.completion, late - 1, 0, 0, 0);
  const order = Array.from({ length: 4 }, () => {
    list.take();
    return [list.station, list.serial];
  });
  expect(order).toEqual([
    [0, late - 1],
    [1, late],
    [3, 3],
    [2, late + 1],
  ]);
});
