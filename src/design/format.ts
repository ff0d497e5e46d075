import type { Finding } from '../../simulator/index.ts';

/** What kinds of files there are: the first half of a file's `"format"`. */
export type FormatKind = 'design' | 'scenario' | 'session' | 'result' | 'estimate' | 'fragment' | 'prices';

const kinds: Readonly<Record<FormatKind, string>> = {
  design: 'a design',
  scenario: 'a scenario',
  session: 'an interview session',
  result: 'the result of a run',
  estimate: 'an estimate',
  fragment: 'a part of a design',
  prices: 'a price list',
};

type JsonObject = Readonly<Record<string, unknown>>;

/** Turns a document of one version into the next one. */
export type Migration = (document: JsonObject) => JsonObject;

/** A file format: the version written now, and how older ones become it, by the version they start from. */
export interface FileFormat {
  readonly kind: FormatKind;
  readonly version: number;
  readonly migrations: ReadonlyMap<number, Migration>;
}

/** The first version has nothing before it; version 2 will add `[1, …]` here. */
export const designFormat: FileFormat = { kind: 'design', version: 1, migrations: new Map() };

export type FormatReading =
  | { readonly document: JsonObject; readonly finding?: undefined }
  | { readonly document?: undefined; readonly finding: Finding };

const SHAPE = /^headroom\/([a-z]+)@(\d{1,6})$/;

function refuse(code: string, path: Finding['path'], what: string, why: string, todo: string): FormatReading {
  return { finding: { code, severity: 'error', path, what, why, todo } };
}

/** Checks the kind and version of a document and brings it to the current version, or says why that cannot be. */
export function readFormat(value: unknown, format: FileFormat): FormatReading {
  const wanted = `headroom/${format.kind}@${format.version}`;
  const says = `"format": "${wanted}"`;
  const noun = kinds[format.kind];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(
      'wrong-format',
      [],
      `The file is not ${noun}.`,
      'It holds no group of fields.',
      `A file begins with { ${says}, … }.`,
    );
  }
  const named = Object.hasOwn(value, 'format') ? (value as JsonObject)['format'] : undefined;
  if (named === undefined) {
    const why = 'Without it nobody knows which version of the format the file was written for.';
    return refuse('wrong-format', [], 'The file does not say its format.', why, `Add ${says} as its first field.`);
  }
  const match = typeof named === 'string' ? SHAPE.exec(named) : null;
  const kind = match?.[1];
  if (match === null || kind === undefined || !Object.hasOwn(kinds, kind)) {
    const what = 'The format that the file names is not known.';
    return refuse('wrong-format', ['format'], what, 'It would be read as what it is not.', `Write ${says}.`);
  }
  if (kind !== format.kind) {
    const what = `The file is ${kinds[kind as FormatKind]}, not ${noun}.`;
    return refuse('wrong-format', ['format'], what, 'The two hold different things.', `Choose a file with ${says}.`);
  }
  let version = Number(match[2]);
  if (version > format.version) {
    const what = `The file has version ${version} of its format; this program reads up to version ${format.version}.`;
    const why = 'A newer version may hold what this program would drop without a word.';
    return refuse('newer-version', ['format'], what, why, 'Open it with a newer version of Headroom.');
  }
  let document = value as JsonObject;
  while (version < format.version) {
    const migrate = format.migrations.get(version);
    if (migrate === undefined) {
      const what = `Version ${version} of the format never existed.`;
      return refuse('wrong-format', ['format'], what, 'There is nothing it could be read as.', `Write ${says}.`);
    }
    document = { ...migrate(document), format: `headroom/${format.kind}@${version + 1}` };
    version += 1;
  }
  return { document };
}
