import { describe, expect, it } from 'vitest';
import { didYouMean, listed, nearest } from '../../../src/names/index.ts';

describe('the nearest name', () => {
  const names = ['client', 'load-balancer', 'service', 'cache', 'sql-database', 'threads'];

  it.each([
    ['servce', 'service'],
    ['Service', 'service'],
    ['loadBalancer', 'load-balancer'],
    ['load_balancer', 'load-balancer'],
    ['sql', 'sql-database'],
    ['chace', 'cache'],
    ['thread', 'threads'],
  ])('to %s is %s', (name, meant) => {
    expect(nearest(name, names)).toBe(meant);
  });

  it.each(['kafka', 'x', '', 'a'.repeat(100_000)])('to something else is none', (name) => {
    expect(nearest(name, names)).toBeUndefined();
    expect(didYouMean(name, names)).toBe('');
  });

  it('of several is the one with the fewest slips', () => {
    expect(nearest('p98', ['p9', 'p999', 'p95'])).toBe('p95');
    expect(nearest('secnds', ['sec', 'seconds'])).toBe('seconds');
  });
});

describe('a list in words', () => {
  it('joins the last with a conjunction and cuts what is long', () => {
    expect(listed([])).toBe('nothing');
    expect(listed(['a'])).toBe('"a"');
    expect(listed(['a', 'b'])).toBe('"a" or "b"');
    expect(listed(['a', 'b', 'c'], 'and')).toBe('"a", "b" and "c"');
    expect(listed(['a', 'b', 'c'], 'or', 2)).toBe('"a", "b", …');
  });
});
