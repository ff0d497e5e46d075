import fc from 'fast-check';
import type { InterviewEvent, OpenSession } from '../../../src/interview/index.ts';
import { phases, startSession } from '../../../src/interview/index.ts';
import { impact, measured } from './measurements.ts';

export const MINUTE = 60_000;
export const START = Date.UTC(2026, 10, 21, 9);
export const budgets = { scope: 5, estimate: 4, design: 28, disruption: 5, 'wrap-up': 3 };
const inMinutes = Object.fromEntries(
  Object.entries(budgets).map(([phase, minutes]) => [phase, minutes * MINUTE]),
) as typeof budgets;

export function started(at = START): Extract<InterviewEvent, { type: 'started' }> {
  return { type: 'started', at, scenario: 'url-shortener', level: 'senior', budgets: inMinutes };
}

type WithoutTime<E> = E extends InterviewEvent ? Omit<E, 'at'> : never;
export type Doing = WithoutTime<InterviewEvent>;

export const digestA = 'aaaaaaaaaaaaaaaa';
export const digestB = 'bbbbbbbbbbbbbbbb';

/** What a candidate and an interviewer may do, in any order: most of it is out of place, as it is in the hands of a tester. */
export const doing: fc.Arbitrary<Doing> = fc.oneof(
  fc.constantFrom(...phases).map((phase): Doing => ({ type: 'phase-entered', phase })),
  fc.constantFrom<Doing>({ type: 'left' }, { type: 'paused' }, { type: 'resumed' }, { type: 'resumed' }),
  fc.constantFrom(...phases).map((phase): Doing => ({ type: 'extended', phase, by: 2 * MINUTE })),
  fc.constantFrom<Doing>(
    { type: 'clarification-asked', clarification: 'peak' },
    { type: 'requirement-sorted', requirement: 'follow-link', as: 'must' },
    { type: 'requirement-sorted', requirement: 'follow-link', as: 'out' },
    { type: 'target-set', quality: 'redirect-latency', text: '50 ms' },
    { type: 'exclusion-stated', text: 'Billing' },
    { type: 'exclusion-withdrawn', text: 'Billing' },
  ),
  fc.constantFrom<Doing>(
    { type: 'estimate-committed', estimate: 'peak-redirects', text: '20 000 req/s' },
    { type: 'estimate-committed', estimate: 'rows', text: '12e9' },
  ),
  fc
    .constantFrom(digestA, digestB)
    .chain((digest) =>
      fc.constantFrom<Doing>(
        { type: 'design-changed', digest, components: 4, connections: 3 },
        { type: 'prediction-committed', digest, request: 'redirect', p99: '10 ms', bottleneck: 'api' },
        { type: 'design-run', digest, design: {}, measured: measured() },
        { type: 'curveball-struck', curveball: 'cache-dies', digest, component: 'cache', fault: { at: '5 s' } },
        { type: 'disruption-predicted', digest, goodput: '90 %', fails: 'db', recovery: '2 s' },
        { type: 'disruption-run', digest, design: {}, measured: measured(), impact: impact() },
      ),
    ),
  fc.constantFrom<Doing>(
    { type: 'choice-made', question: 'cdn', choice: 'hottest' },
    { type: 'choice-made', question: 'cdn', choice: 'always' },
    { type: 'reflection-written', question: 'codes', text: 'Leased ranges of numbers.' },
  ),
);

/** An interview that comes to its end, as far as it is followed. */
const course: readonly Doing[] = [
  { type: 'requirement-sorted', requirement: 'follow-link', as: 'must' },
  { type: 'phase-entered', phase: 'design' },
  { type: 'prediction-committed', digest: digestA, request: 'redirect', p99: '10 ms', bottleneck: 'api' },
  { type: 'design-run', digest: digestA, design: {}, measured: measured() },
  { type: 'phase-entered', phase: 'disruption' },
  { type: 'curveball-struck', curveball: 'cache-dies', digest: digestA, component: 'cache', fault: { at: '5 s' } },
  { type: 'disruption-predicted', digest: digestA, goodput: '90 %', recovery: '2 s' },
  { type: 'disruption-run', digest: digestA, design: {}, measured: measured(), impact: impact() },
  { type: 'phase-entered', phase: 'wrap-up' },
];

const after = fc.integer({ min: 0, max: 3 * MINUTE });

/** Things done, each some time after the one before: some of a sensible course, then anything, some more of the course, … */
export const doings: fc.Arbitrary<readonly (readonly [number, Doing])[]> = fc
  .tuple(
    fc.array(fc.array(fc.tuple(after, doing), { maxLength: 8 }), { minLength: 1, maxLength: 6 }),
    fc.array(after, { minLength: course.length, maxLength: course.length }),
  )
  .map(([bursts, times]) => {
    const steps = course.map((step, i): readonly [number, Doing] => [times[i]!, step]);
    const each = Math.ceil(steps.length / bursts.length);
    return bursts.flatMap((burst, i) => [...steps.slice(i * each, (i + 1) * each), ...burst]);
  });

/** A session in which everything that may happen did, and nothing else. */
export function play(what: readonly (readonly [number, Doing])[], from = startSession('s', started())): OpenSession {
  let open = from;
  let at = open.session.events.at(-1)!.at;
  for (const [after, event] of what) {
    at += after;
    open = open.append({ ...event, at } as InterviewEvent) ?? open;
  }
  return open;
}
