/** How bad it is: an error stops the run, a warning is worth knowing, a note is for learning. */
export type Severity = 'error' | 'warning' | 'note';

/**
 * Something to be said to a person about their file or design. Data, collected and shown, never thrown.
 * A reader is owed three sentences, always in this order: what is wrong, why it matters, what to do.
 */
export interface Finding {
  /** Stable, kebab-case: scripts and tests refer to it. */
  code: string;
  severity: Severity;
  /** Place in the document: `['components', 3, 'threads']`. Empty for the document as a whole. */
  path: readonly (string | number)[];
  what: string;
  why: string;
  todo: string;
}

/** A path as a person reads it: `components[3].threads`. The whole document is `(document)`. */
export function pathText(path: readonly (string | number)[]): string {
  if (path.length === 0) return '(document)';
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** Whether any finding stops the run. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}
