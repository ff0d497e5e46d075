import { describe, expect, test } from 'vitest';
import { type ComponentResult, estimate } from '../../simulator/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { client, relay } from './building-blocks.ts';
import { cold, run } from './support.ts';

/** Records at an even rate, about `items` different things, through a log of one partition to a processor and its sink. */
function processing(rate: number, items: number, options: object, more: Partial<Sketch> = {}): Sketch {
  return {
    components: [
      client,
      relay('api'),
      { id: 'log', type: 'event-log', partitions: 1, work: 0, sessionTimeout: '10 min' },
      { id: 'it', type: 'stream-processor', work: 0, checkpointPause: 0, ...options },
      { id: 'sink', type: 'station', servers: 'unbounded', work: 0 },
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'log' },
      { from: 'log', to: 'it' },
      { from: 'it', to: 'sink' },
    ],
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { constant: { rate } },
          requests: { event: { kind: 'write', keys: { count: items, zipf: 0 } } },
        },
      ],
    },
    run: cold(100.5),
    ...more,
  };
}

function counts({ measures }: ComponentResult): Record<string, number> {
  return Object.fromEntries(
    Object.entries(measures ?? {}).map(([name, of]) => [name, 'times' in of ? of.times.count : of.count]),
  );
}

const window = { size: '10 s', lateness: '2 s' };

describe('windows', () => {
  test('ten thousand records about five things become five results for each window, when it is over and a bit more', () => {
    const { components } = run(processing(100, 5, { window }));
    // Windows end at 10, 20 … 90 s, and are closed 2 s later; that of 100 s is still open.
    expect(counts(components['it'])).toMatchObject({ results: 9 * 5, late: 0 });
    expect(components['sink'].throughput * 100.5).toBeCloseTo(45, 6);
  });

  test('the share that is late is what arithmetic says: delayed by more than what is left of the window and its lateness', () => {
    const [size, lateness, mean] = [10, 2, 5];
    const { components } = run(
      processing(200, 5, { window: { ...window, delay: { exponential: { mean: `${mean} s` } } } }, { run: cold(500) }),
    );
    const theory = ((Math.exp(-lateness / mean) * mean) / size) * (1 - Math.exp(-size / mean));
    const { late = 0 } = counts(components['it']);
    const n = components['it'].latency.count;
    // Besides chance, the first few seconds know no late ones.
    const error = Math.sqrt((theory * (1 - theory)) / n);
    expect(Math.abs(late / n - theory)).toBeLessThan(4 * error + (3 * mean) / 500);
    expect(theory).toBeCloseTo(0.29, 2);
  });

  test('more lateness loses fewer and lets all results wait longer', () => {
    const late = (lateness: string) =>
      counts(
        run(processing(100, 5, { window: { size: '10 s', lateness, delay: { exponential: { mean: '2 s' } } } }))
          .components['it'],
      )['late'] ?? 0;
    expect(late('0 s')).toBeGreaterThan(10 * late('10 s'));
  });
});

describe('checkpoints', () => {
  test('a processor that stands still for a second of every ten does nine tenths of its work', () => {
    const throughput = (checkpointPause: string) =>
      run(processing(20, 5, { threads: 1, work: '100 ms', checkpointInterval: '10 s', checkpointPause })).components[
        'it'
      ].throughput;
    expect(throughput('0 s')).toBeCloseTo(10, 1);
    // The record that is being worked on at the checkpoint is done in the pause.
    expect(throughput('1 s')).toBeCloseTo(9.1, 1);
  });

  test('after a crash the records since the last checkpoint are worked on again, once the state is loaded', () => {
    const faults = [{ at: 45.05, for: 5, crash: { component: 'it' } }];
    const { components } = run(
      processing(10, 5, { work: '1 ms', checkpointInterval: '20 s', restore: '10 s' }, { faults }),
    );
    // Checkpoints at 20 and 40 s; the records of 40.0 to 45.0 have come since.
    expect(counts(components['it'])).toMatchObject({ replayed: 51 });
    // Up at 50.05, working at 60.05: a record of 45.1 has waited for 15 s.
    expect(components['log'].lag?.max).toBeCloseTo(60.05 - 45.1 + 0.05, 1);
    expect(components['log'].lag?.backlog).toBeLessThan(2);
  });

  test.each([
    { sink: 'at-least-once', repeated: 50, arrived: 1005 + 50 },
    // The records of 40.0 to 44.9 had been sent. Exactly once: nothing has been sent since the checkpoint; of what has come since that of 100 s nothing is out yet.
    { sink: 'exactly-once', repeated: 0, arrived: 1000 },
  ])('a crash makes results of $sink come $repeated times twice', ({ sink, repeated, arrived }) => {
    const faults = [{ at: 44.95, for: 1, crash: { component: 'it' } }];
    const { components } = run(processing(10, 5, { sink, checkpointInterval: '20 s', restore: '1 s' }, { faults }));
    expect(counts(components['it'])).toMatchObject({ repeated, failed: 0 });
    expect(components['sink'].arrivalRate * 100.5).toBeCloseTo(arrived, 6);
  });

  test('results of windows that were sent since the checkpoint are sent again too', () => {
    const faults = [{ at: 39, for: 1, crash: { component: 'it' } }];
    const { components } = run(processing(100, 5, { window, checkpointInterval: '25 s', restore: '1 s' }, { faults }));
    // Of 20 to 30 s, closed at 32 s; the checkpoint was at 25 s.
    expect(counts(components['it'])).toMatchObject({ repeated: 5, results: 9 * 5 });
    expect(components['sink'].arrivalRate * 100.5).toBeCloseTo(50, 6);
  });
});

test('the estimate sends as many results as a window has different items, and holds no slot for them', () => {
  // 100 records in a window of 1 s are about 50 × (1 − e^−2) different ones of 50.
  const sketch = processing(100, 50, { threads: 1, work: '1 ms', window: { size: '1 s', lateness: 0 } });
  const slow = { id: 'sink', type: 'station', servers: 'unbounded', work: '1 s' };
  const design = { ...sketch, components: [...sketch.components.slice(0, -1), slow] };
  const { components } = estimate(modelOf(design));
  const expected = 50 * -Math.expm1(-2);
  expect(components['sink'].arrivalRate).toBeCloseTo(expected, 9);
  expect(components['it'].utilization).toBeCloseTo(0.1, 9);
  const result = run(design);
  expect(result.components['it'].utilization).toBeCloseTo(0.1, 2);
  expect(Math.abs(result.components['sink'].arrivalRate / expected - 1)).toBeLessThan(0.03);
});
