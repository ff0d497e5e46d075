import { expect, test } from 'vitest';
import { NO_VISIT, Rank, Simulation, type Station, Visits } from '../../simulator/kernel/index.ts';

/** Writes down what it is told, and does what the test says. */
class Scripted implements Station {
  readonly id: number;
  readonly name: string;
  private readonly log: string[];
  onArrive: (visit: number) => void = () => {};
  onAnswered: (visit: number, tag: number) => void = () => {};
  onWake: (timer: number, visit: number) => void = () => {};

  constructor(sim: Simulation, log: string[], name: string) {
    this.log = log;
    this.name = name;
    this.id = sim.add(this);
  }

  arrive(visit: number): void {
    this.log.push(`${this.name} arrive`);
    this.onArrive(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.log.push(`${this.name} answered ${tag} ${outcome} ${origin}`);
    this.onAnswered(visit, tag);
  }

  wake(timer: number, visit: number): void {
    this.log.push(`${this.name} wake ${timer}`);
    this.onWake(timer, visit);
  }

  abandoned(): void {
    this.log.push(`${this.name} abandoned`);
  }
}

function bench() {
  const sim = new Simulation();
  const log: string[] = [];
  const a = new Scripted(sim, log, 'a');
  const b = new Scripted(sim, log, 'b');
  const open = (station: Scripted, parent = NO_VISIT, tag = 0) => sim.open(station.id, parent, tag, 0, 0, 0, -1);
  return { sim, log, a, b, open };
}

test('at one moment completions come before timers before arrivals, and equal ones as they were arranged', () => {
  const { sim, log, a, b, open } = bench();
  sim.arriveAfter(open(b), 1);
  sim.arriveAfter(open(a), 1);
  sim.wakeAt(a.id, 7, NO_VISIT, 1, Rank.timer);
  sim.wakeAt(b.id, 8, NO_VISIT, 1, Rank.timer);
  sim.wakeAt(a.id, 3, NO_VISIT, 1, Rank.completion);
  const caller = open(a);
  sim.answerAfter(open(b, caller, 5), 1, 2, 1);
  sim.advance(2, 100);
  expect(log).toEqual(['a wake 3', 'a answered 5 1 2', 'a wake 7', 'b wake 8', 'b arrive', 'a arrive']);
});

test('all that follows from an event without delay comes before the next event of the same moment', () => {
  const { sim, log, a, b, open } = bench();
  sim.wakeAt(a.id, 1, NO_VISIT, 1, Rank.timer);
  sim.wakeAt(a.id, 2, NO_VISIT, 1, Rank.timer);
  a.onWake = (timer) => {
    if (timer === 1) sim.arrive(open(b, open(a), 9));
  };
  b.onArrive = (visit) => sim.answer(visit, 0, 4);
  sim.advance(1, 100);
  expect(log).toEqual(['a wake 1', 'b arrive', 'a answered 9 0 4', 'a wake 2']);
});

test('hand-overs of one moment are first in, first out', () => {
  const { sim, log, a, b, open } = bench();
  sim.wakeAt(a.id, 0, NO_VISIT, 0, Rank.timer);
  let inner = 0;
  a.onWake = () => {
    const parent = open(a);
    for (const tag of [1, 2, 3]) sim.arrive(open(b, parent, tag));
  };
  b.onArrive = (visit) => {
    if (inner++ === 0) sim.arrive(open(a));
    sim.answer(visit, 0, 0);
  };
  sim.advance(0, 100);
  expect(log).toEqual([
    'a wake 0',
    'b arrive',
    'b arrive',
    'b arrive',
    'a arrive',
    'a answered 1 0 0',
    'a answered 2 0 0',
    'a answered 3 0 0',
  ]);
});

test('an abandoned visit goes on and is answered to nobody', () => {
  const { sim, log, a, b, open } = bench();
  const caller = open(a);
  const call = open(b, caller, 1);
  sim.arriveAfter(call, 1);
  b.onArrive = (visit) => sim.answerAfter(visit, 0, 0, 3);
  sim.wakeAt(a.id, 0, NO_VISIT, 2, Rank.timer);
  a.onWake = () => sim.abandon(call);
  sim.advance(10, 100);
  expect(log).toEqual(['b arrive', 'a wake 0', 'b abandoned']);
  expect(sim.visits.isOpen(call)).toBe(false); // it ended all the same
  expect(sim.visits.isOpen(caller)).toBe(true);
});

test('an answer to a visit that has ended does not reach the next tenant of its row', () => {
  const { sim, log, a, b, open } = bench();
  const caller = open(a);
  sim.arriveAfter(open(b, caller, 1), 1);
  b.onArrive = (visit) => sim.answerAfter(visit, 0, 0, 3);
  sim.wakeAt(a.id, 0, NO_VISIT, 2, Rank.timer);
  a.onWake = () => {
    sim.answer(caller, 0, 0);
    expect(open(a)).toBe(caller); // the row is taken again
  };
  sim.advance(10, 100);
  expect(log).toEqual(['b arrive', 'a wake 0']);
});

test('an answer handed over to a visit that ends at the same moment is dropped', () => {
  const { sim, log, a, b, open } = bench();
  const caller = open(a);
  sim.wakeAt(b.id, 0, NO_VISIT, 1, Rank.timer);
  b.onWake = () => {
    sim.answer(open(b, caller, 1), 0, 0);
    sim.answer(open(b, caller, 2), 0, 0);
  };
  a.onAnswered = () => sim.answer(caller, 0, 0);
  sim.advance(1, 100);
  expect(log).toEqual(['b wake 0', 'a answered 1 0 0']);
});

test('a timer of a visit that has ended does not wake the next tenant of its row', () => {
  const { sim, log, a, open } = bench();
  const visit = open(a);
  sim.wakeAfter(a.id, 1, visit, 5, Rank.timer);
  sim.wakeAt(a.id, 2, NO_VISIT, 1, Rank.timer);
  let tenant = NO_VISIT;
  a.onWake = (timer) => {
    if (timer !== 2) return;
    sim.answer(visit, 0, 0);
    tenant = open(a);
    sim.wakeAfter(a.id, 3, tenant, 9, Rank.timer);
  };
  sim.advance(20, 100);
  expect(tenant).toBe(visit);
  expect(log).toEqual(['a wake 2', 'a wake 3']);
  expect(sim.events).toBe(2); // what was skipped is no event
});

test('canceling kills the timers arranged before and not those arranged after', () => {
  const { sim, log, a, open } = bench();
  const visit = open(a);
  sim.wakeAfter(a.id, 1, visit, 1, Rank.timer);
  sim.cancelTimers(visit);
  sim.wakeAfter(a.id, 2, visit, 1, Rank.timer);
  sim.advance(5, 100);
  expect(log).toEqual(['a wake 2']);
});

test('once an answer is on its way the timers of its visit are dead', () => {
  const { sim, log, a, open } = bench();
  const visit = open(a);
  sim.wakeAfter(a.id, 1, visit, 2, Rank.completion);
  sim.answerAfter(visit, 0, 0, 3);
  sim.advance(5, 100);
  expect(log).toEqual([]);
});

test('once an answer is on its way its visit hears nothing of the calls it has made, and nobody wants them', () => {
  const { sim, log, a, b, open } = bench();
  const visit = open(a);
  const call = open(b, visit, 1);
  sim.answerAfter(call, 0, 0, 2);
  sim.answerAfter(visit, 0, 0, 3);
  expect(sim.hasCaller(call)).toBe(false);
  sim.advance(1, 100);
  expect(sim.visits.isOpen(visit)).toBe(true);
  sim.advance(5, 100);
  expect(log).toEqual([]);
  expect(sim.visits.open).toBe(0);
});

test('work is wanted while everybody up the chain of callers waits for it', () => {
  const { sim, a, b, open } = bench();
  const user = open(a);
  const service = open(a, user);
  const statement = open(b, service);
  const notice = open(b); // nobody ever waited for it
  expect([user, service, statement, notice].map((visit) => sim.isWanted(visit))).toEqual([true, true, true, true]);
  sim.abandon(service);
  expect([user, service, statement, notice].map((visit) => sim.isWanted(visit))).toEqual([true, false, false, true]);
  expect(sim.hasCaller(statement)).toBe(true); // its own caller works on, for nobody
  expect(sim.hasCaller(service)).toBe(false);
  sim.answer(service, 0, 0);
  expect(open(a)).toBe(service);
  expect(sim.hasCaller(statement)).toBe(false);
  expect(sim.isWanted(statement)).toBe(false);
});

test('a run goes to its horizon and includes it', () => {
  const { sim, log, a } = bench();
  for (const time of [1, 2, 2.5]) sim.wakeAt(a.id, time, NO_VISIT, time, Rank.timer);
  expect(sim.advance(2, 10)).toBe(8);
  expect(log).toEqual(['a wake 1', 'a wake 2']);
  expect(sim.now).toBe(2);
  expect(sim.advance(2.25, 10)).toBe(10);
  expect(sim.now).toBe(2.25);
});

test('a run that is out of budget stops at its last event and says so', () => {
  const { sim, a } = bench();
  for (const time of [1, 2, 3]) sim.wakeAt(a.id, 0, NO_VISIT, time, Rank.timer);
  expect(sim.advance(10, 2)).toBe(0);
  expect(sim.now).toBe(2);
  expect(sim.advance(10, 2)).toBe(1);
  expect(sim.now).toBe(10);
});

test('a station that wakes itself in the past is a bug, and is told so', () => {
  const { sim, a } = bench();
  sim.wakeAt(a.id, 0, NO_VISIT, 5, Rank.timer);
  a.onWake = () => sim.wakeAt(a.id, 1, NO_VISIT, 4, Rank.timer);
  expect(() => sim.advance(10, 100)).toThrow('time never runs backwards');
});

test('rows are reused, the table grows, and every open row belongs to one tenant', () => {
  const visits = new Visits(4);
  const open = new Map<number, number>();
  let taken = 0;
  let clean = 0;
  for (let serial = 1; serial <= 2000; serial++) {
    const visit = visits.take(serial);
    if (!open.has(visit)) taken++;
    const { arrivedAt, stage, step, pending, flags, mark, workUntil } = visits;
    const left = [stage, step, pending, flags, mark, workUntil].some((column) => column[visit] !== 0);
    if (!left && Number.isNaN(arrivedAt[visit])) clean++;
    mark[visit] = serial;
    workUntil[visit] = serial;
    for (const column of [stage, step, pending, flags]) column[visit] = serial;
    arrivedAt[visit] = serial;
    open.set(visit, serial);
    // Two in three leave again, not the newest first.
    if (serial % 3 === 0) continue;
    const gone = [...open.keys()][serial % 2 === 0 ? 0 : open.size >> 1];
    visits.release(gone);
    open.delete(gone);
  }
  expect([taken, clean]).toEqual([2000, 2000]);
  expect([...open].every(([visit, serial]) => visits.serial[visit] === serial && visits.mark[visit] === serial)).toBe(
    true,
  );
  expect([visits.open, visits.peak, visits.capacity]).toEqual([open.size, open.size + 1, 1024]);
  const closed = Array.from({ length: visits.capacity }, (_, visit) => visit).filter((visit) => !open.has(visit));
  expect(closed.some((visit) => visits.isOpen(visit))).toBe(false);
});

test('where nothing is left to happen even an endless horizon is reached, at the time of the last event', () => {
  const { sim, a } = bench();
  sim.wakeAfter(a.id, 1, NO_VISIT, 3, Rank.timer);
  expect(sim.advance(Number.POSITIVE_INFINITY, 10)).toBe(9);
  expect(sim.now).toBe(3);
  expect(sim.events).toBe(1);
});
