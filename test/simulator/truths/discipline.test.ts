import { expect, test } from 'vitest';
import type { Histogram } from '../../../simulator/kernel/index.ts';
import { chain, client, exponential, poisson, servers } from '../building-blocks.ts';
import { replicate } from '../support.ts';

const REQUESTS = 300_000;
/** The standard errors are stated for ten million requests. */
const SCALE = Math.sqrt(10e6 / REQUESTS);

/** Standard deviation from the middles of a histogram's buckets; they are so narrow that it is off by less than 0.4 %. */
function deviationOf(histogram: Histogram): number {
  let squares = 0;
  for (const { low, high, count } of histogram.buckets()) {
    const middle = low === 0 ? 0 : (low + high) / 2;
    squares += count * (middle - histogram.mean) ** 2;
  }
  return Math.sqrt(squares / histogram.count);
}

test.each([
  { discipline: 'fifo', deviation: 48.98979e-3, error: 0.43e-3 },
  { discipline: 'lifo', deviation: 135.6466e-3, error: 0.94e-3 },
])(
  'T33 in M/M/1 at 80 % the mean wait under $discipline is 40 ms and its standard deviation $deviation s [Takács 1963]',
  (of) => {
    const warmup = REQUESTS / 20 / 80;
    const { run } = replicate({
      components: [client, { ...servers('station', 1, exponential(0.01)), discipline: of.discipline }],
      connections: chain('users', 'station'),
      workload: poisson(80),
      run: { duration: warmup + REQUESTS / 80, warmup },
    });
    const { wait } = run.books[run.sites.findIndex(([site]) => site.component.spec.id === 'station')].resources[0];
    expect(Math.abs(wait.mean - 0.04)).toBeLessThan(4 * 0.13e-3 * SCALE);
    expect(Math.abs(deviationOf(wait) - of.deviation)).toBeLessThan(4 * of.error * SCALE + 0.004 * of.deviation);
  },
);
