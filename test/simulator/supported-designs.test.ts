import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sketch } from '../support/topology.ts';
import { expectConservation, expectEnd } from './laws.ts';
import { designs } from './random-designs.ts';
import { run } from './support.ts';

/** Random designs in which every service also takes locks, asks for its limit, numbers and settings, records and publishes. */
const settings = fc.record({
  lock: fc.constantFrom(
    // Services that call each other would wait for each other's lock for ever, if they renewed it.
    { scope: 'one', leaseTtl: '300 ms', renewal: false },
    { scope: 'item', leaseTtl: '100 ms', renewal: false, fencing: true },
    { scope: 'one', leaseTtl: '50 ms', renewal: false },
  ),
  limiter: fc.constantFrom(
    { scope: 'one', rate: 150, lease: 5 },
    { scope: 'item', algorithm: 'sliding-counter', shards: 3 },
    { whenDown: 'closed' },
  ),
  ids: fc.constantFrom(
    { scheme: 'block', blockSize: 7 },
    { scheme: 'counter' },
    { scheme: 'snowflake', sequenceBits: 1 },
  ),
  config: fc.constantFrom(
    { refreshAfter: '200 ms', rotation: { every: '1 s', overlap: '100 ms' } },
    { refreshAfter: '1 s', staleIfDown: false },
  ),
  logs: fc.constantFrom(
    { buffer: 5, batch: 2, flushEvery: '100 ms', whenFull: 'block', work: '5 ms' },
    { buffer: 5, batch: 5, whenFull: 'drop', sampling: 0.5 },
  ),
  topic: fc.constantFrom(
    { ordered: true, ackDeadline: '30 ms', duplicates: 0.2 },
    { maxInFlight: 2, maxDeliveries: 2 },
  ),
  hooks: fc.constantFrom(
    { isolation: 'shared', concurrency: 2, timeout: '20 ms', maxDeliveries: 3 },
    { concurrency: 1, backoff: { base: '50 ms', jitter: 'decorrelated' } },
  ),
  victim: fc.constantFrom('lock', 'limiter', 'ids', 'config', 'logs', 'topic', 'hooks'),
  fault: fc.constantFrom('crash', 'freeze', 'errors'),
  policy: fc.constantFrom({}, { timeout: '20 ms' }, { cancellation: true, network: { rtt: '1 ms' } }),
});

const types = {
  lock: 'lock-service',
  limiter: 'rate-limiter',
  ids: 'id-generator',
  config: 'config-store',
  logs: 'telemetry-pipeline',
  topic: 'pub-sub',
  hooks: 'webhook-delivery',
} as const;

const supported = fc.tuple(designs, settings).map(([sketch, of]): Sketch => {
  const callers = sketch.components.filter(({ type }) => type === 'service').map(({ id }) => id);
  const isMessaging = (name: string) => name === 'topic' || name === 'hooks';
  const names = Object.keys(types) as (keyof typeof types)[];
  const { cancellation: _, ...message } = of.policy as { cancellation?: boolean };
  return {
    ...sketch,
    components: [
      ...sketch.components,
      ...names.map((name) => ({ id: name, type: types[name], ...of[name] })),
      { id: 'reader', type: 'worker', threads: 1, work: '10 ms' },
      { id: 'partner', type: 'external-api', work: '15 ms' },
      { id: 'shop', type: 'external-api', work: { exponential: { mean: '30 ms' } } },
    ],
    connections: [
      ...sketch.connections,
      ...callers.flatMap((from) =>
        names.map((to) => ({ from, to, optional: true, ...(isMessaging(to) ? message : of.policy) })),
      ),
      { from: 'topic', to: 'reader', probability: 0.5 },
      { from: 'topic', to: 'partner' },
      { from: 'hooks', to: 'partner' },
      { from: 'hooks', to: 'shop' },
    ],
    faults: [
      ...(sketch.faults ?? []),
      { at: 2, for: 1, [of.fault]: { component: of.victim, ...(of.fault === 'errors' ? { rate: 0.5 } : {}) } },
    ],
  };
});

test('requests are conserved, exactly and by kind, whatever helps them', () => {
  fc.assert(fc.property(supported, expectConservation), { seed: 61, numRuns: 20 });
});

test('every visit is answered once and nothing is held for ever, whatever breaks', () => {
  fc.assert(fc.property(supported, expectEnd), { seed: 62, numRuns: 20 });
});

test('the same design and seed give the same digest', () => {
  fc.assert(
    fc.property(supported, (sketch) => {
      expect(run(sketch).run.digest).toBe(run(sketch).run.digest);
    }),
    { seed: 63, numRuns: 10 },
  );
});
