/**
 * JSON to be read by programs and by people: two spaces, but an array of numbers on one line, for a series of six
 * hundred values is no column.
 */
export function jsonText(value: unknown): string {
  return `${lines(JSON.parse(JSON.stringify(value)), '')}\n`;
}

const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object';

function lines(value: unknown, indent: string): string {
  if (isScalar(value)) return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every(isScalar)) return `[${value.map((each) => JSON.stringify(each)).join(', ')}]`;
    return `[\n${value.map((each) => deeper + lines(each, deeper)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value as object);
  if (entries.length === 0) return '{}';
  const body = entries.map(([key, each]) => `${deeper}${JSON.stringify(key)}: ${lines(each, deeper)}`).join(',\n');
  return `{\n${body}\n${indent}}`;
}
