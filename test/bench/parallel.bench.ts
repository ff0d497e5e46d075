/** What a second core is good for: the same replications on one thread and on two. Wall-clock time, so for an idle machine. */
import { runModel } from '../../src/cli/threads/threads.ts';
import { fiveTiers } from './designs.ts';

const ROUNDS = 2;
const replicated = fiveTiers(3_000_000);
const model = {
  ...replicated,
  topology: { ...replicated.topology, run: { ...replicated.topology.run, replications: 2 } },
};

async function seconds(jobs: number): Promise<number> {
  const start = performance.now();
  await runModel(model, { jobs, signal: new AbortController().signal, onProgress: () => undefined });
  return (performance.now() - start) / 1000;
}

let one = Number.POSITIVE_INFINITY;
let two = Number.POSITIVE_INFINITY;
for (let round = 0; round < ROUNDS; round++) {
  one = Math.min(one, await seconds(1));
  two = Math.min(two, await seconds(2));
}
console.log(
  `two replications: ${one.toFixed(2)} s on one thread, ${two.toFixed(2)} s on two: × ${(one / two).toFixed(2)}`,
);
