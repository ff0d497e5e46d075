import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ESTree, parseSync, Visitor } from 'vite';

/** What one file asks of another, or of a package. */
export interface Import {
  /** Path from the root of the repository for a relative import, else the package's specifier. */
  readonly target: string;
  /** Erased by the compiler: it directs the reader, not the loader. */
  readonly typeOnly: boolean;
}

/** A module as the rules see it. */
export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  readonly program: ESTree.Program;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every module under the rooms that ship. */
export function readSources(rooms: readonly string[]): SourceFile[] {
  return rooms.flatMap((room) =>
    readdirSync(root + room, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => `${room}/${file.replaceAll('\\', '/')}`)
      .sort()
      .map((path) => parseSource(path, readFileSync(root + path, 'utf8'))),
  );
}

/** Reads one module. Throws where the text is no TypeScript: the compiler's own message says more. */
export function parseSource(path: string, text: string): SourceFile {
  const { module, program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  const imports: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) => {
    const relative = specifier.startsWith('.');
    // A query (`?worker`) tells the bundler how to load the same file.
    const target = relative ? posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')) : specifier;
    imports.push({ target, typeOnly });
  };
  for (const { moduleRequest, entries } of module.staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every((entry) => entry.isType));
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) if (moduleRequest !== null) add(moduleRequest.value, isType);
  }
  new Visitor({
    ImportExpression: ({ source }) => addLiteral(source),
    TSImportType: ({ source }) => add(source.value, true),
    // new Worker(new URL('./worker.ts', import.meta.url)) loads a module as an import does.
    NewExpression: ({ callee, arguments: [first] }) => {
      if (callee.type === 'Identifier' && callee.name === 'URL' && first !== undefined) addLiteral(first);
    },
  }).visit(program);
  return { path, imports, program };

  function addLiteral(node: ESTree.Node): void {
    if (node.type === 'Literal' && typeof node.value === 'string' && node.value !== '') add(node.value, false);
  }
}
