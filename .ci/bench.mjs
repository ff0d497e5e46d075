// `npm run bench [NAME...]`: runs the compiled benchmarks, each in a Node of its own so that none warms another's code.
import { readdirSync } from 'node:fs';
import { root, run } from './setup.mjs';

const folder = `${root}dist/test/bench/`;
const wanted = process.argv.slice(2);
const benches = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.js') && (wanted.length === 0 || wanted.some((name) => file.includes(name))))
  .sort();
if (benches.length === 0) {
  console.error(`No benchmark${wanted.length > 0 ? ` matches ${wanted.join(', ')}` : ' in test/bench'}.`);
  process.exitCode = 2;
}
for (const bench of benches) {
  console.log(`\n${bench.replace('.bench.js', '')}`);
  if ((await run(process.execPath, ['--expose-gc', folder + bench])) !== 0) process.exitCode = 1;
}
