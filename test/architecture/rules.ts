import { type ESTree, Visitor } from 'vite';
import type { SourceFile } from './source.ts';

/** A rule of the house: reads all modules and says, a sentence each, which file breaks it and what to do. */
export type Rule = (files: readonly SourceFile[]) => string[];

type Room = 'kernel' | 'simulator' | 'src' | 'cli' | 'web' | 'elsewhere';

const mayImport: Readonly<Record<Room, readonly Room[]>> = {
  kernel: ['kernel'],
  simulator: ['simulator', 'kernel'],
  src: ['src', 'simulator'],
  cli: ['cli', 'src', 'simulator'],
  web: ['web', 'src', 'simulator'],
  elsewhere: [],
};

function roomOf(path: string): Room {
  if (path.startsWith('simulator/kernel/')) return 'kernel';
  if (path.startsWith('simulator/')) return 'simulator';
  if (path.startsWith('src/cli/')) return 'cli';
  if (path.startsWith('src/')) return 'src';
  if (path.startsWith('web/')) return 'web';
  return 'elsewhere';
}

const isModule = (target: string) => /\.tsx?$/.test(target);

/** web → src → simulator → simulator/kernel; src/cli stands beside web, on top of src. */
export const layers: Rule = (files) =>
  files.flatMap(({ path, imports }) => {
    const room = roomOf(path);
    return imports
      .filter(({ target }) => isModule(target) && !mayImport[room].includes(roomOf(target)))
      .map(
        ({ target }) =>
          `${path} imports ${target}: ${room} may import only from ${mayImport[room].join(', ')}. ` +
          'Move the code down to where both may reach it, or pass it in from above.',
      );
  });

/** Another room, and another folder of src, is reached through its index.ts alone. */
export const faces: Rule = (files) =>
  files.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => isModule(target) && unitOf(target) !== unitOf(path))
      .filter(({ target }) => target !== `${unitOf(target)}/index.ts`)
      .map(
        ({ target }) =>
          `${path} reaches past ${unitOf(target)}/index.ts into ${target}. ` +
          'Export what is needed from that index.ts and import it from there.',
      ),
  );

/** The folder whose index.ts is the public face of a module. */
function unitOf(path: string): string {
  if (path.startsWith('simulator/kernel/')) return 'simulator/kernel';
  const [room = '', folder = '', rest] = path.split('/');
  return room === 'src' && rest !== undefined ? `src/${folder}` : room;
}

/** A component knows no other component: what two share is a part. */
export const components: Rule = (files) =>
  files
    .filter(({ path }) => isComponent(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => isComponent(target))
        .map(({ target }) => `${path} imports the component ${target}. Move what both need to simulator/parts/.`),
    );

const isComponent = (path: string) => path.startsWith('simulator/components/');

/** A component that the catalogue does not list exists for nobody. */
export const catalogue: Rule = (files) => {
  const listed = new Set(
    files.find(({ path }) => path === 'simulator/catalogue.ts')?.imports.map(({ target }) => target),
  );
  return files
    .filter(({ path }) => isComponent(path) && !listed.has(path))
    .map(({ path }) => `${path} is not in the catalogue. Add its line to simulator/catalogue.ts.`);
};

/** Exact in every engine, by the language's definition; all else in Math is not, or is not deterministic. */
const exactMath = new Set(
  'abs ceil clz32 floor fround imul max min round sign sqrt trunc E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2'.split(' '),
);

const hostGlobals = new Set(
  'Date Intl console performance crypto process globalThis setTimeout setInterval queueMicrotask'.split(' '),
);

/** In simulator/ nothing that differs between engines, runs or machines. */
export const determinism: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('simulator/'))
    .flatMap(({ path, program }) => {
      const broken: string[] = [];
      const report = (what: string, remedy: string) => broken.push(`${path} uses ${what}. ${remedy}`);
      const own = 'Engines differ in its last bit: use the function of simulator/kernel/math.ts.';
      const used = (node: ESTree.Node | null) => {
        if (node?.type !== 'Identifier') return;
        if (node.name === 'Math')
          report('Math as a value', 'Name the member at the place of use, so that it can be checked.');
        if (hostGlobals.has(node.name)) {
          report(node.name, 'A run knows only its file, its seed and simulated time: leave the rest to the host.');
        }
      };
      new Visitor({
        MemberExpression: (node) => {
          if (node.object.type !== 'Identifier' || node.object.name !== 'Math') return used(node.object);
          const name = memberName(node);
          if (name === 'random') report('Math.random', "Draw from the station's own RandomStream.");
          else if (!exactMath.has(name)) report(`Math.${name}`, own);
        },
        NewExpression: ({ callee }) => used(callee),
        CallExpression: ({ callee, arguments: args }) => {
          used(callee);
          for (const argument of args) used(argument);
        },
        VariableDeclarator: ({ init }) => used(init),
        BinaryExpression: ({ operator }) => {
          if (operator === '**') report('the operator **', own);
        },
        AssignmentExpression: ({ operator }) => {
          if (operator === '**=') report('the operator **=', own);
        },
      }).visit(program);
      return broken;
    });

function memberName({ property }: ESTree.MemberExpression): string {
  if (property.type === 'Identifier' || property.type === 'PrivateIdentifier') return property.name;
  return property.type === 'Literal' ? String(property.value) : '[…]';
}

/** No module waits for itself to be loaded. Imports of types alone are erased and may point both ways. */
export const cycles: Rule = (files) => {
  const edges = new Map(
    files.map(({ path, imports }) => [path, imports.filter(({ typeOnly }) => !typeOnly).map(({ target }) => target)]),
  );
  const done = new Set<string>();
  const trail: string[] = [];
  const found: string[] = [];
  const walk = (path: string) => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      const circle = [...trail.slice(start), path].join(' → ');
      found.push(`${circle} is a circle. Move what the last and the first share to a module of its own.`);
    }
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const target of edges.get(path) ?? []) walk(target);
    trail.pop();
    done.add(path);
  };
  for (const path of edges.keys()) walk(path);
  return found;
};

const adapters = [
  { library: '@xyflow/', folder: 'web/canvas/' },
  { library: 'uplot', folder: 'web/charts/' },
];

/** A drawing library is known to one folder, so that its next major version is that folder's business. */
export const adaptersOnly: Rule = (files) =>
  files.flatMap(({ path, imports }) =>
    imports.flatMap(({ target }) =>
      adapters
        .filter(({ library, folder }) => target.startsWith(library) && !path.startsWith(folder))
        .map(({ folder }) => `${path} imports ${target}. Only ${folder} may: use what that folder's index offers.`),
    ),
  );
