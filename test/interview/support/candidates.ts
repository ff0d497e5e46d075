import type { OpenSession, phases } from '../../../src/interview/index.ts';
import type { Scenario } from '../../../src/scenario/index.ts';
import { type Doing, digestA, MINUTE, play } from './logs.ts';
import { impact, measured } from './measurements.ts';

const objectives = [
  ['Redirects are fast', 'p99(redirect) < 50 ms', 0.01, 0.05, 's'],
  ['Redirects rarely fail', 'availability(redirect) >= 99.95 %', 1, 0.9995, ''],
  ['Links can be made', 'availability(create) >= 99.9 %', 1, 0.999, ''],
  ['The peak is carried', 'goodput(redirect) >= 20000 req/s', 20_833, 20_000, '/s'],
  ['It fits the budget', 'cost() <= 4500 USD/month', 3777, 4500, 'USD/month'],
] as const;

export const runThatMeetsAll = measured({
  objectives: objectives.map(([name, require, value, limit, unit]) => ({
    name,
    require,
    met: true,
    value,
    limit,
    unit,
  })),
});

export const impactAsExpected = impact({
  expectations: [
    {
      name: 'Most redirects still arrive',
      require: 'availability(redirect) >= 90 %',
      met: true,
      value: 0.96,
      limit: 0.9,
      unit: '',
    },
    { name: 'What fails does so quickly', require: 'p99(redirect) < 1 s', met: true, value: 0.2, limit: 1, unit: 's' },
  ],
});

export const strikeCache: Doing = {
  type: 'curveball-struck',
  curveball: 'cache-dies',
  digest: digestA,
  component: 'cache',
  fault: { at: '5 s', for: '4 s', crash: { component: 'cache' } },
};

/** Someone who does everything that the scenario asks for, reading the answers from its data. */
export function knowing(scenario: Scenario): readonly Doing[] {
  const { requirements, clarifications, estimates, tradeOffs, deepDives } = scenario;
  const enter = (phase: (typeof phases)[number]): Doing => ({ type: 'phase-entered', phase });
  return [
    ...clarifications.map(({ id }): Doing => ({ type: 'clarification-asked', clarification: id })),
    ...requirements.functional.map(
      ({ id, priority }): Doing => ({ type: 'requirement-sorted', requirement: id, as: priority }),
    ),
    ...requirements.nonFunctional.map(
      ({ id, value }): Doing => ({ type: 'target-set', quality: id, text: String(value) }),
    ),
    enter('estimate'),
    ...estimates.map(({ id, answer }): Doing => ({ type: 'estimate-committed', estimate: id, text: answer })),
    enter('design'),
    { type: 'design-changed', digest: digestA, components: 4, connections: 3 },
    { type: 'prediction-committed', digest: digestA, request: 'redirect', p99: '12 ms', bottleneck: 'api' },
    { type: 'design-run', digest: digestA, design: {}, measured: runThatMeetsAll },
    enter('disruption'),
    strikeCache,
    { type: 'disruption-predicted', digest: digestA, goodput: '90 %', recovery: '1 s' },
    { type: 'disruption-run', digest: digestA, design: {}, measured: runThatMeetsAll, impact: impactAsExpected },
    enter('wrap-up'),
    ...tradeOffs.flatMap(({ id, choices }): Doing[] => {
      const best = choices.find((choice) => choice.best);
      return best === undefined ? [] : [{ type: 'choice-made', question: id, choice: best.id }];
    }),
    ...deepDives
      .slice(0, 1)
      .map(({ id, senior }): Doing => ({ type: 'reflection-written', question: id, text: senior })),
    { type: 'finished' },
  ];
}

/** Plays what a candidate does, a minute for each thing. */
export function sessionOf(doings: readonly Doing[]): OpenSession {
  return play(doings.map((doing) => [MINUTE, doing]));
}
