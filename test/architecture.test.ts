import { describe, expect, it } from 'vitest';
import * as rules from './architecture/rules.ts';
import { parseSource, readSources } from './architecture/source.ts';

const sources = readSources(['simulator', 'src', 'web']);

/** A repository of small modules, by path. */
const repository = (files: Record<string, string>) =>
  Object.entries(files).map(([path, text]) => parseSource(path, text));

describe('the repository keeps the rules of the house', () => {
  it.each<[string, rules.Rule]>([
    ['imports go web → src → simulator → kernel', rules.layers],
    ['other rooms are reached through their index.ts', rules.faces],
    ['no component imports another component', rules.components],
    ['every component is in the catalogue', rules.catalogue],
    ['nothing in simulator/ depends on the engine, the clock or chance', rules.determinism],
    ['no modules import each other in a circle', rules.cycles],
    ['React Flow and uPlot are known to their adapter folders only', rules.adaptersOnly],
  ])('%s', (_, rule) => {
    expect(rule(sources)).toEqual([]);
  });
});

describe('the rules see what breaks them', () => {
  it.each<[string, rules.Rule, Record<string, string>]>([
    ['a simulator that knows a scenario', rules.layers, { 'simulator/a.ts': "import '../src/index.ts';" }],
    ['a kernel that knows a component', rules.layers, { 'simulator/kernel/a.ts': "export * from '../index.ts';" }],
    ['an upward import of a type', rules.layers, { 'src/a.ts': "export type A = import('../web/a.ts').A;" }],
    ['an engine that knows its command line', rules.layers, { 'src/a.ts': "await import('./cli/main.ts');" }],
    ['a source that imports a test', rules.layers, { 'web/a.ts': "import { x } from '../test/a.ts';" }],
    ['a screen that reaches into the simulator', rules.faces, { 'web/a.ts': "import '../simulator/model.ts';" }],
    ['a screen that reaches into src', rules.faces, { 'web/a/b.ts': "import '../../src/design/parse.ts';" }],
    ['a folder of src that reaches into another', rules.faces, { 'src/a/b.ts': "import '../c/d.ts';" }],
    ['a simulator that reaches into its kernel', rules.faces, { 'simulator/a.ts': "import './kernel/math.ts';" }],
    [
      'a screen that starts the kernel as a worker',
      rules.faces,
      {
        'web/a.ts': "new Worker(new URL('../simulator/run.ts', import.meta.url));",
      },
    ],
    ['a component that imports another', rules.components, { 'simulator/components/a.ts': "import './b.ts';" }],
    ['a component without a catalogue', rules.catalogue, { 'simulator/components/a.ts': '' }],
    [
      'a component missing in the catalogue',
      rules.catalogue,
      {
        'simulator/components/a.ts': '',
        'simulator/catalogue.ts': "import './components/b.ts';",
      },
    ],
    ['chance without a stream', rules.determinism, { 'simulator/a.ts': 'Math.random();' }],
    [
      'a logarithm that differs between engines',
      rules.determinism,
      { 'simulator/a.ts': 'export const x = Math.log(2);' },
    ],
    ['a member of Math in brackets', rules.determinism, { 'simulator/a.ts': "Math['exp'](1);" }],
    ['members taken out of Math', rules.determinism, { 'simulator/a.ts': 'const { pow } = Math;' }],
    ['the power operator', rules.determinism, { 'simulator/kernel/a.ts': 'export const x = (y: number) => y ** 2;' }],
    ['the power assignment', rules.determinism, { 'simulator/a.ts': 'let x = 2; x **= 2;' }],
    ['a wall clock', rules.determinism, { 'simulator/a.ts': 'new Date();' }],
    ['a message to the console', rules.determinism, { 'simulator/a.ts': "console.log('here');" }],
    ['a timer', rules.determinism, { 'simulator/a.ts': 'setTimeout(() => {}, 1);' }],
    [
      'two modules in a circle',
      rules.cycles,
      {
        'src/a.ts': "import { b } from './b.ts';",
        'src/b.ts': "export { a } from './a.ts';",
      },
    ],
    ['React Flow outside the canvas', rules.adaptersOnly, { 'web/app.tsx': "import '@xyflow/react';" }],
    ['uPlot outside the charts', rules.adaptersOnly, { 'web/canvas/a.ts': "import 'uplot';" }],
  ])('%s', (_, rule, files) => {
    const found = rule(repository(files));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(Object.keys(files)[0]);
  });

  it('and nothing else', () => {
    const sound = repository({
      'simulator/kernel/index.ts': 'export const ln = (x: number) => Math.sqrt(x) * Math.LN2;',
      'simulator/parts/queue.ts': "import { ln } from '../kernel/index.ts'; export const q = { Date: ln(1) };",
      'simulator/components/a.ts': "import { q } from '../parts/queue.ts'; export const a = q.Date;",
      'simulator/catalogue.ts': "export { a } from './components/a.ts';",
      'simulator/index.ts': "export * from './catalogue.ts';",
      'src/design/index.ts': "import { a } from '../../simulator/index.ts'; export const b = a ** 2;",
      'src/index.ts': "export type * from './types.ts'; export const now = () => Date.now();",
      'src/types.ts': "import type { now } from './index.ts'; export type Now = typeof now;",
      'src/cli/main.ts': "import { b } from '../design/index.ts'; import '../index.ts'; console.log(b);",
      'web/canvas/canvas.tsx':
        "import '@xyflow/react'; import './canvas.css'; import data from '../../scenarios/a.json';",
    });
    const found = Object.values(rules).flatMap((rule) => rule(sound));
    expect(found).toEqual([]);
  });
});
