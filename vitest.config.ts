import { defineConfig } from 'vitest/config';

/** `--mode slow` runs the long statistical tests (`*.slow.test.ts`) and only those. */
export default defineConfig(({ mode }) => {
  // A hang is caught, a busy machine is not: quick tests take seconds where nothing else runs.
  const patience = mode === 'slow' ? 600_000 : 120_000;
  return {
    test: {
      // The tests compute and do not wait: every core is of use. Vitest would leave one free.
      maxWorkers: '100%',
      // No test mocks a module or leaves a global behind: those of a worker share what they import, and a third of the time is saved.
      isolate: false,
      include: mode === 'slow' ? ['test/**/*.slow.test.{ts,tsx}'] : ['test/**/*.test.{ts,tsx}'],
      exclude: mode === 'slow' ? [] : ['test/**/*.slow.test.{ts,tsx}'],
      testTimeout: patience,
      hookTimeout: patience,
    },
  };
});
