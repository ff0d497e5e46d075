import { reservedNames } from '../../simulator/index.ts';

/** A place in a document: names of fields and indices of lists. */
export type Path = readonly (string | number)[];

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at `path`, own properties only; undefined where nothing does. */
export function getIn(value: unknown, path: Path): unknown {
  let here = value;
  for (const part of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Record<string | number, unknown>)[part];
  }
  return here;
}

/**
 * A copy of `value` with `raw` at `path`; what is not on the path is shared, and nothing is mutated. `undefined` removes
 * the field or the item of a list. Missing groups on the way are made. An edit that changes nothing returns `value`.
 */
export function setIn<T>(value: T, path: Path, raw: unknown): T {
  const [part, ...rest] = path;
  if (part === undefined) return raw as T;
  if (reservedNames.has(String(part))) throw new Error(`a document has no field ${part}`);
  const before = getIn(value, [part]);
  const after = raw === undefined && rest.length > 0 && before === undefined ? undefined : setIn(before, rest, raw);
  if (after === before) return value;
  const list: unknown = value === undefined && typeof part === 'number' ? [] : value;
  if (Array.isArray(list)) {
    const items: readonly unknown[] = list;
    return items.toSpliced(Number(part), 1, ...(after === undefined ? [] : [after])) as T;
  }
  const { [part]: _, ...others } = isRecord(value) ? value : ({} as Record<string, unknown>);
  if (after === undefined) return others as T;
  // A field that was there keeps its place in the file.
  return (before === undefined ? { ...others, [part]: after } : { ...value, [part]: after }) as T;
}
