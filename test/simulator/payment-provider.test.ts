import { describe, expect, test } from 'vitest';
import { type CountMeasure, compile, estimate, type TimeMeasure, type TotalMeasure } from '../../simulator/index.ts';
import { modelOf, topologyOf } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

/** It charges at once, and nothing goes wrong unless asked to. */
const provider = (more: object = {}) => ({
  id: 'pay',
  type: 'payment-provider',
  work: '10 ms',
  declineRate: 0,
  errorRate: 0,
  lostAnswers: 0,
  ...more,
});
const charges = (count: number, request: object = {}) => steady(10, { kind: 'write', ...request }, count / 10 + 0.05);

const countOf = (measure: CountMeasure | TotalMeasure | TimeMeasure | undefined) =>
  measure !== undefined && 'count' in measure ? measure.count : Number.NaN;

/** So many charges, each tried until its answer comes. */
function insisting(count: number, pay: object, connection: object) {
  return run({
    components: [client, provider(pay)],
    connections: [
      {
        from: 'users',
        to: 'pay',
        timeout: '1 s',
        retry: { attempts: 20, backoff: { base: '10 ms', jitter: 'none' } },
        ...connection,
      },
    ],
    workload: charges(count),
    run: cold(count / 10 + 40),
  });
}

describe('an answer that is lost', () => {
  const count = 4000;
  const lostAnswers = 0.1;
  /** Mean number of answers lost for one charge, and its variance: those before the first that comes. */
  const [mean, variance] = [lostAnswers / (1 - lostAnswers), lostAnswers / (1 - lostAnswers) ** 2];

  test('and asked for again charges again: one duplicate for each, p / (1 − p) for a payment', () => {
    const { components, requests } = insisting(count, { lostAnswers }, {});
    const { outcomes, measures } = components['pay'];
    const lost = countOf(measures?.['lostAnswers']);
    expect(requests['*'].counts.succeeded).toBe(count);
    expect(outcomes?.duplicates).toBe(lost);
    expect(outcomes?.outOf.duplicates).toBe(count + lost);
    expect(Math.abs(lost - count * mean) / Math.sqrt(count * variance)).toBeLessThan(4);
  });

  test('and asked for again with a key is answered from the record: every customer is charged once', () => {
    const { components, requests } = insisting(count, { lostAnswers }, { idempotencyKey: true });
    const { outcomes, measures } = components['pay'];
    const lost = countOf(measures?.['lostAnswers']);
    expect(requests['*'].counts.succeeded).toBe(count);
    expect(outcomes?.counts).toEqual({ duplicates: 0 });
    expect(outcomes?.outOf).toEqual({ duplicates: count });
    expect(outcomes?.deduplicated).toBe(lost);
    // What the record answers is not lost again.
    expect(Math.abs(lost - count * lostAnswers) / Math.sqrt(count * lostAnswers * (1 - lostAnswers))).toBeLessThan(4);
  });

  test('ends with the connection for who waits without a timeout', () => {
    const { requests } = run({
      components: [client, provider({ lostAnswers: 1 })],
      connections: chain('users', 'pay'),
      workload: charges(10),
      run: cold(100),
    });
    expect(requests['*'].counts.failed).toEqual({ timeout: 10 });
    expect(requests['*'].failures).toEqual([{ reason: 'timeout', at: 'pay', count: 10 }]);
  });
});

test('a declined card is a good answer and no charge; an error is no charge either', () => {
  const { components, requests } = insisting(4000, { declineRate: 0.2 }, { retry: { attempts: 2 } });
  expect(requests['*'].counts.succeeded).toBe(4000);
  const made = components['pay'].outcomes?.outOf.duplicates ?? 0;
  expect(Math.abs(made - 3200) / Math.sqrt(4000 * 0.2 * 0.8)).toBeLessThan(4);
  const failing = insisting(1000, { errorRate: 0.5 }, {});
  expect(failing.components['pay'].outcomes?.outOf.duplicates).toBe(1000);
  expect(failing.components['pay'].outcomes?.duplicates).toBe(0);
});

test('a read asks for the status: nothing is charged and nobody told', () => {
  const { components } = run({
    components: [client, provider(), relay('hooks')],
    connections: [{ from: 'users', to: 'pay', retry: { attempts: 2 } }, ...chain('pay', 'hooks')],
    workload: charges(50, { kind: 'read' }),
    run: cold(20),
  });
  expect(components['pay'].outcomes).toBeUndefined();
  expect(components['hooks'].arrivalRate).toBe(0);
});

describe('webhooks', () => {
  const told = (
    webhooks: object,
    more: { workload?: unknown; faults?: object[]; worker?: object; keyed?: boolean } = {},
  ) =>
    run({
      components: [
        client,
        provider({ webhooks: { delay: '1 s', duplicates: 0, ...webhooks } }),
        { id: 'hooks', type: 'service', work: '1 ms', queue: 'unbounded', ...more.worker },
      ],
      connections: [...chain('users', 'pay'), { from: 'pay', to: 'hooks', idempotencyKey: more.keyed === true }],
      workload: more.workload ?? charges(100),
      faults: more.faults ?? [],
      run: cold(100),
    } as never);

  test('tell of each charge after it has been answered, and nobody waits for them', () => {
    const { components, requests } = told({});
    expect(components['hooks'].latency.count).toBe(100);
    expect(requests['*'].latency.max).toBeCloseTo(0.01, 6);
  });

  test('are told again, later and later, until they are taken', () => {
    // Down from 5 s to 12 s. The charge of 4.1 s is told at 5.11, 6.11, 8.11 and 12.11 s.
    const faults = [{ at: 5, for: 7, crash: { component: 'hooks' } }];
    const { components } = told({ backoff: { base: '1 s' } }, { faults, workload: charges(41) });
    expect(components['hooks'].latency.count).toBe(41);
    const refused = (components['hooks'].errors['refused'] ?? 0) * components['hooks'].throughput * 100;
    // Only those of 4.0 and 4.1 s were due after the crash.
    expect(refused).toBeCloseTo(2 * 3, 6);
  });

  test('come twice as often as is said; who remembers their keys takes each once', () => {
    expect(told({ duplicates: 1 }).components['hooks'].latency.count).toBe(200);
    const { outcomes } = told({ duplicates: 1 }, { worker: { dedupeWindow: '1 h' }, keyed: true }).components['hooks'];
    expect(outcomes?.deduplicated).toBe(100);
  });

  test('about one item come out of order where a delay is longer than the gap: one in four', () => {
    // One charge a second, told at once or after a second and a half, half of them each: late is who waits before one that does not.
    const count = 4000;
    const delay = {
      mixture: [
        { weight: 1, of: '0 s' },
        { weight: 1, of: '1.5 s' },
      ],
    };
    const { outcomes } = run({
      components: [client, provider({ webhooks: { delay, duplicates: 0 } }), relay('hooks')],
      connections: chain('users', 'pay', 'hooks'),
      workload: steady(1, { kind: 'write', keys: { count: 1 } }, count + 0.5),
      run: cold(count + 10),
    });
    expect(outcomes?.outOf.outOfOrder).toBe(count);
    // Two neighbors are never both late: the variance is n (3/16 − 2/16).
    expect(Math.abs((outcomes?.outOfOrder ?? 0) - count / 4) / Math.sqrt(count / 16)).toBeLessThan(4);
  });
});

test('the bill has a fee for each charge that is made', () => {
  const model = modelOf({
    components: [client, provider({ declineRate: 0.5, fixedFee: 0.3, feeShare: 0.029, amount: 100 })],
    connections: chain('users', 'pay'),
    workload: steady(10, { kind: 'write' }),
  });
  // 10/s, half of them declined, $3.20 each, in a month of 730 h.
  expect(estimate(model).cost.components['pay']).toBeCloseTo(5 * 730 * 3600 * 3.2, 3);
});

test('the closed form tells as many webhooks as are sent, and waits for none', () => {
  const { model } = compile(
    topologyOf({
      components: [
        client,
        provider({ declineRate: 0.2, webhooks: { duplicates: 0.1 } }),
        { id: 'hooks', type: 'service', work: '1 ms' },
      ],
      connections: chain('users', 'pay', 'hooks'),
      workload: charges(10),
    }),
  );
  if (model === undefined) throw new Error('it compiles');
  const { components, requests } = estimate(model);
  expect(components['hooks'].arrivalRate).toBeCloseTo(10 * 0.8 * 1.1, 9);
  expect(requests['*'].mean).toBeCloseTo(0.01, 9);
});
