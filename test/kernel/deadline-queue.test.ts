import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeadlineQueue, NO_VISIT, Rank, Simulation, type Station } from '../../simulator/kernel/index.ts';

const TIMEOUT = 3;
const DEADLINE = 1;
const SCRIPT = 2;

type Step = { at: number; visit: number; does: 'set' | 'void' };
interface Expiry {
  readonly time: number;
  readonly visit: number;
}

/** Holds a few visits whose deadlines a script sets and voids; what expires may be set again at once. */
class Holder implements Station {
  readonly sim = new Simulation();
  readonly log: Expiry[] = [];
  readonly rows: readonly number[];
  private readonly deadlines: DeadlineQueue;
  private readonly script: readonly Step[];
  private readonly rearms: readonly boolean[];

  constructor(script: readonly Step[], rearms: readonly boolean[], visits: number) {
    const id = this.sim.add(this);
    this.script = script;
    this.rearms = rearms;
    this.deadlines = new DeadlineQueue(this.sim, id, DEADLINE, TIMEOUT);
    this.rows = Array.from({ length: visits }, () => this.sim.open(id, NO_VISIT, 0, 0, 0, 0, -1));
    // After the deadlines of the same moment, so that the shadow need not know the kernel's serials.
    for (const [i, step] of script.entries()) this.sim.wakeAt(id, SCRIPT + i, NO_VISIT, step.at, Rank.arrival);
  }

  wake(timer: number): void {
    if (timer >= SCRIPT) {
      const { visit, does } = this.script[timer - SCRIPT];
      if (does === 'set') this.deadlines.set(this.rows[visit]);
      else this.sim.visits.mark[this.rows[visit]] = 0;
      return;
    }
    for (let late = this.deadlines.expired(); late !== NO_VISIT; late = this.deadlines.expired()) {
      const visit = this.rows.indexOf(late);
      const again = this.rearms[this.log.length % this.rearms.length] === true;
      this.log.push({ time: this.sim.now, visit });
      if (again) this.deadlines.set(late);
      else this.sim.visits.mark[late] = 0;
    }
  }

  arrive(): void {}
  answered(): void {}
  abandoned(): void {}
}

/** The same without a ring: every deadline in a list, the earliest due first. */
function shadowLog(script: readonly Step[], rearms: readonly boolean[], horizon: number): Expiry[] {
  const log: Expiry[] = [];
  const due: { visit: number; time: number; order: number }[] = [];
  let order = 0;
  const set = (visit: number, now: number) => {
    unset(visit);
    due.push({ visit, time: now + TIMEOUT, order: order++ });
  };
  const unset = (visit: number) => {
    const at = due.findIndex((deadline) => deadline.visit === visit);
    if (at >= 0) due.splice(at, 1);
  };
  const expireUntil = (time: number) => {
    for (;;) {
      due.sort((a, b) => a.time - b.time || a.order - b.order);
      const first = due[0];
      if (first === undefined || first.time > time) return;
      due.shift();
      const again = rearms[log.length % rearms.length] === true;
      log.push({ time: first.time, visit: first.visit });
      if (again) set(first.visit, first.time);
    }
  };
  for (const { at, visit, does } of script) {
    expireUntil(at);
    if (does === 'set') set(visit, at);
    else unset(visit);
  }
  expireUntil(horizon);
  return log;
}

test('exactly the deadlines that were not voided expire, each at its time and in the order they were set', () => {
  const visits = 5;
  const step = fc.record({
    wait: fc.constantFrom(0, 0, 1, 2, 7),
    visit: fc.nat(visits - 1),
    does: fc.constantFrom<'set' | 'void'>('set', 'set', 'void'),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 80, size: 'max' }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
      (steps, rearms) => {
        let at = 0;
        const script = steps.map(({ wait, visit, does }) => {
          at += wait;
          return { at, visit, does };
        });
        const horizon = at + 20;
        const holder = new Holder(script, rearms, visits);
        holder.sim.advance(horizon, 1_000_000);
        expect(holder.log).toEqual(shadowLog(script, rearms, horizon));
      },
    ),
    { seed: 5, numRuns: 500 },
  );
});

test('a thousand deadlines that are all met cost one event in the heap, not a thousand', () => {
  const script: Step[] = Array.from({ length: 1000 }, (_, i) => [
    { at: i / 1000, visit: 0, does: 'set' as const },
    { at: i / 1000, visit: 0, does: 'void' as const },
  ]).flat();
  const holder = new Holder(script, [false], 1);
  holder.sim.advance(100, 1_000_000);
  expect(holder.log).toEqual([]);
  expect(holder.sim.events - script.length).toBe(1);
});
