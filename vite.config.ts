import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { catalogue } from './simulator/catalogue.ts';

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

/** What a definition is asked for by a run and by nothing else. */
const RUN_ONLY: Readonly<Record<string, readonly string[]>> = {
  defineComponent: ['station'],
  defineFault: ['begin', 'end'],
};

/**
 * Runs go on in workers, and only a run makes stations and lets faults strike. The page asks definitions for all else,
 * so these functions are left out of its copy, and with them the machinery of the simulator that only they reach:
 * a third of what is to be loaded before anything is seen. The workers are built without this.
 */
function runsElsewhere(): Plugin {
  return {
    name: 'runs-elsewhere',
    apply: 'build',
    enforce: 'post',
    transform: {
      filter: { id: /\/simulator\/(components|faults)\// },
      handler(code) {
        const cut: { readonly start: number; readonly end: number }[] = [];
        for (const statement of this.parse(code).body) {
          const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
          if (declared?.type !== 'VariableDeclaration') continue;
          for (const { init } of declared.declarations) {
            if (init?.type !== 'CallExpression' || init.callee.type !== 'Identifier') continue;
            const [definition] = init.arguments;
            if (definition?.type !== 'ObjectExpression') continue;
            for (const property of definition.properties)
              if (
                property.type === 'Property' &&
                property.key.type === 'Identifier' &&
                RUN_ONLY[init.callee.name]?.includes(property.key.name)
              )
                cut.push(property.value);
          }
        }
        // Functions they stay, since that there is an end says that a fault lasts; and as many lines as there were,
        // so that the source map stays true.
        const blank = (text: string): string =>
          `() => { throw new Error('Runs go on in workers.'); }${text.replaceAll(/[^\n]/g, '')}`;
        for (const { start, end } of cut.reverse())
          code = code.slice(0, start) + blank(code.slice(start, end)) + code.slice(end);
        return { code, map: null };
      },
    },
  };
}

/** What the palette, the canvas and its wiring rules are drawn from: what of a definition is neither schema nor function, nor only read. */
const FACE = [
  'type',
  'title',
  'category',
  'role',
  'alsoKnownAs',
  'summary',
  'icon',
  'calls',
  'standsInFor',
  'wiring',
  'replicaField',
  'starter',
] as const;

/**
 * The page begins with the faces of the definitions, as data: their schemas, functions and prose, and with them the
 * schema library and most of the simulator, come with the engine (`web/engine`). Then the same objects get the rest.
 */
function facesFirst(): Plugin {
  const WHOLE = fileURLToPath(new URL('./simulator/catalogue.ts', import.meta.url));
  const FACES = '\0faces';
  return {
    name: 'faces-first',
    apply: 'build',
    enforce: 'pre',
    resolveId: {
      filter: { id: /^(\.\/catalogue\.ts|faces)$/ },
      handler: (source, importer) =>
        source === 'faces' || importer?.includes('/simulator/') === true ? FACES : undefined,
    },
    load: {
      filter: { id: /^\0faces$|\/web\/engine\/definitions\.ts$/ },
      handler(id) {
        if (id === FACES) {
          const faces = catalogue.map((definition) => Object.fromEntries(FACE.map((key) => [key, definition[key]])));
          return `export const catalogue = ${JSON.stringify(faces)};
            export const definitionOf = (type) => catalogue.find((definition) => definition.type === type);`;
        }
        return `import { catalogue } from 'faces';
          export async function completeDefinitions() {
            const whole = await import(${JSON.stringify(WHOLE)});
            whole.catalogue.forEach((definition, index) => Object.assign(catalogue[index], definition));
          }`;
      },
    },
  };
}

export default defineConfig({
  root: 'web',
  // Relative addresses: the built studio works from any path and from any static server.
  base: './',
  plugins: [react(), englishOnly(), runsElsewhere(), facesFirst()],
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
