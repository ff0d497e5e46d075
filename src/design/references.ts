import { catalogue, distributionKinds, type Finding, faultOf, fieldsOf } from '../../simulator/index.ts';
import { didYouMean, listed } from '../names/index.ts';
import { isGroup } from './schema-at.ts';
import { getIn, type Path } from './set-in.ts';
import { subject } from './vocabulary.ts';

/**
 * Names that must fit together across a design: ids are unique, and what is referred to is there. `compile` checks the
 * same of any topology; here it is said before anything is parsed, with the name that was probably meant, and together
 * with all other problems of the file. The codes are the same.
 */

interface Names {
  /** Component ids with their types. */
  readonly types: ReadonlyMap<string, string>;
  /** Names of requests; empty where the design has no workload of its own. */
  readonly requests: ReadonlySet<string>;
}

function groupsAt(root: unknown, path: Path): readonly (readonly [number, Readonly<Record<string, unknown>>])[] {
  const list = getIn(root, path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => (isGroup(item) ? [[index, item] as const] : []));
}

/** The names of the requests that a design's own workload asks. */
export function requestNames(root: unknown): ReadonlySet<string> {
  const streams = groupsAt(root, ['workload', 'streams']);
  return new Set(streams.flatMap(([, { requests }]) => (isGroup(requests) ? Object.keys(requests) : [])));
}

/** Component ids with their types, the first where an id stands twice. */
export function componentTypes(root: unknown): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const [, { id, type }] of groupsAt(root, ['components'])) {
    if (typeof id === 'string' && typeof type === 'string' && !types.has(id)) types.set(id, type);
  }
  return types;
}

function error(code: string, path: Path, what: string, why: string, todo: string): Finding {
  return { code, severity: 'error', path, what, why, todo };
}

function dangling(code: string, id: string, path: Path, names: Names, what: string): Finding {
  const ids = [...names.types.keys()];
  const todo = ids.length === 0 ? 'Add the component.' : `Write one of ${listed(ids)}, or add the component.`;
  return error(
    code,
    path,
    `${what} "${id}", which is no component.${didYouMean(id, ids)}`,
    'A reference to nothing cannot be followed.',
    todo,
  );
}

function duplicates(root: unknown): Finding[] {
  const findings: Finding[] = [];
  const first = new Map<string, number>();
  for (const [index, { id }] of groupsAt(root, ['components'])) {
    if (typeof id !== 'string') continue;
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, index);
      continue;
    }
    const what = `Component ${index + 1} has the id "${id}", as component ${before + 1} has.`;
    findings.push(
      error(
        'duplicate-id',
        ['components', index, 'id'],
        what,
        'A connection to it could mean either.',
        'Give one of them another id.',
      ),
    );
  }
  return findings;
}

function checkConnections(root: unknown, names: Names): Finding[] {
  const findings: Finding[] = [];
  const seen = new Map<string, number>();
  for (const [index, { from, to, for: only }] of groupsAt(root, ['connections'])) {
    const path = ['connections', index];
    for (const [end, id] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (typeof id !== 'string' || names.types.has(id)) continue;
      findings.push(dangling('dangling-connection', id, [...path, end], names, `Connection ${index + 1} leads ${end}`));
    }
    if (typeof from === 'string' && from === to) {
      const what = `Connection ${index + 1} leads from "${from}" to itself.`;
      const why = 'Each request would call itself again and never be answered.';
      findings.push(error('self-connection', path, what, why, 'Remove it, or draw the component that is called.'));
    } else if (typeof from === 'string' && typeof to === 'string') {
      const key = `${from}->${to}`;
      const before = seen.get(key);
      if (before !== undefined) {
        const what = `Connection ${index + 1} joins "${from}" to "${to}", as connection ${before + 1} does.`;
        findings.push(
          error(
            'duplicate-connection',
            path,
            what,
            'Results name a connection by its two ends.',
            'Remove one, or write how often it is called as "calls".',
          ),
        );
      }
      seen.set(key, before ?? index);
    }
    const wanted = typeof only === 'string' ? [only] : Array.isArray(only) ? only : [];
    wanted.forEach((name: unknown, position) => {
      const at = typeof only === 'string' ? [...path, 'for'] : [...path, 'for', position];
      const what = `${subject(root, path)} is for`;
      findings.push(...unknownRequest(name, names, { path: at, what, others: ['read', 'write'] }));
    });
  }
  return findings;
}

interface RequestUse {
  readonly path: Path;
  /** Beginning of the sentence: `work of "api" names`. */
  readonly what: string;
  /** What may stand here besides the name of a request. */
  readonly others: readonly string[];
  /** What may have been meant though it does not belong here. */
  readonly meant?: readonly string[];
}

function unknownRequest(name: unknown, names: Names, { path, what, others, meant = [] }: RequestUse): Finding[] {
  if (typeof name !== 'string' || names.requests.size === 0) return [];
  if (names.requests.has(name) || others.includes(name)) return [];
  const valid = [...names.requests, ...others];
  const why = 'No request of the workload has that name, so that it would never apply.';
  const says = `${what} "${name}", which is no request.${didYouMean(name, [...valid, ...meant])}`;
  return [error('unknown-request', path, says, why, `Write one of ${listed(valid)}.`)];
}

/** Names of the fields of each type that may hold a table of service times by request. */
const workFields = new Map(
  catalogue.map(({ type, config }) => [
    type,
    fieldsOf(config).flatMap(({ kind, name }) => (kind === 'work' ? [name] : [])),
  ]),
);

/** Tables of service times by request. A table with a single entry may be a distribution, or one misspelled. */
function checkWork(root: unknown, names: Names): Finding[] {
  const kinds: readonly string[] = distributionKinds;
  const findings: Finding[] = [];
  for (const [index, component] of groupsAt(root, ['components'])) {
    const { type } = component;
    for (const field of (typeof type === 'string' ? workFields.get(type) : undefined) ?? []) {
      const table = component[field];
      const keys = isGroup(table) ? Object.keys(table) : [];
      const single = keys.length === 1;
      if (single && kinds.includes(keys[0] ?? '')) continue;
      for (const key of keys) {
        const path = ['components', index, field, key];
        const what = `${subject(root, ['components', index, field])} names`;
        const use = { path, what, others: ['read', 'write', '*'], meant: single ? kinds : [] };
        findings.push(...unknownRequest(key, names, use));
      }
    }
  }
  return findings;
}

function checkStreams(root: unknown, names: Names): Finding[] {
  return groupsAt(root, ['workload', 'streams']).flatMap(([index, { client }]) => {
    if (typeof client !== 'string' || names.types.has(client)) return [];
    const path = ['workload', 'streams', index, 'client'];
    return [dangling('unknown-client', client, path, names, `Stream ${index + 1} comes from`)];
  });
}

function checkFaults(root: unknown, names: Names): Finding[] {
  const findings: Finding[] = [];
  for (const [index, fault] of groupsAt(root, ['faults'])) {
    for (const [kind, config] of Object.entries(fault)) {
      const definition = faultOf(kind);
      if (definition === undefined || !isGroup(config)) continue;
      for (const role of ['component', 'from', 'to']) {
        const id = config[role];
        if (typeof id !== 'string' || names.types.has(id) || !Object.hasOwn(definition.config.shape, role)) continue;
        findings.push(
          dangling('dangling-fault', id, ['faults', index, kind, role], names, `Fault ${index + 1} strikes`),
        );
      }
    }
  }
  return findings;
}

function checkLayout(root: unknown, names: Names): Finding[] {
  const layout = getIn(root, ['layout']);
  if (!isGroup(layout)) return [];
  return Object.keys(layout)
    .filter((id) => !names.types.has(id))
    .map((id) => ({
      code: 'dangling-layout',
      severity: 'warning' as const,
      path: ['layout', id],
      what: `The layout has a place for "${id}", which is no component.`,
      why: 'It is of no effect; perhaps the component was renamed.',
      todo: 'Remove it, or correct the id.',
    }));
}

/** All problems with names that refer to one another. Takes any value; what has not the right shape is passed over. */
export function checkReferences(root: unknown): Finding[] {
  const names: Names = { types: componentTypes(root), requests: requestNames(root) };
  return [
    ...duplicates(root),
    ...checkConnections(root, names),
    ...checkWork(root, names),
    ...checkStreams(root, names),
    ...checkFaults(root, names),
    ...checkLayout(root, names),
  ];
}
