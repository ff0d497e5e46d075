import { beforeAll, describe, expect, it } from 'vitest';
import { type RunResult, simulate } from '../../simulator/index.ts';
import {
  addComponent,
  connect,
  type DesignDocument,
  removeItems,
  setConnection,
  setParameter,
  setStream,
} from '../../src/design/index.ts';
import { holds, type TourStep } from '../../src/scenario/index.ts';
import { loaded } from './files.ts';
import { documentOf, open } from './run.ts';

const { scenario } = loaded('first-steps');

/** Somebody who goes through the tour and does what each step says, with the studio's own edits. */
class Learner {
  document: DesignDocument = documentOf('first-steps', scenario.starter);

  rate(rate: string): void {
    this.document = setStream(this.document, 0, ['arrivals', 'poisson', 'rate'], rate);
  }
  add(type: string): string {
    const { doc, id } = addComponent(this.document, type, { x: 0, y: 0 });
    this.document = doc;
    return id;
  }
  draw(from: string, to: string): void {
    const drawn = connect(this.document, from, to);
    if ('refused' in drawn) throw new Error(drawn.refused);
    this.document = drawn.doc;
  }
  erase(from: string, to: string): void {
    this.document = removeItems(this.document, { connections: [`${from}->${to}`] });
  }
  set(id: string, parameter: string, raw: unknown): void {
    this.document = setParameter(this.document, id, [parameter], raw);
  }
  calls(from: string, to: string, calls: number): void {
    const index = this.document.connections.findIndex((one) => one.from === from && one.to === to);
    this.document = setConnection(this.document, index, ['calls'], calls);
  }
}

/** What each step asks for, in its order. */
const doing: Readonly<Record<string, (learner: Learner) => void>> = {
  'run-it': () => {},
  'the-knee': (learner) => learner.rate('400/s'),
  'too-much': (learner) => learner.rate('600/s'),
  spread: (learner) => {
    learner.erase('visitors', 'shop');
    const balancer = learner.add('load-balancer');
    learner.draw('visitors', balancer);
    learner.draw(balancer, 'shop');
    learner.set('shop', 'replicas', 3);
  },
  'n-plus-one': (learner) => {
    learner.calls('shop', 'db', 4);
    learner.set('db', 'work', { lognormal: { mean: '0.8 ms', cv: 1 } });
    learner.set('shop', 'replicas', 4);
  },
  'cache-it': (learner) => learner.draw('shop', learner.add('cache')),
};

interface Walked {
  readonly step: TourStep;
  /** Whether it was done before anything was done for it, after the doing, and after the run. */
  readonly before: boolean;
  readonly without: boolean;
  readonly after: boolean;
  readonly result: RunResult;
}

const walked = new Map<string, Walked>();

beforeAll(() => {
  const learner = new Learner();
  let last: RunResult | undefined;
  for (const step of scenario.tour) {
    const arrived = open(learner.document);
    const before = holds(step.done, { topology: arrived.topology, result: last });
    doing[step.id]!(learner);
    const { topology, model } = open(learner.document);
    const without = holds(step.done, { topology });
    const result = simulate(model);
    last = result;
    walked.set(step.id, { step, before, without, after: holds(step.done, { topology, result }), result });
  }
});

describe('the tour of the first steps', () => {
  it('has the six steps that are walked here', () => {
    expect(scenario.tour.map(({ id }) => id)).toEqual(Object.keys(doing));
  });

  it.each(Object.keys(doing))('%s is done by doing what it says, and by nothing less', (id) => {
    const { before, without, after } = walked.get(id)!;
    expect({ before, without, after }).toEqual({ before: false, without: false, after: true });
  });

  it('never holds while the design has errors', () => {
    const { result } = walked.get('run-it')!;
    expect(holds(scenario.tour[0]!.done, { result })).toBe(false);
  });
});

const ms = (seconds: number): number => seconds * 1000;
const utilization = (id: string, component: string): number =>
  walked.get(id)!.result.components[component]!.utilization;
const latency = (id: string) => walked.get(id)!.result.requests['*']!.latency;

/** An analytic model is as good as this: 15 % on medians and utilization, 30 % on a 99th percentile. */
const within = (value: number, expected: number, share: number): void => {
  expect(value).toBeGreaterThan(expected * (1 - share));
  expect(value).toBeLessThan(expected * (1 + share));
};

describe('what the tour shows is what its texts and the analytic model say', () => {
  it('at 60 requests a second half take 7.4 ms, one in a hundred 25 ms, and the server is at 12 %', () => {
    within(ms(latency('run-it').p50), 7.4, 0.15);
    within(ms(latency('run-it').p99), 24.9, 0.3);
    within(utilization('run-it', 'shop'), 0.12, 0.15);
  });

  it('at 400 a second the server is at 80 %, and the slowest take twice as long', () => {
    within(ms(latency('the-knee').p50), 13.3, 0.15);
    within(ms(latency('the-knee').p99), 54.2, 0.3);
    within(utilization('the-knee', 'shop'), 0.8, 0.15);
    within(utilization('the-knee', 'db'), 0.48, 0.15);
  });

  it('at 600 a second 500 come through, and the server is named as the bottleneck', () => {
    const { result } = walked.get('too-much')!;
    within(result.requests['*']!.goodput, 500, 0.15);
    expect(result.bottleneck).toMatchObject({ component: 'shop', resource: 'cores' });
  });

  it('three servers are at 40 %, the database at 72 %', () => {
    within(ms(latency('spread').p50), 9.9, 0.15);
    within(ms(latency('spread').p99), 28.5, 0.3);
    within(utilization('spread', 'shop'), 0.4, 0.15);
    within(utilization('spread', 'db'), 0.72, 0.15);
    expect(walked.get('spread')!.result.bottleneck?.component).toBe('db');
  });

  it('four queries bring the database to 96 %, and the fourth server is at 30 % and does not help', () => {
    within(utilization('n-plus-one', 'shop'), 0.3, 0.15);
    within(utilization('n-plus-one', 'db'), 0.96, 0.15);
    // The analytic model adds four independent waits. Those of one request meet the same crowd, so that the real
    // tail is longer than its 107.8 ms: about 190 ms in a run of twenty minutes.
    expect(ms(latency('n-plus-one').p99)).toBeGreaterThan(107.8 * 0.7);
    expect(ms(latency('n-plus-one').p99)).toBeGreaterThan(3 * ms(latency('spread').p99));
  });

  it('with a cache the database is far from its limit, and the slowest are quick again', () => {
    expect(utilization('cache-it', 'db')).toBeLessThan(0.35);
    expect(ms(latency('cache-it').p99)).toBeLessThan(30);
  });
});
