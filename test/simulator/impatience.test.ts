import { expect, test } from 'vitest';
import { Outcome } from '../../simulator/outcome.ts';
import { chain, client, delay, exponential, poisson, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, prepare, run, straight } from './support.ts';

const one = (more: object, work: unknown = '100 ms') => ({ ...servers('api', 1, work), ...more });

test('who has waited for the queue timeout leaves, having used no service', () => {
  const result = run({
    components: [client, one({ queueTimeout: '150 ms' })],
    connections: chain('users', 'api'),
    workload: moments({ a: 1, b: 1.001, c: 1.002, d: 1.003, e: 1.16 }),
    run: cold(5),
  });
  // c and d leave at 1.152 s and 1.153 s; e finds nobody before it but b.
  expect(endings(result)).toEqual({ a: 'ok', b: 'ok', c: 'abandoned', d: 'abandoned', e: 'ok' });
  expect(milliseconds(result)).toEqual({ a: 100, b: 199, e: 140 });
  expect(result.requests['*'].failures).toEqual([{ reason: 'abandoned', at: 'api', count: 2 }]);
  const { utilization, queue } = result.components['api'].resources['cores'];
  expect(utilization * 5).toBeCloseTo(0.3, 9);
  expect(queue.mean * 5).toBeCloseTo(0.099 + 0.15 + 0.15 + 0.04, 9);
  expect(queue.max).toBe(3);
});

test('a server that becomes free at the very moment of the timeout is in time', () => {
  const result = run({
    components: [client, one({ queueTimeout: '100 ms' })],
    connections: chain('users', 'api'),
    workload: moments({ a: 1, b: 1, c: 1 }),
    run: cold(5),
  });
  expect(Object.values(endings(result)).sort()).toEqual(['abandoned', 'ok', 'ok']);
});

test('a queue timeout ends a wait for a thread and not the work or the calls after it', () => {
  const result = run({
    components: [
      client,
      { id: 'api', type: 'service', threads: 1, work: '30 ms', queueTimeout: '50 ms' },
      delay('backend', '200 ms'),
    ],
    connections: chain('users', 'api', 'backend'),
    workload: moments({ a: 1, b: 1.1, c: 1.19 }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ a: 230, c: 270 });
  expect(endings(result)).toEqual({ a: 'ok', b: 'abandoned', c: 'ok' });
});

test.each(['fifo', 'lifo'])(
  'under %s and an overload without end, nobody waits longer than he is ready to',
  (discipline) => {
    const result = run({
      components: [client, one({ discipline, queueTimeout: { uniform: { min: '20 ms', max: '60 ms' } } }, '10 ms')],
      connections: chain('users', 'api'),
      workload: poisson(500),
      run: { duration: 60, warmup: 1 },
    });
    expect(result.components['api'].resources['cores'].utilization).toBeGreaterThan(0.999);
    expect(result.requests['*'].goodput).toBeCloseTo(100, 0);
    // Nobody waits longer than 60 ms, so never more than come in that time.
    expect(result.components['api'].queue.max).toBeLessThan(80);
  },
);

test('T22 of the requests to fifty busy servers that wait two minutes on average 3.1 % leave [Erlang A; Garnett, Mandelbaum & Reiman 2002]', () => {
  const requests = 400_000;
  const result = run({
    components: [client, { ...servers('agents', 50, exponential(1)), queueTimeout: exponential(2) }],
    connections: chain('users', 'agents'),
    workload: poisson(48),
    run: { duration: 1.05 * (requests / 48), warmup: 0.05 * (requests / 48) },
  });
  const scale = 4 * Math.sqrt(10e6 / requests);
  const { resources } = result.components['agents'];
  const { cores } = resources as { cores: (typeof resources)[string] };
  expect(Math.abs(result.requests['*'].errors['abandoned'] - 0.030912)).toBeLessThan(scale * 0.00016);
  expect(Math.abs(cores.utilization - 0.930324)).toBeLessThan(scale * 0.00025);
  expect(Math.abs(cores.queue.mean - 2.96758)).toBeLessThan(scale * 0.016);
});

test('a visit that is withdrawn leaves the line, or gives back its thread and its core', () => {
  const { run: of } = prepare({
    components: [client, { id: 'api', type: 'service', threads: 2, cores: 1, work: '100 ms', queue: 10 }],
    connections: chain('users', 'api'),
    workload: moments({ a: 1, b: 1, c: 1, d: 1 }),
    run: cold(5),
  });
  const { sim } = of;
  sim.advance(1.05, 1e6);
  const site = of.sites.flat().find(({ component }) => component.spec.id === 'api')!;
  const { visits } = sim;
  const here = Array.from({ length: visits.capacity }, (_, visit) => visit).filter(
    (visit) => visits.isOpen(visit) && visits.station[visit] === site.id,
  );
  const [threads, cores] = site.resources;
  const levels = () => [threads.busy.value, threads.waiting.value, cores.busy.value, cores.waiting.value];
  expect(levels()).toEqual([2, 2, 1, 1]);
  const waits = here.find((visit) => visits.grantedAt[visit] < 0)!;
  site.withdraw(waits, Outcome.refused);
  expect(levels()).toEqual([2, 1, 1, 1]);
  const works = here.find((visit) => visits.workUntil[visit] > 0)!;
  site.withdraw(works, Outcome.refused);
  // The other thread's request has the core now, and the last one the thread.
  expect(levels()).toEqual([2, 0, 1, 1]);
  const atCores = here.find((visit) => visits.isOpen(visit) && visits.workUntil[visit] === 0)!;
  site.withdraw(atCores, Outcome.refused);
  expect(levels()).toEqual([1, 0, 1, 0]);
  sim.advance(3, 1e6);
  expect(levels()).toEqual([0, 0, 0, 0]);
  expect(site.book.outcomes[Outcome.ok]).toBe(1);
  expect(site.book.outcomes[Outcome.refused]).toBe(3);
});

test('a crash ends the patience of those who waited: nobody leaves twice', () => {
  const of = straight({
    components: [client, { ...servers('s', 1, '10 s'), queueTimeout: '1 s' }],
    // The answers are still on their way when their patience would have run out.
    connections: [{ from: 'users', to: 's', network: { rtt: '4 s' } }],
    workload: moments({ a: 1, b: 1.5 }),
    faults: [{ at: 4, for: 1, crash: { component: 's' } }],
    run: cold(20),
  });
  const [book] = of.books.filter((_, index) => of.model.components[index].spec.id === 's');
  expect([book.arrivals, book.answers, book.inSystem.value]).toEqual([2, 2, 0]);
});

test.each<unknown>(['150 ms', { uniform: { min: '140 ms', max: '150 ms' } }])(
  'a crash ends all waits, and their timeouts (%j) end nothing more',
  (queueTimeout) => {
    const result = run({
      components: [client, one({ queueTimeout }, '400 ms')],
      connections: [{ from: 'users', to: 'api', network: { rtt: '500 ms' } }],
      workload: moments({ a: 1, b: 1.01, c: 1.02, later: 2 }),
      faults: [{ at: 1.3, for: 0.1, crash: { component: 'api' } }],
      run: cold(5),
    });
    // They arrive 250 ms after they were sent, and are told of the crash 250 ms after it.
    expect(endings(result)).toEqual({ a: 'crashed', b: 'crashed', c: 'crashed', later: 'ok' });
    expect(result.components['api'].inSystem.distribution).toHaveLength(4);
    expect(result.components['api'].throughput * 5).toBeCloseTo(4, 9);
  },
);
