import { policies } from '../../simulator/index.ts';
import type { RawConnection } from '../../src/index.ts';

/** One policy on a connection, in a few characters for its badge and in words for a reader. */
export interface PolicyMark {
  readonly name: string;
  readonly icon: string;
  readonly brief: string;
  readonly words: string;
}

function fieldOf(raw: unknown, name: string): unknown {
  return typeof raw === 'object' && raw !== null && Object.hasOwn(raw, name)
    ? (raw as Record<string, unknown>)[name]
    : undefined;
}

/** What a badge can say of a policy beyond its glyph. */
function brief(name: string, raw: unknown): string {
  if (name === 'timeout') return typeof raw === 'number' ? `${raw} s` : String(raw);
  if (name === 'retry') return `×${String(fieldOf(raw, 'attempts') ?? 3)}`;
  if (name === 'network') {
    const rtt = fieldOf(raw, 'rtt');
    return typeof rtt === 'string' ? rtt : '';
  }
  return '';
}

/** The wire that every fresh connection has says nothing; any other delay does. */
function isPlainWire(raw: unknown): boolean {
  return ['{}', '{"rtt":"0.5 ms"}'].includes(JSON.stringify(raw));
}

export function policyMarks(connection: RawConnection): readonly PolicyMark[] {
  return policies
    .filter(
      ({ name, field }) => connection[field] !== undefined && !(name === 'network' && isPlainWire(connection[field])),
    )
    .map(({ name, title, icon, field }) => {
      const text = brief(name, connection[field]);
      return { name, icon, brief: text, words: text === '' ? title : `${title} ${text}` };
    });
}
