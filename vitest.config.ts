import { defineConfig } from 'vitest/config';

/** `--mode slow` runs the long statistical tests (`*.slow.test.ts`) and only those. */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'slow' ? ['test/**/*.slow.test.{ts,tsx}'] : ['test/**/*.test.{ts,tsx}'],
    exclude: mode === 'slow' ? [] : ['test/**/*.slow.test.{ts,tsx}'],
    testTimeout: mode === 'slow' ? 600_000 : 30_000,
  },
}));
