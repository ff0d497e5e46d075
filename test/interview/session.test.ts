import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSchema, parseSession, replay, timesOf } from '../../src/interview/index.ts';
import { doings, play, START, started } from './support/logs.ts';

/** The state as plain data; functions of an open session are not part of it. */
const plain = ({ state, design, disruption, paused, finished }: ReturnType<typeof play>) =>
  JSON.parse(JSON.stringify({ state, design, disruption, paused, finished })) as unknown;

describe('the log of a session', () => {
  it('gives the same state replayed as it gave when it was made', () => {
    fc.assert(
      fc.property(doings, (what) => {
        const made = play(what);
        expect(plain(replay(made.session).session!)).toEqual(plain(made));
      }),
    );
  });

  it('is taken up after any event, through a file, as if nothing had happened', () => {
    fc.assert(
      fc.property(doings, fc.nat(), (what, cut) => {
        const whole = play(what);
        const at = 1 + (cut % whole.session.events.length);
        const first = { ...whole.session, events: whole.session.events.slice(0, at) };
        let open = parseSession(JSON.parse(JSON.stringify(first))).session!;
        for (const event of whole.session.events.slice(at)) open = open.append(event)!;
        expect(open.session).toEqual(whole.session);
        expect(plain(open)).toEqual(plain(whole));
      }),
    );
  });

  it('holds only events that a file may hold', () => {
    fc.assert(
      fc.property(doings, (what) => {
        for (const event of play(what).session.events) expect(eventSchema.safeParse(event).success).toBe(true);
      }),
    );
  });

  it('is never changed by an event that is refused', () => {
    const open = play([[0, { type: 'paused' }]]);
    expect(open.append({ type: 'paused', at: START })).toBeUndefined();
    expect(open.session.events).toHaveLength(2);
  });
});

describe('times of a log', () => {
  it('leave out pauses and absences', () => {
    const { session } = play([
      [1000, { type: 'paused' }],
      [5000, { type: 'resumed' }],
      [2000, { type: 'left' }],
      [9000, { type: 'returned', seenAt: START + 8000 }],
      [500, { type: 'finished' }],
    ]);
    expect(timesOf(session)).toEqual([0, 1000, 1000, 3000, 3000, 3500]);
  });
});

describe('a session file', () => {
  const file = { format: 'headroom/session@1', id: 's', events: [started()] };

  it.each([
    ['no object', 17, 'not-a-session', []],
    ['another format', { format: 'headroom/design@1' }, 'not-a-session', ['format']],
    ['a newer version', { ...file, format: 'headroom/session@2' }, 'newer-version', ['format']],
    ['no events', { ...file, events: [] }, 'session-invalid', ['events']],
    ['an unknown event', { ...file, events: [{ type: 'bribed', at: 1 }] }, 'session-invalid', ['events', 0, 'type']],
    [
      'an event that could not have happened',
      { ...file, events: [started(), { type: 'resumed', at: START }] },
      'event-out-of-place',
      ['events', 1],
    ],
    [
      'a first event that is not the start',
      { ...file, events: [{ type: 'paused', at: 1 }] },
      'event-out-of-place',
      ['events', 0],
    ],
    [
      'a prediction without a unit',
      {
        ...file,
        events: [
          started(),
          { type: 'phase-entered', at: START, phase: 'design' },
          { type: 'prediction-committed', at: START, digest: 'a'.repeat(16), request: 'r', p99: '10', bottleneck: 'b' },
        ],
      },
      'session-invalid',
      ['events', 2, 'p99'],
    ],
  ])('with %s gives a finding with its path', (_, value, code, path) => {
    const { session, findings } = parseSession(value);
    expect(session).toBeUndefined();
    expect(findings[0]).toMatchObject({ code, path, severity: 'error' });
  });

  it('of any JSON gives findings or a session, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { session, findings } = parseSession(value);
        expect(session === undefined).toBe(findings.length > 0);
      }),
    );
  });
});
