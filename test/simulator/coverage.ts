import { simulate } from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, exponential, poisson, servers } from './building-blocks.ts';

/** Of so many 95 % intervals of the mean response of M/M/1 at one half, 20 ms, those that hold it. */
export function intervalsThatHold(experiments: number): number {
  const model = modelOf({
    components: [client, servers('station', 1, exponential(0.01))],
    connections: chain('users', 'station'),
    workload: poisson(50),
    run: { duration: 60, warmup: 5, replications: 5 },
  });
  let held = 0;
  for (let seed = 1; seed <= experiments; seed++) {
    const [low, high] = simulate(model, { seed }).requests['*'].latency.ci95!.mean!;
    if (low <= 0.02 && 0.02 <= high) held++;
  }
  return held;
}
