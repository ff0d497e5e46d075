import { catalogue, connectionFields, definitionOf } from '../../simulator/index.ts';
import type { Vocabulary } from './explain.ts';
import { isGroup } from './schema-at.ts';
import { getIn, type Path } from './set-in.ts';

/** How a design's parts are called in sentences. */

function joined(path: Path): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
  return text;
}

function of(rest: Path, owner: string): string {
  return rest.length === 0 ? owner : `${joined(rest)} of ${owner}`;
}

/** How a person calls what stands at `path` of a design: `threads of "api"`, `share of request "redirect"`. */
export function subject(root: unknown, path: Path): string {
  const [list, index, ...rest] = path;
  if (list === undefined) return 'the document';
  if (list === 'components' && typeof index === 'number') {
    const id = getIn(root, [list, index, 'id']);
    return of(rest, typeof id === 'string' && rest[0] !== 'id' ? `"${id}"` : `component ${index + 1}`);
  }
  if (list === 'connections' && typeof index === 'number') {
    const [from, to] = [getIn(root, [list, index, 'from']), getIn(root, [list, index, 'to'])];
    const named = typeof from === 'string' && typeof to === 'string' && rest[0] !== 'from' && rest[0] !== 'to';
    return of(rest, named ? `the connection "${from}->${to}"` : `connection ${index + 1}`);
  }
  if ((list === 'faults' || list === 'objectives') && typeof index === 'number') {
    return of(rest, `${list === 'faults' ? 'fault' : 'objective'} ${index + 1}`);
  }
  if (list === 'workload' && index === 'streams' && typeof rest[0] === 'number') {
    const [stream, requests, request, ...inner] = rest;
    if (requests === 'requests' && typeof request === 'string') return of(inner, `request "${request}"`);
    return of(rest.slice(1), `stream ${stream + 1}`);
  }
  if ((list === 'zones' || list === 'regions') && typeof index === 'string') {
    return of(rest, `${list === 'zones' ? 'zone' : 'region'} "${index}"`);
  }
  if (list === 'run' || list === 'layout' || list === 'prices')
    return index === undefined ? `"${list}"` : of(path.slice(1), `"${list}"`);
  return `"${joined(path)}"`;
}

/** A field that another type has is no slip of the pen: the sentence says whose it is. */
function elsewhere(root: unknown, path: Path, name: string): string | undefined {
  const group = getIn(root, path);
  if (path[0] !== 'components' || path.length !== 2 || !isGroup(group)) return undefined;
  const type = group['type'];
  if (typeof type !== 'string' || definitionOf(type) === undefined) return undefined;
  const owners = catalogue
    .filter(({ config }) => Object.hasOwn(config.shape, name))
    .map(({ title }) => title.toLowerCase());
  if (owners.length > 0) return `It is a parameter of: ${owners.join(', ')}.`;
  const isCall = connectionFields.some((field) => field.name === name);
  return isCall ? 'It is a field of a connection.' : undefined;
}

/** Who writes a product's name means the type that stands for it. */
function product(name: string): string | undefined {
  const named = name.toLowerCase();
  const type = catalogue.find(({ alsoKnownAs = [] }) =>
    alsoKnownAs.some((other) => other.toLowerCase() === named),
  )?.type;
  return type === undefined ? undefined : ` It is called ${JSON.stringify(type)} here.`;
}

export const designVocabulary: Vocabulary = { subject, elsewhere, product };
