// `npm test`: lint, build with types, unit tests, browser tests; then a summary whose last line is `N passed, N failed`.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { findChromium, installChromium, installPackages, requireNode, root, run } from './setup.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const reports = `${root}test-results/`;
const bin = `${root}node_modules/.bin/`;

/** @type {Record<string, () => Promise<Counts>>} */
const stages = {
  lint: async () => verdict(await run(`${bin}biome`, ['check', '--error-on-warnings', '.'])),
  // The build compiles what is shipped; the compiler's second run checks the tests, benchmarks and configurations.
  build: async () => verdict((await run('npm', ['run', '--silent', 'build'])) || (await run(`${bin}tsc`, ['-b']))),
  unit: async () => {
    const report = `${reports}vitest.json`;
    const status = await run(`${bin}vitest`, [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]);
    return counted(status, report, (all) => ({
      passed: all.numPassedTests,
      failed: all.numFailedTests + all.testResults.filter(isBroken).length,
      skipped: all.numPendingTests + all.numTodoTests,
    }));
  },
  browser: async () => {
    const report = `${reports}playwright.json`;
    const status = await run(`${bin}playwright`, ['test'], {
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      CHROMIUM: findChromium(),
    });
    return counted(status, report, ({ stats }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    }));
  },
};

/** Counts a stage that passes or fails as a whole. @param {number} status @returns {Counts} */
function verdict(status) {
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/**
 * Counts a stage by its report. A runner that fails without a failure in its report (a server that does not start,
 * an error after the last test) counts as one.
 * @param {number} status
 * @param {string} report
 * @param {(report: any) => Counts} read the shape is the runner's; a missing field shows as NaN and fails
 * @returns {Counts}
 */
function counted(status, report, read) {
  if (!existsSync(report)) return verdict(status || 1);
  const counts = read(JSON.parse(readFileSync(report, 'utf8')));
  if (!Number.isInteger(counts.passed + counts.failed + counts.skipped)) return verdict(1);
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** A file that failed without a failed test in it: it did not load. @param {any} file one of Vitest's test results */
function isBroken({ status, assertionResults }) {
  return status === 'failed' && assertionResults.every((/** @type {any} */ test) => test.status !== 'failed');
}

const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const summary = [];

try {
  requireNode();
  await installPackages();
  await installChromium();
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  for (const [name, stage] of Object.entries(stages)) {
    console.log(`\n── ${name}`);
    const started = performance.now();
    const { passed, failed, skipped } = await stage();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const left = skipped > 0 ? ` ${skipped} skipped` : '';
    summary.push(
      `${name.padEnd(8)} ${failed === 0 ? 'ok    ' : 'FAILED'} ${passed}/${passed + failed}${left} in ${seconds} s`,
    );
    total.passed += passed;
    total.failed += failed;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  total.failed += 1;
}
console.log(`\n── summary\n${summary.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
