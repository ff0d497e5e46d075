import { describe, expect, it } from 'vitest';
import { startSession } from '../../src/interview/index.ts';
import { type Doing, digestA, digestB, play, started } from './support/logs.ts';
import { impact, measured } from './support/measurements.ts';

const begin = () => startSession('s', started());
const design: Doing = { type: 'phase-entered', phase: 'design' };
const disruption: Doing = { type: 'phase-entered', phase: 'disruption' };
const predict = (digest: string): Doing => ({
  type: 'prediction-committed',
  digest,
  request: 'redirect',
  p99: '10 ms',
  bottleneck: 'api',
});
const run = (digest: string): Doing => ({ type: 'design-run', digest, design: {}, measured: measured() });
const strike = (digest: string): Doing => ({
  type: 'curveball-struck',
  curveball: 'cache-dies',
  digest,
  component: 'cache',
  fault: { at: '5 s', for: '4 s', crash: { component: 'cache' } },
});
const foresee = (digest: string): Doing => ({
  type: 'disruption-predicted',
  digest,
  goodput: '90 %',
  fails: 'db',
  recovery: '2 s',
});
const rerun = (digest: string): Doing => ({
  type: 'disruption-run',
  digest,
  design: {},
  measured: measured(),
  impact: impact(),
});

/** Does the events one second apart and says which of them were refused. */
function refusals(...doings: Doing[]): string[] {
  let open = begin();
  const refused: string[] = [];
  for (const doing of doings) {
    const next = play([[1000, doing]], open);
    if (next === open) refused.push(doing.type);
    open = next;
  }
  return refused;
}

describe('an interview', () => {
  it('goes from a prediction through a run and a curveball to a measured disruption', () => {
    const open = play(
      [design, predict(digestA), run(digestA), disruption, strike(digestA), foresee(digestA), rerun(digestA)].map(
        (doing) => [1000, doing],
      ),
      begin(),
    );
    expect(open.session.events).toHaveLength(8);
    expect([open.design, open.disruption]).toEqual(['measured', 'measured']);
    expect(open.state.disruptionRuns[0]?.predicted.fails).toBe('db');
  });

  it('takes no run before its prediction', () => {
    expect(refusals(design, run(digestA))).toEqual(['design-run']);
  });

  it('takes no run of another design than the predicted one', () => {
    expect(refusals(design, predict(digestA), run(digestB))).toEqual(['design-run']);
  });

  it('takes a new prediction of a changed design, and then its run', () => {
    expect(refusals(design, predict(digestA), run(digestA), predict(digestB), run(digestB))).toEqual([]);
  });

  it('holds each run against the prediction made before it', () => {
    const open = play(
      [design, predict(digestA), run(digestA), { ...predict(digestB), p99: '40 ms' } as Doing, run(digestB)].map(
        (doing) => [1000, doing],
      ),
      begin(),
    );
    expect(open.state.designRuns.map(({ predicted }) => predicted.p99)).toEqual(['10 ms', '40 ms']);
  });

  it('predicts in the design phase only', () => {
    expect(refusals(predict(digestA))).toEqual(['prediction-committed']);
  });

  it('throws no curveball at a design that has not been measured', () => {
    expect(refusals(disruption, strike(digestA))).toEqual(['curveball-struck']);
    expect(refusals(design, predict(digestA), run(digestA), disruption, strike(digestB))).toEqual(['curveball-struck']);
  });

  it('throws one curveball, and no further', () => {
    expect(refusals(design, predict(digestA), run(digestA), disruption, strike(digestA), strike(digestA))).toEqual([
      'curveball-struck',
    ]);
  });

  it('takes no run of the disruption before its own prediction', () => {
    expect(refusals(design, predict(digestA), run(digestA), disruption, strike(digestA), rerun(digestA))).toEqual([
      'disruption-run',
    ]);
  });

  it('judges the design as it was once the curveball has struck', () => {
    expect(
      refusals(design, predict(digestA), run(digestA), disruption, strike(digestA), design, predict(digestB)),
    ).toEqual(['prediction-committed']);
  });

  it('counts the first answer to an estimate, since the right one is then shown', () => {
    const commit = (text: string): Doing => ({ type: 'estimate-committed', estimate: 'rows', text });
    expect(refusals({ type: 'phase-entered', phase: 'estimate' }, commit('1'), commit('2'))).toEqual([
      'estimate-committed',
    ]);
  });

  it('lets nothing be done while it is paused but resume, extend and finish', () => {
    expect(
      refusals(
        { type: 'paused' },
        { type: 'clarification-asked', clarification: 'peak' },
        design,
        { type: 'extended', phase: 'scope', by: 1000 },
        { type: 'resumed' },
        design,
      ),
    ).toEqual(['clarification-asked', 'phase-entered']);
  });

  it('records a run that ends during a pause', () => {
    expect(refusals(design, predict(digestA), { type: 'paused' }, run(digestA))).toEqual([]);
  });

  it('asks, sorts and excludes in scope, and nowhere else', () => {
    const ask: Doing = { type: 'clarification-asked', clarification: 'peak' };
    expect(refusals(ask, design, ask)).toEqual(['clarification-asked']);
  });

  it('takes nothing after it is finished', () => {
    expect(refusals({ type: 'finished' }, design, { type: 'resumed' })).toEqual(['phase-entered', 'resumed']);
  });
});
