import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blameParts, type RequestBlame, simulate } from '../../../simulator/index.ts';
import { modelOf, type Sketch } from '../../support/topology.ts';
import { chain, client, delay, poisson, servers } from '../building-blocks.ts';
import { designs } from '../random-designs.ts';
import { cold, moments, steady } from '../support.ts';
import { everything, expectSums } from './sums.ts';

function blameOf(sketch: Sketch, request = '*'): RequestBlame {
  const { blame } = simulate(modelOf(sketch), { blame: true }).requests[request];
  if (blame === undefined) throw new Error('asked for, and not there');
  return blame;
}

/** In milliseconds, rounded to a nanosecond. */
function rounded(blame: RequestBlame['all']): unknown {
  const ms = (seconds: number) => Math.round(seconds * 1e9) / 1e6;
  const whole = Object.entries(blame).map(([name, value]) => [
    name,
    typeof value === 'number' ? ms(value) : { wait: ms(value.wait), work: ms(value.work) },
  ]);
  return Object.fromEntries(whole);
}

describe('the parts of a request sum to its response time', () => {
  test('of each of 20,000 that meet everything there is, to the last bit once the clock shows more than it', () => {
    const { ended, exact } = expectSums(everything(20_000));
    expect(ended).toBeGreaterThan(19_000);
    expect(exact).toBeGreaterThan(ended * 0.98);
  });

  test('of each in fifty random designs, whatever breaks', () => {
    fc.assert(
      fc.property(designs, (sketch) => {
        expectSums(sketch);
      }),
      { seed: 71, numRuns: 50 },
    );
  });

  test('and so do the means of a group, in which all that there is has a part', () => {
    const sketch = everything(8000);
    const { requests } = simulate(modelOf(sketch), { blame: true });
    const served = sketch.components.map(({ id }) => id).filter((id) => id !== 'users' && id !== 'worker');
    const parts = Object.keys(requests['*'].blame?.all ?? {});
    expect(parts.sort()).toEqual([...served, 'network', 'retry', 'limit', 'hedge'].sort());
    for (const { latency, blame, failures } of Object.values(requests)) {
      if (blame === undefined) throw new Error('asked for, and not there');
      const sum = blameParts(blame.all).reduce((total, { seconds }) => total + seconds, 0);
      expect(sum / latency.mean).toBeCloseTo(1, 9);
      expect(blame.counts.all).toBe(latency.count);
      expect(blame.counts.p99).toBeCloseTo(latency.count / 100, 9);
      expect(blame.counts.failures).toBe(failures.reduce((total, { count }) => total + count, 0));
    }
  });
});

describe('queues in a row', () => {
  // Sojourn times in tandem M/M/1 queues are independent; the mean wait is ρ/(μ − λ), with variance (2ρ − ρ²)/(μ − λ)².
  const [lambda, first, second] = [60, 100, 80];
  const sketch: Sketch = {
    components: [
      client,
      servers('one', 1, { exponential: { mean: 1 / first } }),
      servers('two', 1, { exponential: { mean: 1 / second } }),
    ],
    connections: chain('users', 'one', 'two'),
    workload: poisson(lambda),
    run: { duration: 1000, warmup: 50 },
  };
  const blame = blameOf(sketch);
  const at = (id: string, of = blame.all) => {
    const value = of[id];
    if (value === undefined || typeof value === 'number') throw new Error(`nothing at ${id}`);
    return value;
  };

  test.each([
    ['one', first],
    ['two', second],
  ])('M/M/1 in tandem: at %s the mean wait is ρ/(μ − λ) and the mean work 1/μ', (id, mu) => {
    const rho = lambda / mu;
    const { counts } = blame;
    // Neighbors wait alike: so many independent observations there are, by the relaxation time of M/M/1, 1/(√μ − √λ)².
    const independent = counts.all / (1 + (2 * lambda) / (Math.sqrt(mu) - Math.sqrt(lambda)) ** 2);
    const error = Math.sqrt((2 * rho - rho * rho) / (mu - lambda) ** 2 / independent);
    expect(Math.abs(at(id).wait - rho / (mu - lambda))).toBeLessThan(4 * error);
    expect(Math.abs(at(id).work - 1 / mu)).toBeLessThan(4 / mu / Math.sqrt(counts.all));
  });

  test('of the slowest hundredth the slower queue has the larger share, as the tail of the sum of two exponentials says', () => {
    // T1 ~ Exp(40), T2 ~ Exp(20): given that their sum exceeds t, T1 is t-truncated: E[T1 | T1 + T2 > t] in closed form.
    const [a, b] = [first - lambda, second - lambda];
    const tail = (t: number) => (a * Math.exp(-b * t) - b * Math.exp(-a * t)) / (a - b);
    let t = 0;
    for (let step = 1; step > 1e-12; step /= 2) while (tail(t + step) > 0.01) t += step;
    // Numerator by integration of x a e^(−ax) P(T2 > t − x), plus x beyond t.
    let numerator = 0;
    const n = 20_000;
    for (let i = 0; i < n; i++) {
      const x = ((i + 0.5) / n) * t;
      numerator += (x * a * Math.exp(-a * x) * Math.exp(-b * (t - x)) * t) / n;
    }
    numerator += (t + 1 / a) * Math.exp(-a * t);
    const expected = numerator / tail(t);
    const { wait, work } = at('one', blame.p99);
    const others = at('two', blame.p99);
    expect(blame.counts.p99).toBeCloseTo(blame.counts.all / 100, 9);
    // The mean of the tail is t plus an exponential and a little; both within ten per cent of a few hundred correlated ones.
    expect((wait + work) / expected).toBeGreaterThan(0.75);
    expect((wait + work) / expected).toBeLessThan(1.25);
    expect(others.wait + others.work).toBeGreaterThan(3 * (wait + work));
  });
});

describe('what time is spent on', () => {
  const hop = { network: { rtt: '4 ms' } };
  const one = (connections: Sketch['connections'], ...components: Sketch['components']): Sketch => ({
    components: [client, ...components],
    connections,
    workload: steady(1),
    run: cold(20),
  });

  test('a hop there and back, and work', () => {
    const blame = blameOf(one([{ from: 'users', to: 'a', ...hop }], servers('a', 1, '10 ms')));
    expect(rounded(blame.all)).toEqual({ network: 4, a: { wait: 0, work: 10 } });
  });

  test('of calls at the same time the one that ends last counts, and the others do not', () => {
    const calls = [
      { from: 'users', to: 'a' },
      { from: 'a', to: 'slow', order: 1, ...hop },
      { from: 'a', to: 'quick', order: 1, ...hop },
    ];
    const blame = blameOf(one(calls, servers('a', 1, '1 ms'), delay('slow', '30 ms'), delay('quick', '5 ms')));
    expect(rounded(blame.all)).toEqual({ a: { wait: 0, work: 1 }, network: 4, slow: { wait: 0, work: 30 } });
  });

  test('calls one after the other each count: an N+1 query is N+1 trips', () => {
    const calls = [
      { from: 'users', to: 'a' },
      { from: 'a', to: 'b', calls: 20, ...hop },
    ];
    const blame = blameOf(one(calls, servers('a', 1, '1 ms'), delay('b', '2 ms')));
    expect(rounded(blame.all)).toEqual({ a: { wait: 0, work: 1 }, network: 80, b: { wait: 0, work: 40 } });
  });

  test('the failed attempts and the backoff between them are retry, the last attempt is what it was', () => {
    // Two attempts find the callee down, after a hop each; the third, after 8 + 16 ms more, finds it up.
    const retry = { attempts: 3, backoff: { base: '8 ms', cap: '1 s', jitter: 'none' } };
    const blame = blameOf({
      ...one([{ from: 'users', to: 'a', ...hop, retry }], servers('a', 1, '10 ms')),
      workload: moments({ get: 1 }),
      faults: [{ at: 0.5, for: 0.52, crash: { component: 'a' } }],
    });
    expect(rounded(blame.all)).toEqual({ retry: 4 + 8 + 4 + 16, network: 4, a: { wait: 0, work: 10 } });
  });

  test('what lies between components is told apart by connection: here retries of the user, a pool and a second hop', () => {
    const retry = { attempts: 3, backoff: { base: '8 ms', cap: '1 s', jitter: 'none' } };
    const pooled = { id: 'db', type: 'sql-database', cores: 8, pool: 1, work: '40 ms' };
    const calls = [
      { from: 'users', to: 'a', ...hop, retry },
      { from: 'a', to: 'db', network: { rtt: '1 ms' } },
    ];
    const sketch = {
      ...one(calls, servers('a', 8, '10 ms'), pooled),
      workload: moments({ first: 1.0, second: 1.005 }),
    };
    // Both find it down twice; of the two, 5 ms apart, the second waits for the only connection: 41 ms less the 5.
    const blame = blameOf({ ...sketch, faults: [{ at: 0.5, for: 0.522, crash: { component: 'a' } }] }, 'second');
    expect(rounded(blame.all)).toEqual({
      retry: 4 + 8 + 4 + 16,
      limit: 36,
      network: 4 + 1,
      a: { wait: 0, work: 10 },
      db: { wait: 0, work: 40 },
    });
    const { connections } = blame;
    const inMs = Object.fromEntries(Object.entries(connections?.all ?? {}).map(([at, of]) => [at, rounded(of)]));
    expect(inMs).toEqual({ 'users->a': { network: 4, retry: 32 }, 'a->db': { network: 1, limit: 36 } });
    expect(connections?.p99).toEqual(connections?.all);
    expect(blameParts(blame.all, connections?.all).slice(0, 3)).toEqual([
      { component: 'db', spent: 'work', seconds: expect.closeTo(0.04, 9) },
      { connection: 'a->db', spent: 'limit', seconds: expect.closeTo(0.036, 9) },
      { connection: 'users->a', spent: 'retry', seconds: expect.closeTo(0.032, 9) },
    ]);
  });

  test('a request that times out was where its attempt was, however deep: here in line behind another, two calls down', () => {
    const calls = [
      { from: 'users', to: 'front', ...hop, timeout: '50 ms' },
      { from: 'front', to: 'a', ...hop },
    ];
    const sketch = one(calls, servers('front', 1, '5 ms'), servers('a', 1, '1 s'));
    const blame = blameOf({ ...sketch, workload: moments({ first: 1.0, second: 1.01 }) }, 'second');
    expect(blame.failures && rounded(blame.failures)).toEqual({
      front: { wait: 0, work: 5 },
      network: 4,
      a: { wait: 41, work: 0 },
    });
  });

  test('before the copy that wins was sent is hedge; a copy that loses costs nothing', () => {
    const sketch = (factor: number): Sketch => ({
      ...one([{ from: 'users', to: 'a', ...hop, hedge: { after: '20 ms' } }], {
        ...servers('a', 1, '30 ms'),
        replicas: 2,
      }),
      workload: moments({ get: 1 }),
      faults: [{ at: 0.5, for: 5, slow: { component: 'a', factor, replicas: 1 } }],
    });
    expect(rounded(blameOf(sketch(50)).all)).toEqual({ hedge: 20, network: 4, a: { wait: 0, work: 30 } });
    expect(rounded(blameOf(sketch(1)).all)).toEqual({ network: 4, a: { wait: 0, work: 30 } });
  });

  test('a wait for a pooled connection is a limit, and so is a rate limit on the caller’s side', () => {
    const pooled = { id: 'db', type: 'sql-database', cores: 8, pool: 1, work: '40 ms' };
    const calls = [
      { from: 'users', to: 'a' },
      { from: 'a', to: 'db', ...hop },
    ];
    const workload = moments({ first: 1.0, second: 1.01 });
    const blame = blameOf({ ...one(calls, servers('a', 8, '1 ms'), pooled), workload }, 'second');
    expect(rounded(blame.all)).toEqual({ a: { wait: 0, work: 1 }, limit: 34, network: 4, db: { wait: 0, work: 40 } });
    const limited = { from: 'users', to: 'a', rateLimit: { rate: 20, burst: 1, excess: 'delay' } };
    const other = blameOf({ ...one([limited], servers('a', 8, '1 ms')), workload }, 'second');
    expect(rounded(other.all)).toEqual({ limit: 40, a: { wait: 0, work: 1 } });
  });

  test('processor sharing: what two requests take from each other is wait, and what each had is work', () => {
    const shared = { ...servers('a', 1, '40 ms'), discipline: 'processor-sharing' };
    const blame = blameOf(
      {
        ...one([{ from: 'users', to: 'a' }], shared),
        workload: moments({ first: 1.0, second: 1.02 }),
      },
      'first',
    );
    // Alone for 20 ms, then the other half of its work at half the speed.
    expect(rounded(blame.all)).toEqual({ a: { wait: 20, work: 40 } });
  });

  test('at shared cores a stay that is cut off, by a timeout or a crash, was work for as long as it had a core', () => {
    const shared = { ...servers('a', 1, '1 s'), discipline: 'processor-sharing' };
    const workload = moments({ first: 1.0, second: 1.02 });
    // Alone for 20 ms, then half a core for 30 ms: 35 ms of the 50 until the timeout.
    const late = [{ from: 'users', to: 'a', timeout: '50 ms' }];
    const first = { a: { wait: 15, work: 35 } };
    const timedOut = blameOf({ ...one(late, shared), workload }, 'first').failures;
    expect(timedOut && rounded(timedOut)).toEqual(first);
    const told = [{ from: 'users', to: 'a', timeout: '50 ms', cancellation: true }];
    const canceled = blameOf({ ...one(told, shared), workload }, 'first').failures;
    expect(canceled && rounded(canceled)).toEqual(first);
    const faults = [{ at: 1.05, for: 1, crash: { component: 'a' } }];
    const crashed = { ...one([{ from: 'users', to: 'a' }], shared), workload, faults };
    expect(rounded(blameOf(crashed, 'first').failures ?? {})).toEqual(first);
    expect(rounded(blameOf(crashed, 'second').failures ?? {})).toEqual({ a: { wait: 15, work: 15 } });
  });

  test('preemption: while it is interrupted a request waits, also where it is cut off', () => {
    const urgent = { ...servers('a', 1, '40 ms'), discipline: 'priority-preemptive' };
    const workload = {
      streams: ['first', 'second'].map((name, i) => ({
        client: 'users',
        arrivals: { constant: { rate: 1 / (1 + i / 100) } },
        shape: { steps: [[1.5, 0]] },
        requests: { [name]: { priority: 1 - i } },
      })),
    };
    const blame = blameOf({ ...one([{ from: 'users', to: 'a' }], urgent), workload }, 'first');
    expect(rounded(blame.all)).toEqual({ a: { wait: 40, work: 40 } });
    // It came 10 ms before the other: of 30 ms until it gives up it had the first 10.
    const late = { ...one([{ from: 'users', to: 'a', timeout: '30 ms' }], urgent), workload };
    expect(rounded(blameOf(late, 'first').failures ?? {})).toEqual({ a: { wait: 20, work: 10 } });
    expect(rounded(blameOf(late, 'second').failures ?? {})).toEqual({ a: { wait: 0, work: 30 } });
  });

  test('a write to a quorum went over the wire, to the copy that decided and back', () => {
    const messages = { write: '3 ms', ack: '2 ms', read: '3 ms', response: '2 ms' };
    const store = { id: 'kv', type: 'key-value-store', n: 3, r: 2, w: 2, cores: 1, work: '7 ms', messages };
    const calls = [
      { from: 'users', to: 'a' },
      { from: 'a', to: 'kv', ...hop },
    ];
    const blame = blameOf({ ...one(calls, servers('a', 8, '1 ms'), store), workload: steady(1, { kind: 'write' }) });
    expect(rounded(blame.all)).toEqual({ a: { wait: 0, work: 1 }, network: 4 + 3 + 2, kv: { wait: 0, work: 7 } });
  });

  test('what a user waited before a reload is retry, and setting up a connection is network', () => {
    const app = {
      id: 'users',
      type: 'client-app',
      newConnections: 1,
      connect: '20 ms',
      reloads: 1,
      reloadAfter: '1 s',
    };
    const blame = blameOf({
      components: [app, servers('a', 1, '10 ms')],
      connections: [{ from: 'users', to: 'a', ...hop }],
      workload: moments({ get: 1 }, { kind: 'write' }),
      faults: [{ at: 0.5, for: 0.6, crash: { component: 'a' } }],
      run: cold(20),
    });
    expect(rounded(blame.all)).toEqual({ retry: 24 + 1000, network: 24, a: { wait: 0, work: 10 } });
  });

  test('failures are kept apart, by where they began', () => {
    const vendor = { ...delay('vendor', '10 ms'), errorRate: 1 };
    const calls = [
      { from: 'users', to: 'a' },
      { from: 'a', to: 'vendor', ...hop },
    ];
    const result = simulate(modelOf(one(calls, servers('a', 1, '1 ms'), vendor)), { blame: true });
    const [failure] = result.requests['*'].failures;
    expect(failure).toMatchObject({ reason: 'error', at: 'vendor' });
    expect(failure?.blame && rounded(failure.blame)).toEqual({
      a: { wait: 0, work: 1 },
      network: 4,
      vendor: { wait: 0, work: 10 },
    });
    expect(result.requests['*'].blame?.all).toEqual({});
  });

  test('a component that is called like what lies between components is told apart from it', () => {
    const blame = blameOf(one([{ from: 'users', to: 'network', ...hop }], delay('network', '10 ms')));
    expect(rounded(blame.all)).toEqual({ network: 4, 'network (component)': { wait: 0, work: 10 } });
    expect(blameParts(blame.all)).toEqual([
      { component: 'network', spent: 'work', seconds: expect.closeTo(0.01, 9) },
      { spent: 'network', seconds: expect.closeTo(0.004, 9) },
    ]);
  });
});

describe('nothing else changes', () => {
  test('with it and without it a run has the same digest, whatever breaks', () => {
    fc.assert(
      fc.property(designs, (sketch) => {
        const model = modelOf(sketch);
        const [without, with_] = [false, true].map((blame) => simulate(model, { blame }));
        expect(with_?.run.digest).toBe(without?.run.digest);
        expect(without?.requests['*'].blame).toBeUndefined();
      }),
      { seed: 72, numRuns: 15 },
    );
  });
});
