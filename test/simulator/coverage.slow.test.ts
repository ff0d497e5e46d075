import { describe, expect, test } from 'vitest';
import { coverage, type Method, methods, metrics, queues } from './coverage.ts';

const SEEDS = 500;
/** Of 500 intervals that hold the truth with 95 %, this share is one standard error. */
const ERROR = Math.sqrt((0.95 * 0.05) / SEEDS);

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

describe.each(queues)('$name', (queue) => {
  test.each(Object.keys(methods) as Method[])(
    'of 500 intervals from %s some 95 in a hundred hold the truth',
    (method) => {
      const shares = coverage(queue, method, SEEDS);
      const row = [queue.name, method, ...metrics.map(({ name }) => percent(shares[name]))].join(' | ');
      // For the table in docs/statistics.md.
      console.info(`| ${row} |`);
      for (const { name } of metrics) {
        expect([name, shares[name] > 0.93 - ERROR && shares[name] < 0.97 + ERROR]).toEqual([name, true]);
      }
    },
    3_600_000,
  );
});
