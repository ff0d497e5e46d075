import { describe, expect, test } from 'vitest';
import { bottleneckOf } from '../../web/results/bottleneck-text.ts';
import { bandsOf, componentCharts, requestCharts } from '../../web/results/charts.ts';
import { componentRows, sorted, sortedBy } from '../../web/results/component-rows.ts';
import { effectRows } from '../../web/results/effects-table.tsx';
import { latencyFigures, trafficFigures } from '../../web/results/figures.ts';
import { doubt, measured, share, time } from '../../web/results/format.ts';
import { metricsOf } from '../../web/run/component-metrics.ts';
import { verdictOf } from '../../web/run/verdict.ts';
import { requests, result } from './fixtures/result.ts';

describe('the verdict', () => {
  test('counts what is missed', () => {
    expect(verdictOf(result)).toMatchObject({ tone: 'bad', says: '1 of 2 objectives is missed' });
    const met = result.objectives.map((objective) => ({ ...objective, met: true }));
    expect(verdictOf({ ...result, objectives: met })).toMatchObject({ tone: 'good', says: 'All 2 objectives are met' });
  });

  test('is none without objectives or without traffic', () => {
    expect(verdictOf({ ...result, objectives: [] }).tone).toBe('neutral');
    const silent = { ...result, run: { ...result.run, requests: 0 } };
    expect(verdictOf(silent)).toMatchObject({ tone: 'neutral', says: 'No request was counted' });
  });

  test('shows each value in the unit of its objective', () => {
    expect(result.objectives.map(measured)).toEqual(['60 ms (< 100 ms)', '99.01 % (≥ 99.9 %)']);
  });

  test('says so when chance could turn it', () => {
    const [fast] = result.objectives;
    expect(doubt({ ...fast!, confidence: 0.8 })).toBe('a close call: 80 % likely to hold');
    expect(doubt({ ...fast!, confidence: 0.999 })).toBeUndefined();
    expect(doubt(fast!)).toBeUndefined();
  });
});

describe('figures', () => {
  test('carry their interval, and are weak where few samples lie beyond them', () => {
    const figures = latencyFigures(requests);
    expect(figures.map(({ label, value }) => `${label} ${value}`)).toEqual([
      'p50 10 ms',
      'p95 30 ms',
      'p99 60 ms',
      'p99.9 120 ms',
    ]);
    expect(figures[2]!.interval).toBe('55–65 ms');
    expect(figures.map(({ weak }) => weak)).toEqual([false, false, false, false]);
    const few = { latency: { ...requests.latency, count: 900 } };
    expect(latencyFigures(few).map(({ weak }) => weak)).toEqual([false, false, true, true]);
  });

  test('show a dash where nothing was answered', () => {
    const none = { latency: { ...requests.latency, count: 0 } };
    expect(latencyFigures(none).every(({ value }) => value === '–')).toBe(true);
    expect(trafficFigures(requests).map(({ value }) => value)).toEqual(['102/s', '100/s', '0.99 %']);
  });
});

describe('the table of data and effects', () => {
  const of = (counts: object, more: object = {}) => ({ counts, outOf: counts, shares: counts, ...more });
  const [id = ''] = Object.keys(result.components);
  const withOutcomes = (counts: object, more: object = {}) => ({
    outcomes: of(counts, more),
    components: { ...result.components, [id]: { ...result.components[id]!, outcomes: of(counts) } },
  });

  test('has a row for each kind that could go wrong, with where it did and why', () => {
    const [row, ...rest] = effectRows(withOutcomes({ duplicates: 3 }, { deduplicated: 7 }));
    expect(rest).toEqual([]);
    expect(row).toMatchObject({ title: 'Done twice', wrong: 3, of: '3 effects', places: [id] });
    expect(row?.why).toContain('by a retry');
    expect(row?.why).toContain('7 repetitions were answered from the record');
  });

  test('says so where it never did, and has no rows where nothing could', () => {
    expect(effectRows(withOutcomes({ oversold: 0 }))).toMatchObject([{ wrong: 0, places: [], why: 'Never.' }]);
    expect(effectRows(result)).toEqual([]);
  });
});

describe('the table of components', () => {
  const rows = componentRows(result, { share, time });

  test('sorts by any column, both ways', () => {
    const by = (column: 'id' | 'utilization', descending: boolean): string[] =>
      sorted(rows, { column, descending }).map(({ id }) => id);
    expect(by('utilization', true)).toEqual(['db', 'api']);
    expect(by('utilization', false)).toEqual(['api', 'db']);
    expect(by('id', true)).toEqual(['db', 'api']);
  });

  test('shows trouble first on the first click, and turns round on the second', () => {
    const first = sortedBy({ column: 'id', descending: false }, 'errorRate');
    expect(first).toEqual({ column: 'errorRate', descending: true });
    expect(sortedBy(first, 'errorRate')).toEqual({ column: 'errorRate', descending: false });
  });

  test('names the limiting resource and marks the bottleneck', () => {
    expect(rows.map(({ id, limiting, bottleneck }) => [id, limiting, bottleneck])).toEqual([
      ['api', 'Threads', false],
      ['db', 'Cores', true],
    ]);
  });
});

test('the bottleneck is named with what shows it', () => {
  expect(bottleneckOf(result)).toMatchObject({ component: 'db', resource: 'Cores', utilization: 0.95 });
  expect(bottleneckOf(result)?.evidence).toContain('7.6 of 8 busy on average');
  const { bottleneck: _, ...unlimited } = result;
  expect(bottleneckOf(unlimited)).toBeUndefined();
});

describe('charts', () => {
  test('show the warm-up and the faults as bands', () => {
    expect(bandsOf(result).map(({ label, from, to }) => [label, from, to])).toEqual([
      ['warm-up', 0, 10],
      ['db slow ×10', 20, 30],
    ]);
  });

  test('draw the run before only where its windows are the same', () => {
    const labels = (previous: typeof result): string[] =>
      requestCharts(result, '*', previous).flatMap(({ series }) => series.map(({ label }) => label));
    expect(labels(result)).toContain('Good, run before');
    expect(labels({ ...result, timeline: { ...result.timeline, step: 5 } })).not.toContain('Good, run before');
  });

  test('show instances going down only where some did', () => {
    const labels = (id: string): string[] =>
      componentCharts(result, id, id).flatMap(({ series }) => series.map(({ label }) => label));
    expect(labels('db')).toContain('Instances up');
    expect(labels('api')).not.toContain('Instances up');
  });

  test('have no failed share where nothing was answered', () => {
    const series = { ...result.timeline.requests['*']!, ok: [1, 0, 3, 0], failed: [1, 0, 0, 2] };
    const changed = { ...result, timeline: { ...result.timeline, requests: { '*': series } } };
    const failures = requestCharts(changed, '*').find(({ title }) => title === 'Failures');
    expect(failures?.series[0]?.values).toEqual([0.5, null, 0, 1]);
  });
});

describe('what a node shows', () => {
  test('is the whole run, or the window that the timeline is scrubbed to', () => {
    expect(metricsOf(result, 'db', undefined)).toMatchObject({ utilization: 0.95, queue: 3, bottleneck: true });
    expect(metricsOf(result, 'db', 2)).toMatchObject({ utilization: 1, queue: 30, up: 0.5, at: 20, limiting: 'cores' });
  });

  test('call nothing a bottleneck that idles, but what was full for a while', () => {
    const idle = { component: 'db', resource: 'cores', utilization: 0.4 };
    expect(metricsOf({ ...result, bottleneck: idle }, 'db', undefined)?.bottleneck).toBe(false);
    const spell = { ...idle, saturated: { from: 10, to: 20 } };
    expect(metricsOf({ ...result, bottleneck: spell }, 'db', undefined)?.bottleneck).toBe(true);
    expect(bottleneckOf({ ...result, bottleneck: spell })?.says).toMatch(/saturated from 10 s to 20 s/);
  });

  test('is nothing for a component that the run did not have', () => {
    expect(metricsOf(result, 'new', undefined)).toBeUndefined();
  });
});
