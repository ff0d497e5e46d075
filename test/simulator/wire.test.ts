import { expect, test } from 'vitest';
import { streamFor } from '../../simulator/kernel/index.ts';
import { meanRetransmission, retransmission, Wire } from '../../simulator/parts/wire.ts';
import { chiSquareP, kolmogorovRatio, meanDeviation } from '../kernel/goodness-of-fit.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, delay, poisson, relay } from './building-blocks.ts';
import { cold, milliseconds, moments, run } from './support.ts';

const DRAWS = 20_000;

/** The wire of a connection with this network; requests of 1000 B and answers of 4000 B. */
function wire(network: object): Wire {
  const model = modelOf({
    components: [client, delay('api', 0)],
    connections: [{ from: 'users', to: 'api', network }],
    workload: poisson(1, { payload: 1000, response: 4000 }),
  });
  return new Wire(model.connections[0], streamFor(1, 0, 'wire', 'test'));
}

test('each way takes half of the round trip', () => {
  const of = wire({ rtt: '40 ms' });
  expect([of.request(7, 0, 0), of.response(9, 0, 0)]).toEqual([0.02, 0.02]);
});

test('each way draws its own half of a round trip that varies', () => {
  const of = wire({ rtt: { exponential: { mean: '40 ms' } } });
  const out = Float64Array.from({ length: DRAWS }, () => of.request(0, 0, 0));
  const back = Float64Array.from({ length: DRAWS }, () => of.response(0, 0, 0));
  for (const draws of [out, back]) expect(kolmogorovRatio(draws, (x) => 1 - Math.exp(-x / 0.02))).toBeLessThan(1);
  const products = out.map((x, i) => (x - 0.02) * (back[i] - 0.02));
  expect(meanDeviation(products, 0)).toBeLessThan(4);
});

test('jitter adds an even time to each way', () => {
  const of = wire({ rtt: '10 ms', jitter: '30 ms' });
  const draws = Float64Array.from({ length: DRAWS }, () => of.request(0, 0, 0));
  expect(kolmogorovRatio(draws, (x) => Math.min(1, Math.max(0, (x - 0.005) / 0.03)))).toBeLessThan(1);
});

test('a lost message is sent again after 200 ms, then 400 ms, doubling', () => {
  const of = wire({ rtt: 0, loss: 0.3 });
  const counts = new Float64Array(6);
  for (let i = 0; i < DRAWS; i++) {
    const losses = Math.log2(of.request(0, 0, 0) / 0.2 + 1);
    expect(Math.abs(losses - Math.round(losses))).toBeLessThan(1e-9);
    counts[Math.min(5, Math.round(losses))]++;
  }
  const law = [0, 1, 2, 3, 4].map((k) => DRAWS * 0.7 * 0.3 ** k);
  expect(chiSquareP(counts, [...law, DRAWS * 0.3 ** 5])).toBeGreaterThan(0.001);
});

test('the mean of what losses cost is known at any loss: fifteen retransmissions are the most', () => {
  // The k-th costs 0.2 × 2^(k − 1) and is needed with 0.5^k: a tenth of a second each.
  expect(meanRetransmission(0.5)).toBeCloseTo(1.5, 12);
  expect(meanRetransmission(1)).toBeCloseTo(0.2 * (2 ** 15 - 1), 9);
  expect(meanRetransmission(0)).toBe(0);
  const draws = streamFor(1, 0, 'losses', 'mean');
  const some = Float64Array.from({ length: DRAWS }, () => retransmission(0.2, draws));
  expect(meanDeviation(some, meanRetransmission(0.2))).toBeLessThan(4);
});

test('with a bandwidth messages go out one after the other, each way on its own', () => {
  const of = wire({ rtt: '10 ms', bandwidth: 100_000 }); // 10 ms for a request, 40 ms for an answer
  const expected = [0.015, 0.025, 0.0315];
  [of.request(0, 0, 0), of.request(0, 0, 0), of.request(0.0035, 0, 0)].forEach((time, i) => {
    expect(time).toBeCloseTo(expected[i], 12);
  });
  expect(of.response(0, 0, 0)).toBeCloseTo(0.045, 12); // not behind the requests
  expect(of.response(0, 0, 0)).toBeCloseTo(0.085, 12); // but behind the answer before
  expect(of.request(10, 0, 0)).toBeCloseTo(0.015, 12); // free again
});

test('network, work and answer add up at the caller, and the callee sees its work alone', () => {
  const result = run({
    components: [client, relay('api'), delay('leaf', '30 ms')],
    connections: [
      { from: 'users', to: 'api', network: { rtt: '100 ms', bandwidth: '1 MB/s' } },
      { from: 'api', to: 'leaf', network: { rtt: '10 ms' } },
    ],
    workload: moments({ get: 1 }, { payload: '2 KB', response: '8 KB' }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ get: 100 + 2 + 8 + 10 + 30 });
  expect(result.components['api'].latency.mean).toBeCloseTo(0.04, 9);
  expect(result.components['leaf'].latency.mean).toBeCloseTo(0.03, 9);
  expect(result.connections['api->leaf'].latency.mean).toBeCloseTo(0.04, 9);
});

test('without a network a call takes no time', () => {
  const result = run({
    components: [client, relay('api'), delay('leaf', 0)],
    connections: chain('users', 'api', 'leaf'),
    workload: moments({ get: 1 }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ get: 0 });
});
