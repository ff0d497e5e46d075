import { expect, test } from 'vitest';
import { coverage, type Method, methods, queues } from './coverage.ts';

test.each(Object.keys(methods) as Method[])('intervals from %s hold the truth about as often as they say', (method) => {
  const [half] = queues;
  // Of 30 some 28 or 29; fewer than 23 come less than once in a thousand.
  for (const [metric, share] of Object.entries(coverage({ ...half, requests: 30_000 }, method, 30))) {
    expect([metric, share >= 23 / 30]).toEqual([metric, true]);
  }
});
