import { simulate } from '../../../simulator/index.ts';
import { modelOf } from '../../support/topology.ts';
import { chain, client, delay, exponential, requests } from '../building-blocks.ts';

/**
 * T123: Poisson 50/s, three times as many from a moment on; unlimited parallelism, exponential 2 s. The mean in flight t
 * seconds later is 300 − 200 e^(−t/2). [M_t/M/∞: Eick, Massey & Whitt 1993]
 */
export const step = {
  after2: { value: 226.4241, error: 0.78 },
  after5: { value: 283.583, error: 0.88 },
  /** Runs that the standard errors are stated for. */
  runs: 400,
};

/** Means over so many runs. */
export function inFlightAfterStep(runs: number): { after2: number; after5: number } {
  const model = modelOf({
    components: [client, delay('station', exponential(2))],
    connections: chain('users', 'station'),
    // 20 s before the step are ten mean service times: what is missing then is 5e-5 of the load.
    workload: requests({ poisson: { rate: 50 } }, {}, { shape: { steps: [[20, 3]] } }),
    run: { duration: 26 },
  });
  const sums = { after2: 0, after5: 0 };
  for (let seed = 1; seed <= runs; seed++) {
    const { timeline } = simulate(model, { seed });
    const { inSystem } = timeline.components['station'];
    // The mean of the two windows around a moment: the curve is straight enough over so short a time.
    const at = (time: number) => {
      const window = Math.round(time / timeline.step);
      return (inSystem[window - 1] + inSystem[window]) / 2;
    };
    sums.after2 += at(22);
    sums.after5 += at(25);
  }
  return { after2: sums.after2 / runs, after5: sums.after5 / runs };
}
