import { describe, expect, test } from 'vitest';
import { client, relay } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

const write = { kind: 'write' };
const log = { id: 'log', type: 'event-log', work: 0 };

/** Producers, a log, and a group of workers for each entry of `groups`. */
function read(workload: unknown, options: object, groups: Record<string, object>, extra: object = {}) {
  return run({
    components: [
      client,
      relay('api'),
      { ...log, ...options },
      ...Object.entries(groups).map(([id, worker]) => ({ id, type: 'worker', ...worker })),
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'log' },
      ...Object.keys(groups).map((to) => ({ from: 'log', to })),
    ],
    workload,
    run: cold(100),
    ...extra,
  });
}

test('a partition is read one record after the other, however many places its reader has', () => {
  const { lag, queue } = read(
    moments({ a: 1, b: 1, c: 1 }, write),
    { partitions: 1 },
    { worker: { threads: 10, work: '2 s' } },
  ).components['log'];
  expect(lag?.count).toBe(3);
  expect(lag?.mean).toBeCloseTo((2 + 4 + 6) / 3, 9);
  expect(queue.max).toBe(2);
});

test('more consumers than partitions do nothing', () => {
  const throughput = (partitions: number, replicas: number) =>
    read(steady(10, write), { partitions }, { worker: { replicas, threads: 1, work: '1 s' } }).components['worker']
      .throughput;
  // 1,000 records in 100 s; a partition lets one through in a second.
  expect(throughput(2, 2)).toBeCloseTo(2, 1);
  expect(throughput(2, 8)).toBeCloseTo(2, 1);
  expect(throughput(64, 8)).toBeGreaterThan(7);
});

test('each group reads every record', () => {
  const { components } = read(
    steady(10, write),
    { partitions: 8 },
    { bills: { threads: 8, work: '10 ms' }, mails: { threads: 8, work: '20 ms' } },
  );
  expect(components['bills'].arrivalRate).toBeCloseTo(10, 1);
  expect(components['mails'].arrivalRate).toBeCloseTo(10, 1);
  expect(components['log'].arrivalRate).toBeCloseTo(10, 1);
  expect(components['log'].lag?.mean).toBeCloseTo(0.015, 9);
});

test('a group reads only the requests that its connection names', () => {
  const result = read(
    { streams: [{ client: 'users', arrivals: { constant: { rate: 10 } }, requests: { order: write, visit: write } }] },
    { partitions: 8 },
    { bills: { threads: 8, work: '1 ms' }, counts: { threads: 8, work: '1 ms' } },
    {
      connections: [
        { from: 'users', to: 'api' },
        { from: 'api', to: 'log' },
        { from: 'log', to: 'bills', for: ['order'] },
        { from: 'log', to: 'counts' },
      ],
    },
  );
  const orders = result.requests['order'].counts.offered;
  expect(orders).toBeGreaterThan(300);
  expect(result.components['bills'].arrivalRate * 100).toBeCloseTo(orders, 6);
  expect(result.components['counts'].arrivalRate * 100).toBeCloseTo(result.requests['*'].counts.offered, 6);
});

test('a record that fails holds up its partition until it goes to the dead letters', () => {
  const faults = [{ at: 0.5, for: 8, errors: { component: 'worker', rate: 1 } }];
  const { lag, redeliveries, deadLetters } = read(
    moments({ a: 1, b: 1.1 }, write),
    { partitions: 1, maxDeliveries: 3, redeliveryDelay: '2 s' },
    { worker: { threads: 1, work: '1 s' } },
    { faults },
  ).components['log'];
  // a: 1 to 2, 4 to 5, 7 to 8: dead. b: 8 to 9, when all is well again.
  expect([redeliveries, deadLetters, lag?.count]).toEqual([2, 1, 1]);
  expect(lag?.max).toBeCloseTo(9 - 1.1, 9);
});

test('delivered at most once, what fails is lost and holds up nobody', () => {
  const faults = [{ at: 0.5, for: 1.6, errors: { component: 'worker', rate: 1 } }];
  const { lag, redeliveries, lost } = read(
    moments({ a: 1, b: 1.1 }, write),
    { partitions: 1, delivery: 'at-most-once' },
    { worker: { threads: 1, work: '1 s' } },
    { faults },
  ).components['log'];
  expect([redeliveries, lost, lag?.count]).toEqual([0, 1, 1]);
  expect(lag?.max).toBeCloseTo(3 - 1.1, 9);
});

test('what is not read within the retention time is lost to the group', () => {
  const { lag, lost } = read(
    moments({ a: 1, b: 1.1, c: 3.5 }, write),
    { partitions: 1, retention: '2 s' },
    { worker: { threads: 1, work: '3 s' } },
  ).components['log'];
  // a is read from 1 to 4; b has been there for 2.9 s then, c for half a second.
  expect([lost, lag?.count]).toEqual([1, 2]);
  expect(lag?.max).toBeCloseTo(3.5, 9);
});

test('a dead consumer is noticed after the session timeout; the group stands still, and others read on', () => {
  const options = { partitions: 2, sessionTimeout: '10 s', rebalancePause: '3 s' };
  const faults = [{ at: 5, for: 50, crash: { component: 'worker', replicas: 1 } }];
  const worker = { replicas: 2, threads: 4, work: 0.001 };
  const { components, timeline } = read(steady(10, write), options, { worker }, { faults });
  const { lag, redeliveries } = components['log'];
  // Its partitions waited from the crash at 5 s until 10 + 3 s later.
  expect(lag?.max).toBeGreaterThan(12.8);
  expect(lag?.max).toBeLessThan(13.1);
  expect(redeliveries).toBe(0);
  const waiting = (second: number) => timeline.components['log'].queue[Math.floor(second / timeline.step)];
  expect(waiting(14)).toBeGreaterThan(20); // half of the records of ten seconds
  expect(waiting(30)).toBe(0);
  expect(waiting(56)).toBeGreaterThan(0); // the return at 55 s stops the group again
  expect(waiting(70)).toBe(0);
});

test('a consumer that is back before it was missed goes on where it was, with the record that it had in its hands', () => {
  const { lag, redeliveries } = read(
    moments({ a: 1, b: 1.5 }, write),
    { partitions: 1 },
    { worker: { threads: 1, work: '1 s' } },
    { faults: [{ at: 1.6, for: 2, crash: { component: 'worker' } }] },
  ).components['log'];
  // a: 1 to the crash at 1.6, again from 3.6 to 4.6; then b.
  expect([redeliveries, lag?.count]).toEqual([1, 2]);
  expect(lag?.max).toBeCloseTo(5.6 - 1.5, 9);
  expect(lag?.mean).toBeCloseTo((3.6 + 4.1) / 2, 9);
});

test('requests for one item are read in the order of their coming, requests for others at the same time', () => {
  const share = (keys: object) =>
    read(steady(10, { ...write, keys }), { partitions: 16 }, { worker: { replicas: 4, threads: 16, work: '1 s' } })
      .components['worker'].throughput;
  expect(share({ count: 1 })).toBeCloseTo(1, 1);
  expect(share({ count: 100_000, zipf: 0 })).toBeGreaterThan(9);
});

/** Ten records a second, 0.15 s of work each, for one worker of four. */
const scaling = (autoscale: object, extra: object = {}) =>
  read(
    steady(10, { kind: 'write', keys: { count: 1000, zipf: 0 } }),
    { partitions: 12, rebalancePause: '2 s' },
    { worker: { replicas: 2, threads: 1, work: '150 ms', autoscale: { max: 4, startUp: '5 s', ...autoscale } } },
    extra,
  ).components;

test('who is switched off reads nothing: two members of four do all, and no more than all of their time', () => {
  const { worker } = scaling({ min: 2, tolerance: 1 });
  expect(worker.utilization).toBeCloseTo((10 * 0.15) / 2, 2);
});

test('an autoscaler’s new member makes the group stand still once, and gets its part', () => {
  // 1.5 of two places are three fourths busy, at a target of 30 % five are wanted and four may be.
  const { worker, log } = scaling({ target: '30 %', interval: '20 s', tolerance: 0 });
  expect(worker.replicas?.max).toBe(4);
  // Two start at once, after 25 s; what comes within 2 s waits for the end of the pause.
  expect(log.lag?.max).toBeGreaterThan(2);
  expect(log.lag?.max).toBeLessThan(2.15 + 20 * 0.15);
  expect(log.lag?.count).toBeGreaterThan(985);
});

test('consumers that are exchanged one by one leave and join in good order: nothing is read in vain', () => {
  const faults = [{ at: 20, deploy: { component: 'worker', atOnce: '25 %', startUp: '5 s' } }];
  const group = { worker: { replicas: 4, threads: 1, work: '150 ms' } };
  const keyed = { kind: 'write', keys: { count: 1000, zipf: 0 } };
  const { log } = read(steady(10, keyed), { partitions: 12, rebalancePause: '0.5 s' }, group, { faults }).components;
  expect(log).toMatchObject({ deadLetters: 0, redeliveries: 0 });
});

describe('brokers', () => {
  const zones = { a: { region: 'us-east-1' }, b: { region: 'us-east-1' }, c: { region: 'us-east-1' } };
  const spread = { zone: ['a', 'b', 'c'], election: { detection: '2 s', promotion: '1 s' } };
  const outageOfA = [{ at: 10.005, for: 30, outage: { zone: 'a' } }];
  const readers = { worker: { replicas: 2, threads: 24, work: '1 ms' } };
  const lose = (options: object, extra: object = {}) =>
    read(steady(100, write, 50), { partitions: 1, ...spread, ...options }, readers, {
      faults: outageOfA,
      run: cold(60),
      ...extra,
    });

  test('of three zones the loss of one takes a third of the partitions until an election, and then nothing', () => {
    const { requests, components, timeline } = read(
      steady(300, write),
      { partitions: 24, ...spread },
      { worker: { replicas: 2, threads: 24, work: 0 } },
      { faults: outageOfA, run: cold(60) },
    );
    const { offered, failed } = requests['*'].counts;
    // 3 s of the 300 records a second, and a third of them.
    expect(Math.abs((failed['refused'] ?? 0) - 300)).toBeLessThan(4 * Math.sqrt(900 * (1 / 3) * (2 / 3)));
    expect(requests['*'].counts.succeeded + (failed['refused'] ?? 0)).toBe(offered);
    const { failovers, lag, outcomes } = components['log'];
    expect([failovers, outcomes?.lostWrites]).toEqual([1, 0]);
    expect(lag?.count).toBe(requests['*'].counts.succeeded);
    const failing = timeline.requests['*'].failed.map((count, at) => (count > 0 ? at * timeline.step : -1));
    expect(Math.max(...failing)).toBeLessThan(13.1);
  });

  test('who waits for the leader alone loses the records of the replication lag, who waits for all copies none', () => {
    const { requests, components } = lose({ acks: 'leader', replicationLag: '300 ms' });
    // Of 100 a second those of the last 0.3 s, the oldest acknowledged at 9.71 s; they are never read.
    expect(components['log'].outcomes?.counts).toEqual({ lostWrites: 30 });
    expect(components['log'].outcomes?.rpo).toBeCloseTo(10.005 - 9.71, 9);
    expect(components['log'].lag?.count).toBe(requests['*'].counts.succeeded - 30);
    expect(requests['*'].counts.failed).toEqual({ refused: 300 });
    const safe = lose({});
    expect(safe.components['log'].outcomes?.lostWrites).toBe(0);
    expect(safe.requests['*'].counts.failed).toEqual({ refused: 300 });
  });

  test('a leader that is back before the election has lost nothing, and leads on', () => {
    const { requests, components } = lose(
      { acks: 'leader', replicationLag: '300 ms' },
      { faults: [{ at: 10.005, for: 2, crash: { component: 'log', replicas: 1 } }] },
    );
    expect(requests['*'].counts.failed).toEqual({ refused: 200 });
    expect([components['log'].failovers, components['log'].outcomes?.lostWrites]).toEqual([0, 0]);
    expect(components['log'].lag?.count).toBe(requests['*'].counts.succeeded);
  });

  test('a publish waits for the copy that is furthest, unless the leader is enough', () => {
    const time = (options: object) =>
      milliseconds(
        run({
          zones: { ...zones, c: { region: 'us-east-1', rtt: { a: '1.8 ms' } } },
          components: [
            client,
            { ...relay('api'), zone: 'a' },
            { ...log, partitions: 1, zone: ['a', 'b', 'c'], work: '5 ms', ...options },
          ],
          connections: [
            { from: 'users', to: 'api', network: { rtt: 0 } },
            { from: 'api', to: 'log' },
          ],
          workload: moments({ publish: 1 }, write),
          run: cold(3),
        }),
      )['publish'];
    // 0.2 ms to the leader and back, 5 ms to append, 1.8 ms to zone c and back.
    expect(time({})).toBe(7);
    expect(time({ replicationFactor: 2 })).toBe(6.2);
    expect(time({ acks: 'leader' })).toBe(5.2);
  });

  test('with too few copies in sync a partition takes no records, though it has a leader', () => {
    const published = (options: object) =>
      endings(
        read(
          moments({ before: 1, without: 3, after: 12 }, write),
          { partitions: 1, ...spread, ...options },
          { worker: { work: 0 } },
          {
            faults: [
              { at: 2, for: 8, outage: { zone: 'b' } },
              { at: 2, for: 8, outage: { zone: 'c' } },
            ],
            run: cold(20),
          },
        ),
      );
    expect(published({})).toEqual({ before: 'ok', without: 'unavailable', after: 'ok' });
    expect(published({ minInsync: 1 })).toEqual({ before: 'ok', without: 'ok', after: 'ok' });
    expect(published({ acks: 'leader' })).toEqual({ before: 'ok', without: 'ok', after: 'ok' });
  });

  test('without a copy in sync a partition waits for one, and not for whoever is back first', () => {
    const result = endings(
      read(
        moments({ alone: 4, stale: 13, back: 23 }, write),
        { partitions: 1, minInsync: 1, ...spread },
        { worker: { work: 0 } },
        {
          faults: [
            { at: 2, for: 10, outage: { zone: 'b' } },
            { at: 2, for: 20, outage: { zone: 'c' } },
            // The last in sync: b comes back before it and has missed what was written alone.
            { at: 5, for: 13, outage: { zone: 'a' } },
          ],
          run: cold(30),
        },
      ),
    );
    expect(result).toEqual({ alone: 'ok', stale: 'refused', back: 'ok' });
  });
});
