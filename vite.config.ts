import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The studio speaks English and pins that locale; React Aria's words in thirty other languages stay out of the bundle. */
function englishOnly(): Plugin {
  return {
    name: 'english-only',
    load: {
      filter: { id: /react-aria[^/]*\/dist\/private\/intl\/.*\/(?!en-US)[a-z]{2}-[A-Z]{2}\.mjs$/ },
      handler: () => 'export default undefined;',
    },
  };
}

export default defineConfig({
  root: 'web',
  // Relative addresses: the built studio works from any path and from any static server.
  base: './',
  plugins: [react(), englishOnly()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    sourcemap: true,
    // The studio is served from the same machine: one chunk of React, canvas and catalogue is no reason for a warning.
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
});
