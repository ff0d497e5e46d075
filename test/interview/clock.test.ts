import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leftIn, phases, spentIn, spentInAll, startSession } from '../../src/interview/index.ts';
import { doings, MINUTE, play, START, started } from './support/logs.ts';

describe('the clock of an interview', () => {
  it('books time on the phase in which it passes', () => {
    const { state } = play([
      [3 * MINUTE, { type: 'phase-entered', phase: 'estimate' }],
      [2 * MINUTE, { type: 'phase-entered', phase: 'scope' }],
    ]);
    const now = START + 6 * MINUTE;
    expect(spentIn(state.clock, 'scope', now)).toBe(4 * MINUTE);
    expect(spentIn(state.clock, 'estimate', now)).toBe(2 * MINUTE);
    expect(leftIn(state.clock, 'scope', now)).toBe(1 * MINUTE);
  });

  it('does not count a pause', () => {
    const { state } = play([
      [1 * MINUTE, { type: 'paused' }],
      [9 * MINUTE, { type: 'resumed' }],
    ]);
    expect(spentInAll(state.clock, START + 12 * MINUTE)).toBe(3 * MINUTE);
  });

  it('does not count the time for which nobody was there', () => {
    const { state } = play([[8 * 60 * MINUTE, { type: 'returned', seenAt: START + 90_000 }]]);
    expect(spentInAll(state.clock, START + 8 * 60 * MINUTE)).toBe(90_000);
  });

  it('grows the budget by an extension, and only that of its phase', () => {
    const { state } = play([[1000, { type: 'extended', phase: 'scope', by: 2 * MINUTE }]]);
    expect(leftIn(state.clock, 'scope', START)).toBe(7 * MINUTE - 1000);
    expect(leftIn(state.clock, 'estimate', START)).toBe(4 * MINUTE);
  });

  it('stops when the interview is finished', () => {
    const { state } = play([[MINUTE, { type: 'finished' }]]);
    expect(spentInAll(state.clock, START + 60 * MINUTE)).toBe(MINUTE);
  });

  it('takes no time back when the machine’s clock is set back', () => {
    const { state } = play([
      [2 * MINUTE, { type: 'phase-entered', phase: 'estimate' }],
      [-1 * MINUTE, { type: 'phase-entered', phase: 'scope' }],
    ]);
    expect(spentInAll(state.clock, START + 2 * MINUTE)).toBe(2 * MINUTE);
  });

  it('loses and invents no time: phases and pauses together are the time that passed', () => {
    fc.assert(
      fc.property(doings, (what) => {
        const { session, state } = play(what);
        let paused = 0;
        let since: number | undefined;
        for (const { type, at } of session.events) {
          if (type === 'paused') since = at;
          if (type === 'resumed' && since !== undefined) {
            paused += at - since;
            since = undefined;
          }
        }
        const end = session.events.at(-1)!.at;
        if (since !== undefined) paused += end - since;
        const spent = phases.reduce((sum, phase) => sum + state.clock.spent[phase], 0);
        expect(spent + paused).toBe(end - START);
      }),
    );
  });

  it('is where it was to the second after a reload', () => {
    fc.assert(
      fc.property(
        doings,
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 10 ** 9 }),
        (what, on, away) => {
          const before = play(what, startSession('s', started()));
          const seenAt = before.session.events.at(-1)!.at + on;
          const after = play([[on + away, { type: 'returned', seenAt }]], before);
          for (const phase of phases) {
            expect(spentIn(after.state.clock, phase, seenAt + away)).toBe(spentIn(before.state.clock, phase, seenAt));
          }
        },
      ),
    );
  });
});
