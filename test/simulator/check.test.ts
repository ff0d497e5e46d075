import { describe, expect, it } from 'vitest';
import { compile } from '../../simulator/index.ts';
import { type Sketch, topologyOf } from '../support/topology.ts';

/** A sound design, of which each case changes one thing. */
function sound(): Sketch {
  return {
    components: [
      { id: 'users', type: 'client' },
      { id: 'lb', type: 'load-balancer' },
      { id: 'api', type: 'service' },
      { id: 'cache', type: 'cache' },
      { id: 'db', type: 'sql-database' },
      { id: 'jobs', type: 'message-queue' },
      { id: 'worker', type: 'worker' },
    ],
    connections: [
      { from: 'users', to: 'lb' },
      { from: 'lb', to: 'api' },
      { from: 'api', to: 'cache' },
      { from: 'api', to: 'db' },
      { from: 'api', to: 'jobs' },
      { from: 'jobs', to: 'worker' },
    ],
    workload: {
      streams: [
        { client: 'users', arrivals: { poisson: { rate: '10/s' } }, requests: { get: {}, put: { kind: 'write' } } },
      ],
    },
    faults: [],
    run: { duration: '10 s' },
  };
}

function codesOf(change: (sketch: Sketch) => void): { code: string; path: string }[] {
  const sketch = sound();
  change(sketch);
  return compile(topologyOf(sketch)).findings.map(({ code, path }) => ({ code, path: path.join('.') }));
}

function add(sketch: Sketch, components: Sketch['components'], connections: Sketch['connections']): void {
  sketch.components.push(...components);
  sketch.connections.push(...connections);
}

const stream = (client: string, requests: object) => ({ client, arrivals: { poisson: { rate: '1/s' } }, requests });
const streams = (sketch: Sketch) => (sketch.workload as { streams: object[] }).streams;

describe('a topology is checked as a whole', () => {
  it('finds nothing in a sound one', () => {
    expect(codesOf(() => {})).toEqual([]);
  });

  it.each<[string, string, (sketch: Sketch) => void]>([
    [
      'too-many-instances',
      'components',
      (s) =>
        s.components.push(
          ...Array.from({ length: 6 }, (_, i) => ({ id: `s${i}`, type: 'service', autoscale: { max: 1000 } })),
        ),
    ],
    ['duplicate-id', 'components.7.id', (s) => s.components.push({ id: 'api', type: 'service' })],
    [
      'too-many-instances',
      'components',
      (s) =>
        s.components.push(...Array.from({ length: 6 }, (_, i) => ({ id: `s${i}`, type: 'service', replicas: 1000 }))),
    ],
    ['dangling-connection', 'connections.6.to', (s) => s.connections.push({ from: 'api', to: 'nowhere' })],
    ['duplicate-connection', 'connections.6', (s) => s.connections.push({ from: 'api', to: 'db' })],
    ['wiring', 'connections.6', (s) => s.connections.push({ from: 'db', to: 'api' })],
    ['no-plan-here', 'connections.1.calls', (s) => (s.connections[1] = { from: 'lb', to: 'api', calls: 2 })],
    ['cycle', 'connections.6', (s) => s.connections.push({ from: 'api', to: 'lb' })],
    ['unknown-client', 'workload.streams.1.client', (s) => streams(s).push(stream('api', { more: {} }))],
    ['duplicate-request', 'workload.streams.1.requests.get', (s) => streams(s).push(stream('users', { get: {} }))],
    ['reserved-request', 'workload.streams.1.requests.read', (s) => streams(s).push(stream('users', { read: {} }))],
    [
      'too-many-requests',
      'workload.streams',
      (s) => streams(s).push(stream('users', Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`r${i}`, {}])))),
    ],
    ['unknown-request', 'connections.3.for', (s) => (s.connections[3] = { from: 'api', to: 'db', for: ['got'] })],
    [
      'unknown-request',
      'components.2.work.got',
      (s) => (s.components[2] = { id: 'api', type: 'service', work: { got: '1 ms', '*': '2 ms' } }),
    ],
    [
      'no-gap',
      'workload.streams.0.arrivals.closed.think',
      (s) =>
        (s.workload = {
          streams: [{ ...stream('users', { get: {} }), arrivals: { closed: { users: 3, think: '0 s' } } }],
        }),
    ],
    [
      'trace-file',
      'workload.streams.0.arrivals.trace.file',
      (s) => (s.workload = { streams: [{ ...stream('users', { get: {} }), arrivals: { trace: { file: 'a.csv' } } }] }),
    ],
    [
      'unknown-request',
      'workload.streams.0.arrivals.trace.rows.1',
      (s) =>
        (s.workload = {
          streams: [
            {
              ...stream('users', { get: {} }),
              arrivals: {
                trace: {
                  rows: [
                    [1, 'get'],
                    [99, 'put'],
                  ],
                },
              },
            },
          ],
        }),
    ],
    ['dangling-fault', 'faults.0.crash.component', (s) => (s.faults = [{ at: 1, crash: { component: 'nobody' } }])],
    ['fault-target', 'faults.0.flush.component', (s) => (s.faults = [{ at: 1, flush: { component: 'db' } }])],
    [
      'fault-replicas',
      'faults.0.crash.replicas',
      (s) => (s.faults = [{ at: 1, crash: { component: 'api', replicas: 2 } }]),
    ],
    ['dangling-fault', 'faults.0.latency', (s) => (s.faults = [{ at: 1, latency: { from: 'api', to: 'users' } }])],
    ['momentary-fault', 'faults.0.for', (s) => (s.faults = [{ at: 1, for: 1, flush: { component: 'cache' } }])],
    ...(['queueTimeout', 'shedLate'] as const).map((field): [string, string, (s: Sketch) => void] => [
      'no-line',
      `components.2.${field}`,
      (s) =>
        (s.components[2] = {
          ...{ id: 'api', type: 'service', model: 'event-loop', discipline: 'processor-sharing' },
          [field]: '1 s',
        }),
    ]),
    [
      'displace-without-priority',
      'components.2.whenFull',
      (s) => (s.components[2] = { id: 'api', type: 'service', whenFull: 'displace' }),
    ],
    [
      'limit-bounds',
      'components.2.concurrencyLimit.min',
      (s) =>
        (s.components[2] = { id: 'api', type: 'service', concurrencyLimit: { algorithm: 'aimd', min: 30, max: 20 } }),
    ],
    ['seeds-and-count', 'run.seeds', (s) => (s.run = { duration: '10 s', seeds: [1, 2], replications: 3 })],
    ['seeds-and-count', 'run.seeds', (s) => (s.run = { duration: '10 s', seeds: [1, 2], precision: 0.05 })],
    ['warmup-too-long', 'run.warmup', (s) => (s.run = { duration: '10 s', warmup: '10 s' })],
  ])('%s at %s is an error', (code, path, change) => {
    const sketch = sound();
    change(sketch);
    const { model, findings } = compile(topologyOf(sketch));
    expect(model).toBeUndefined();
    expect(findings).toContainEqual(expect.objectContaining({ code, severity: 'error' }));
    expect(findings.filter((finding) => finding.code === code).map((finding) => finding.path.join('.'))).toContain(
      path,
    );
  });

  it('asks for a workload, and for a way from the client', () => {
    const topology = topologyOf(sound());
    expect(compile({ ...topology, streams: [] }).findings.map(({ code }) => code)).toEqual(['no-workload']);
    expect(codesOf((s) => s.connections.splice(0, 1)).map(({ code }) => code)).toContain('client-unconnected');
  });

  it.each<[string, string, (sketch: Sketch) => void]>([
    ['unreached', 'components.7', (s) => s.components.push({ id: 'lonely', type: 'service' })],
    [
      'no-balancer',
      'connections.6',
      (s) => add(s, [{ id: 'many', type: 'service', replicas: 3 }], [{ from: 'api', to: 'many' }]),
    ],
    [
      'no-effect',
      'components.2.threads',
      (s) => (s.components[2] = { id: 'api', type: 'service', model: 'event-loop', threads: 5 }),
    ],
    [
      'no-variance',
      'components.2',
      (s) => (s.components[2] = { id: 'api', type: 'service', work: { pareto: { min: '1 ms', shape: 1.8 } } }),
    ],
    [
      'no-effect',
      'components.2.whenFull',
      (s) =>
        (s.components[2] = {
          ...{ id: 'api', type: 'service', discipline: 'priority' },
          ...{ queue: 'unbounded', whenFull: 'displace' },
        }),
    ],
    [
      'limit-bounds',
      'components.2.concurrencyLimit.limit',
      (s) => (s.components[2] = { id: 'api', type: 'service', concurrencyLimit: { algorithm: 'gradient', limit: 10 } }),
    ],
    [
      'no-effect',
      'workload.streams.0.requests.put.priority',
      (s) => (s.workload = { streams: [stream('users', { get: {}, put: { priority: 0 } })] }),
    ],
    [
      'late-trace',
      'workload.streams.0.arrivals.trace',
      (s) => (s.workload = { streams: [{ ...stream('users', { get: {} }), arrivals: { trace: { rows: [11, 12] } } }] }),
    ],
    ['late-fault', 'faults.0.at', (s) => (s.faults = [{ at: 11, crash: { component: 'db' } }])],
    ['nothing-behind-cache', 'components.3', (s) => s.connections.splice(3, 1)],
    [
      'gateway-fan-out',
      'connections.8',
      (s) =>
        add(
          s,
          [
            { id: 'gate', type: 'api-gateway' },
            { id: 'other', type: 'service' },
          ],
          [
            { from: 'users', to: 'gate' },
            { from: 'gate', to: 'lb' },
            { from: 'gate', to: 'other' },
          ],
        ),
    ],
    [
      'gateway-fan-out',
      'connections.8',
      (s) =>
        add(
          s,
          [
            { id: 'gate', type: 'cdn' },
            { id: 'other', type: 'service' },
          ],
          [
            { from: 'users', to: 'gate' },
            { from: 'gate', to: 'lb' },
            { from: 'gate', to: 'other' },
          ],
        ),
    ],
  ])('%s at %s is a warning, and the design runs', (code, path, change) => {
    const sketch = sound();
    change(sketch);
    const { model, findings } = compile(topologyOf(sketch));
    expect(model).toBeDefined();
    expect(findings).toContainEqual(expect.objectContaining({ code, severity: 'warning' }));
    expect(findings.filter((finding) => finding.code === code).map((finding) => finding.path.join('.'))).toContain(
      path,
    );
  });

  it('takes a limit that a gateway asks for no target that it sends requests to', () => {
    const codes = codesOf((s) =>
      add(
        s,
        [
          { id: 'gate', type: 'api-gateway' },
          { id: 'limits', type: 'rate-limiter' },
        ],
        [
          { from: 'users', to: 'gate' },
          { from: 'gate', to: 'lb' },
          { from: 'gate', to: 'limits' },
        ],
      ),
    );
    expect(codes).toEqual([]);
  });

  it('puts no balancer before a service whose keys its callers keep', () => {
    const login = (tokens: string) =>
      codesOf((s) =>
        add(s, [{ id: 'login', type: 'auth-service', replicas: 3, tokens }], [{ from: 'api', to: 'login' }]),
      ).map(({ code }) => code);
    expect(login('jwt')).toEqual([]);
    expect(login('opaque')).toEqual(['no-balancer']);
  });

  it('owes its reader three sentences in every finding', () => {
    const { findings } = compile(
      topologyOf({
        ...sound(),
        connections: [
          { from: 'db', to: 'api' },
          { from: 'x', to: 'y' },
        ],
      }),
    );
    expect(findings.length).toBeGreaterThan(1);
    for (const { what, why, todo } of findings) for (const text of [what, why, todo]) expect(text).toMatch(/[.!?]$/);
  });
});

describe('policies of connections', () => {
  const at = (from: string, to: string, fields: object) =>
    codesOf((sketch) => {
      Object.assign(sketch.connections.find((one) => one.from === from && one.to === to)!, fields);
    });
  it.each([
    ['need-without-parallel', 'api', 'db', { need: 1 }],
    ['need-too-many', 'api', 'db', { parallel: true, calls: 2, need: 3 }],
    ['no-effect', 'api', 'db', { propagateDeadline: true }],
    ['no-effect', 'api', 'db', { calls: 2, withReplacement: true }],
    ['no-effect', 'api', 'db', { parallel: true }],
    ['no-effect', 'api', 'db', { hedge: { after: 1 }, timeout: 0.5 }],
    ['no-effect', 'api', 'db', { timeout: 2, deadline: 1 }],
    ['cannot-cancel', 'api', 'jobs', { cancellation: true }],
    ['cannot-cancel', 'jobs', 'worker', { cancellation: true }],
    ['cannot-hedge', 'jobs', 'worker', { hedge: {} }],
  ])('that cannot work are said: %s', (code, from, to, fields) => {
    expect(at(from, to, fields).map((found) => found.code)).toContain(code);
  });

  it('keys that nobody sends are not remembered', () => {
    const keys = (component: object, connection: object) =>
      codesOf((s) => {
        Object.assign(s.components[4]!, component);
        Object.assign(s.connections[3]!, connection);
      });
    expect(keys({ dedupeWindow: '1 h' }, {})).toEqual([{ code: 'no-keys', path: 'components.4.dedupeWindow' }]);
    expect(keys({ dedupeWindow: '1 h' }, { idempotencyKey: true })).toEqual([]);
    // A payment provider remembers them unasked.
    expect(keys({ type: 'payment-provider' }, {})).toEqual([]);
  });

  it('so many calls at once need so many instances, unless two may meet', () => {
    const fanOut = (fields: object) =>
      codesOf((sketch) => {
        Object.assign(sketch.components[3], { type: 'service', replicas: 2 });
        Object.assign(sketch.connections[2], { calls: 3, parallel: true, ...fields });
      }).map(({ code }) => code);
    expect(fanOut({})).toContain('not-enough-instances');
    expect(fanOut({ calls: 2 })).not.toContain('not-enough-instances');
    expect(fanOut({ withReplacement: true })).not.toContain('not-enough-instances');
  });
});
