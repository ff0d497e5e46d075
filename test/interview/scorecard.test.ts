import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Evidence,
  type Impact,
  type OpenSession,
  parseSession,
  type Scorecard,
  scorecard,
} from '../../src/interview/index.ts';
import { loadCalculator } from '../../src/math/index.ts';
import { knowing, runThatMeetsAll, sessionOf } from './support/candidates.ts';
import { type Doing, doings, play } from './support/logs.ts';
import { impact, measured } from './support/measurements.ts';
import { shipped } from './support/scenario.ts';

const calculator = await loadCalculator();
const scenario = shipped('url-shortener');
const judge = ({ state }: OpenSession): Scorecard => scorecard({ scenario, state, calculator });
const all = knowing(scenario);

/** The knowing candidate, but for some of what they do. */
const butFor = (change: (doing: Doing) => Doing | undefined) => sessionOf(all.flatMap((doing) => change(doing) ?? []));

const share = (card: Scorecard, criterion: string) => card.criteria.find((one) => one.criterion === criterion)?.share;
const item = (card: Scorecard, id: string) => card.criteria.flatMap(({ items }) => items).find((one) => one.id === id);

/** What a path of evidence leads to in the event that it cites. */
function resolve(session: OpenSession, { event, path }: Extract<Evidence, { kind: 'metric' }>): unknown {
  let at: unknown = session.session.events[event];
  for (const key of path) at = (at as Record<string | number, unknown> | undefined)?.[key];
  return at;
}

/** A scorecard as a reviewer reads it. */
function written({ score, earned, grade, passMark, criteria, gates }: Scorecard): string {
  const cited = (evidence: readonly Evidence[]) =>
    evidence.map((one) => {
      const where =
        one.kind === 'node' ? one.id : one.kind === 'answer' ? `#${one.event}` : `#${one.event} ${one.path.join('.')}`;
      return `      ${one.kind} ${where}: ${one.text}`;
    });
  return [
    `${score.toFixed(2)} (${earned.toFixed(2)} before ${gates.length} gates), ${grade}, pass mark ${passMark}`,
    ...criteria.flatMap(({ title, weight, share, items }) => [
      `${title}, ${weight}: ${share === undefined ? 'not judged' : share.toFixed(3)}`,
      ...items.flatMap(({ id, points, weight, says, evidence }) => [
        `   ${points ?? '-'} × ${weight.toFixed(2)} ${id}: ${says}`,
        ...cited(evidence),
      ]),
    ]),
    '',
  ].join('\n');
}

function expectEvidence(open: OpenSession): void {
  const card = judge(open);
  const { events } = open.session;
  const nodes = new Set(events.flatMap((event) => ('measured' in event ? Object.keys(event.measured.components) : [])));
  const cited = [...card.criteria.flatMap(({ items }) => items), ...card.gates.map((gate) => ({ ...gate, points: 1 }))];
  for (const { id, points, evidence } of cited) {
    if (points !== undefined && points > 0) expect(evidence, `${id} has evidence`).not.toEqual([]);
    for (const one of evidence) {
      if (one.kind === 'metric') expect(resolve(open, one), `${id} cites ${one.path.join('.')}`).toBe(one.value);
      if (one.kind === 'answer') expect(events[one.event], `${id} cites event ${one.event}`).toBeDefined();
      if (one.kind === 'node') expect(nodes.has(one.id), `${id} cites node ${one.id}`).toBe(true);
    }
  }
}

describe('a scorecard', () => {
  it('gives all points to someone who does all that is asked', () => {
    const card = judge(sessionOf(all));
    expect(card.criteria.flatMap(({ items }) => items).filter(({ points }) => points !== 1)).toEqual([]);
    expect(card).toMatchObject({ score: 100, grade: 'strong', gates: [] });
  });

  it('gives none to someone who only starts', () => {
    const card = judge(sessionOf([{ type: 'finished' }]));
    expect(card.score).toBe(0);
    expect(card.grade).toBe('not-yet');
  });

  it('stays as it was declared to be', async () => {
    const session = sessionOf(
      all.filter(({ type }, index) => type !== 'choice-made' && (type !== 'clarification-asked' || index % 2 === 0)),
    );
    await expect(written(judge(session))).toMatchFileSnapshot('golden/scorecard.txt');
  });

  it('is the same for the same log, through a file and a replay', () => {
    fc.assert(
      fc.property(doings, (what) => {
        const open = play(what);
        const again = parseSession(JSON.parse(JSON.stringify(open.session))).session!;
        expect(judge(again)).toEqual(judge(open));
      }),
      { numRuns: 30 },
    );
  });

  it('shows evidence for every point, and what it cites is there', () => {
    expectEvidence(sessionOf(all));
    fc.assert(
      fc.property(doings, (what) => expectEvidence(play(what))),
      { numRuns: 30 },
    );
  });

  it('says something stronger wherever the scenario knows it and points are missing', () => {
    const card = judge(sessionOf([{ type: 'finished' }]));
    expect(item(card, 'estimate-rows')?.stronger).toContain('12 billion');
    expect(item(card, 'must-haves')?.stronger).toContain('98 of 100');
  });

  it('leaves what no machine can judge out of numerator and denominator', () => {
    const card = judge(sessionOf(all));
    expect(share(card, 'api-and-data')).toBeUndefined();
    const heavier = {
      ...scenario,
      rubric: scenario.rubric.map((one) => (one.criterion === 'api-and-data' ? { ...one, weight: 1000 } : one)),
    };
    const { state } = butFor((doing) => (doing.type === 'choice-made' ? undefined : doing));
    expect(scorecard({ scenario: heavier, state, calculator }).score).toBe(
      scorecard({ scenario, state, calculator }).score,
    );
  });

  it.each([
    ['20,000 req/s', 1],
    ['25,000 req/s', 0.5],
    ['4167 req/s', 0],
    ['20000 ms', 0],
  ])('gives an estimate of %s for 20,833 req/s %d points', (text, points) => {
    const card = judge(
      butFor((doing) =>
        doing.type === 'estimate-committed' && doing.estimate === 'peak-redirects' ? { ...doing, text } : doing,
      ),
    );
    expect(item(card, 'estimate-peak-redirects')?.points).toBe(points);
  });

  it('names the known mistake behind a wrong estimate', () => {
    const card = judge(
      butFor((doing) =>
        doing.type === 'estimate-committed' && doing.estimate === 'peak-redirects'
          ? { ...doing, text: '4167 req/s' }
          : doing,
      ),
    );
    expect(item(card, 'estimate-peak-redirects')?.says).toContain('average');
  });

  it.each([
    ['12 ms', 1],
    ['25 ms', 0.5],
    ['100 ms', 0],
  ])('gives a predicted p99 of %s for a measured 10 ms %d points', (p99, points) => {
    const card = judge(butFor((doing) => (doing.type === 'prediction-committed' ? { ...doing, p99 } : doing)));
    expect(item(card, 'p99')?.points).toBe(points);
  });

  it.each([
    ['api', 1],
    ['cache', 0.5],
    ['db', 0],
  ])('gives a predicted bottleneck of %s, where api leads before cache, %d points', (bottleneck, points) => {
    const card = judge(butFor((doing) => (doing.type === 'prediction-committed' ? { ...doing, bottleneck } : doing)));
    expect(item(card, 'bottleneck')?.points).toBe(points);
  });

  it('judges the first prediction and the last design', () => {
    const missed = {
      ...runThatMeetsAll,
      objectives: runThatMeetsAll.objectives.map((one) => ({ ...one, met: false, value: 0 })),
    };
    const at = all.findIndex(({ type }) => type === 'prediction-committed');
    const first: Doing[] = [
      { type: 'prediction-committed', digest: 'c'.repeat(16), request: 'redirect', p99: '1 s', bottleneck: 'db' },
      { type: 'design-run', digest: 'c'.repeat(16), design: {}, measured: missed },
    ];
    const card = judge(sessionOf([...all.slice(0, at), ...first, ...all.slice(at)]));
    expect(item(card, 'objective-Redirects are fast')?.points).toBe(1);
    expect(item(card, 'p99')?.points).toBe(0);
  });

  it('gives half of what a design survives only after it was mended', () => {
    const failing = impact({
      expectations: [{ name: 'Most redirects still arrive', require: 'x', met: false, value: 0.1, limit: 0.9 }],
    });
    const mended = impact({
      expectations: [{ name: 'Most redirects still arrive', require: 'x', met: true, value: 0.95, limit: 0.9 }],
    });
    const at = all.findIndex(({ type }) => type === 'disruption-run');
    const run = all[at] as Extract<Doing, { type: 'disruption-run' }>;
    const predicted = all[at - 1]!;
    const card = judge(
      sessionOf([
        ...all.slice(0, at),
        { ...run, impact: failing },
        predicted,
        { ...run, impact: mended },
        ...all.slice(at + 1),
      ]),
    );
    expect(item(card, 'objective-Most redirects still arrive')?.points).toBe(0.5);
  });

  it('caps a design whose requests do not reach a store', () => {
    const { 'api->db': _, ...connections } = runThatMeetsAll.connections;
    const card = judge(
      butFor((doing) =>
        doing.type === 'design-run' ? { ...doing, measured: { ...doing.measured, connections } } : doing,
      ),
    );
    expect(card).toMatchObject({ score: 40, grade: 'not-yet' });
    expect(card.earned).toBeGreaterThan(40);
  });

  it('caps a design that does not recover, and one with a single point of failure', () => {
    const stuck = judge(
      butFor((doing) =>
        doing.type === 'disruption-run' ? { ...doing, impact: { ...doing.impact, after: 0.2 } } : doing,
      ),
    );
    expect(stuck.gates.map(({ id }) => id)).toEqual(['no-recovery']);
    const alone = judge(
      butFor((doing) =>
        doing.type === 'disruption-run' ? { ...doing, impact: { ...doing.impact, goodput: 0.01 } } : doing,
      ),
    );
    expect(alone.gates.map(({ id }) => id)).toEqual(['single-point-of-failure']);
  });

  it.each<[string, Partial<Impact>, string | undefined, number]>([
    ['1.5 s', { recovery: 3 }, 'recovery-predicted', 1],
    ['1 s', { recovery: 4 }, 'recovery-predicted', 0.5],
    ['10 ms', { recovery: 0.9 }, 'recovery-predicted', 1],
    ['1 s', { recovery: null }, 'recovery-predicted', 0],
  ])('judges a predicted recovery of %s by what was measured (%o)', (recovery, change, id, points) => {
    const card = judge(
      butFor((doing) => {
        if (doing.type === 'disruption-predicted') return { ...doing, recovery };
        if (doing.type === 'disruption-run') return { ...doing, impact: { ...doing.impact, ...change } };
        return doing;
      }),
    );
    expect(item(card, id!)?.points).toBe(points);
  });

  it('knows someone who foresaw that it does not recover', () => {
    const card = judge(
      butFor((doing) => {
        if (doing.type === 'disruption-predicted') {
          const { recovery: _, ...never } = doing;
          return never;
        }
        if (doing.type === 'disruption-run') return { ...doing, impact: { ...doing.impact, recovery: null } };
        return doing;
      }),
    );
    expect(item(card, 'recovery-predicted')?.points).toBe(1);
  });

  it('keeps the two best grades from someone who misses the heaviest criterion', () => {
    const nothing = measured({
      objectives: runThatMeetsAll.objectives.map((one) => ({ ...one, met: false, value: 0 })),
    });
    const { state } = butFor((doing) => (doing.type === 'design-run' ? { ...doing, measured: nothing } : doing));
    const easy = { ...state, level: 'mid' as const };
    const card = scorecard({ scenario, state: easy, calculator });
    expect(card.score).toBeGreaterThan(card.passMark);
    expect(card.grade).toBe('borderline');
    expect(card.blocked).toContain('Performance');
  });
});
