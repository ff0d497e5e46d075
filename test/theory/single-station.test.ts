import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  erlangB,
  erlangC,
  md1,
  mg1,
  mgc,
  mm1,
  mm1ResponseQuantile,
  mmc,
  mmck,
  mmcWaitQuantile,
} from '../../simulator/theory/index.ts';

// The traffic that n lines carry at 1 % blocking, to the digits of the printed tables. [ITU Erlang B table]
test.each([
  [1, 0.0101, 0.00005],
  [2, 0.153, 0.0005],
  [5, 1.36, 0.005],
  [10, 4.46, 0.005],
  [15, 8.11, 0.005],
  [20, 12.0, 0.05],
  [50, 37.9, 0.05],
  [100, 84.1, 0.05],
])('Erlang B: %d lines carry %d erlangs at one per cent', (lines, traffic, half) => {
  expect(erlangB(lines, traffic - half)).toBeLessThan(0.01);
  expect(erlangB(lines, traffic + half)).toBeGreaterThan(0.01);
});

test('Erlang B is the truncated Poisson law', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.double({ min: 0.01, max: 80, noNaN: true }), (servers, load) => {
      let term = 1;
      let sum = 1;
      for (let n = 1; n <= servers; n++) {
        term *= load / n;
        sum += term;
      }
      expect(erlangB(servers, load) / (term / sum)).toBeCloseTo(1, 11);
    }),
    { seed: 1 },
  );
});

test('Erlang C has its textbook values', () => {
  expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 15);
  expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 15);
  expect(erlangC(3, 2)).toBeCloseTo(4 / 9, 15);
  expect(erlangC(5, 4)).toBeCloseTo(0.5541, 4);
  expect(erlangC(10, 8)).toBeCloseTo(0.4092, 4);
});

test('the formulas stay finite with very many servers and at very small or great loads', () => {
  expect(erlangB(100_000, 99_000)).toBeGreaterThan(0);
  expect(erlangB(100_000, 1)).toBe(0);
  expect(erlangC(1000, 1e-6)).toBe(0);
  expect(erlangB(10, 1e9)).toBeCloseTo(1, 7);
  expect(erlangC(4, 4)).toBe(1);
});

test('M/M/1 at half load: twice the service time, and the response time is exponential', () => {
  const station = mm1(100, 0.005);
  expect(station.utilization).toBe(0.5);
  expect(station.meanResponse).toBeCloseTo(0.01, 15);
  expect(station.meanInSystem).toBeCloseTo(1, 14);
  expect(mm1ResponseQuantile(100, 0.005, 0.99)).toBeCloseTo(0.01 * Math.log(100), 14);
});

test('M/M/8 at utilization 0.875 waits as long as the project’s reference says', () => {
  expect(mmc(700, 0.01, 8).meanResponse).toBeCloseTo(0.016353, 5);
});

test('the wait of M/M/c is zero up to its quantile, then exponential', () => {
  const { waitProbability, meanWait } = mmc(8, 1, 10);
  expect(mmcWaitQuantile(8, 1, 10, 1 - waitProbability - 1e-9)).toBe(0);
  const q = mmcWaitQuantile(8, 1, 10, 0.99);
  expect(waitProbability * Math.exp(-q * (10 - 8))).toBeCloseTo(0.01, 12);
  // The mean of the law with these quantiles, by the midpoint rule.
  let mean = 0;
  for (let i = 0; i < 200_000; i++) mean += mmcWaitQuantile(8, 1, 10, (i + 0.5) / 200_000) / 200_000;
  expect(mean / meanWait).toBeCloseTo(1, 4);
});

test('constant service times halve the wait, and Pollaczek–Khinchine is exact for one server', () => {
  expect(md1(80, 0.01).meanWait).toBeCloseTo(mm1(80, 0.01).meanWait / 2, 15);
  // λ E[S²] / (2 (1 - ρ)) with E[S²] = s² (1 + scv)
  expect(mg1(80, 0.01, 4).meanWait).toBeCloseTo((80 * 1e-4 * 5) / (2 * 0.2), 14);
});

test('Allen and Cunneen reduce to the exact formulas where there are some', () => {
  expect(mgc(700, 0.01, 1, 8)).toEqual(mmc(700, 0.01, 8));
  expect(mgc(80, 0.01, 2.5, 1)).toEqual(mg1(80, 0.01, 2.5));
  expect(mgc(80, 0.01, 0, 4, 0).meanWait).toBe(0);
});

test('Little’s law holds in every formula', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 10, noNaN: true }),
      (utilization, servers, scv) => {
        const rate = utilization * servers;
        const open = mgc(rate, 1, scv, servers);
        expect(open.meanInSystem / (rate * open.meanResponse)).toBeCloseTo(1, 12);
        const finite = mmck(rate, 1, servers, servers + 5);
        expect(finite.meanInSystem / (finite.throughput * finite.meanResponse)).toBeCloseTo(1, 11);
        expect(finite.utilization * servers).toBeCloseTo(finite.throughput, 11);
      },
    ),
    { seed: 1 },
  );
});

test('a station offered more than it can serve has no steady state, and says so', () => {
  for (const rate of [100, 150]) {
    const station = mmc(rate, 0.01, 1);
    expect(station.utilization).toBe(1);
    expect(station.waitProbability).toBe(1);
    expect(station.meanWait).toBe(Infinity);
    expect(station.meanInSystem).toBe(Infinity);
    expect(mmcWaitQuantile(rate, 0.01, 1, 0.5)).toBe(Infinity);
  }
});

test('nobody waits where nobody comes, whatever the service law', () => {
  expect(mgc(0, 0.01, Infinity, 3)).toEqual({
    utilization: 0,
    waitProbability: 0,
    meanWait: 0,
    meanResponse: 0.01,
    meanInSystem: 0,
  });
});

test('a finite station with one server is the textbook’s M/M/1/K', () => {
  const rho = 0.8;
  const k = 5;
  const p = (n: number) => ((1 - rho) * rho ** n) / (1 - rho ** (k + 1));
  const station = mmck(0.8, 1, 1, k);
  expect(station.blocking).toBeCloseTo(p(k), 14);
  expect(station.utilization).toBeCloseTo(1 - p(0), 14);
  expect(station.meanInSystem).toBeCloseTo(
    [1, 2, 3, 4, 5].reduce((sum, n) => sum + n * p(n), 0),
    13,
  );
  expect(station.waitProbability).toBeCloseTo((1 - p(0) - p(k)) / (1 - p(k)), 14);
});

test('without waiting places a finite station is Erlang’s loss system, with many it is M/M/c', () => {
  const loss = mmck(9, 1, 12, 12);
  expect(loss.blocking).toBeCloseTo(erlangB(12, 9), 14);
  expect(loss.meanWait).toBeCloseTo(0, 14);
  expect(loss.waitProbability).toBe(0);
  const wide = mmck(9, 1, 12, 2000);
  const open = mmc(9, 1, 12);
  expect(wide.blocking).toBeLessThan(1e-100);
  expect(wide.meanWait).toBeCloseTo(open.meanWait, 12);
  expect(wide.waitProbability).toBeCloseTo(open.waitProbability, 12);
});

test('far beyond its capacity a finite station is full, and its numbers stay finite', () => {
  const station = mmck(1e6, 1, 100, 5000);
  expect(station.utilization).toBeCloseTo(1, 12);
  expect(station.throughput).toBeCloseTo(100, 3);
  expect(station.meanInSystem).toBeCloseTo(5000, 2);
  expect(station.meanWait).toBeCloseTo(49, 2);
});
