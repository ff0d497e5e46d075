import type { Finding } from '../../simulator/index.ts';
import { FRAGMENT_FORMAT, type Fragment } from './fragment.ts';
import { parseDesign } from './parse.ts';

/** Reads what the clipboard holds. Text that is no fragment at all gives neither a fragment nor findings. */
export function readFragment(text: string): { readonly fragment?: Fragment; readonly findings: readonly Finding[] } {
  if (!text.includes(FRAGMENT_FORMAT)) return { findings: [] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The clipboard holds whatever was copied last: text that is no JSON was not meant for us.
    return { findings: [] };
  }
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== FRAGMENT_FORMAT) {
    return { findings: [] };
  }
  const { document, findings } = parseDesign({ ...value, format: 'headroom/design@1', name: 'Clipboard' });
  if (document === undefined) return { findings };
  const { components, connections, layout = {} } = document;
  return { fragment: { format: FRAGMENT_FORMAT, components, connections, layout }, findings };
}
