import type { DesignDocument } from '../design/index.ts';

/** The same text for the same value, whatever the order in which its keys were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** FNV-1a with two offset bases: 16 hexadecimal digits. Tells designs of one session apart; not cryptographic. */
function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x01000193) ^ (b >>> 13);
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

/**
 * Names what a candidate has drawn: components with their parameters and connections with their policies. Positions on
 * the canvas and names shown there do not change it, nor do load and faults, which are the interviewer's.
 */
export function designDigest(document: DesignDocument): string {
  const components = document.components.map(({ name: _, ...component }) => component);
  return hash(canonical([components, document.connections]));
}

/** Names what is asked of a design: workload, faults, objectives, the settings of the run, and prices. */
export function loadDigest(document: DesignDocument): string {
  const { workload, faults, objectives, run, prices } = document;
  return hash(
    canonical([
      workload ?? null,
      faults ?? [],
      objectives ?? [],
      run ?? null,
      ...(prices === undefined ? [] : [prices]),
    ]),
  );
}
