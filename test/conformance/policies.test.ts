import { expect, test } from 'vitest';
import {
  connectionFields,
  connectionSchema,
  type Field,
  fieldsOf,
  policies,
  requestSchema,
} from '../../simulator/index.ts';

/** What the fields of connections and requests keep. */

const sentence = /^[A-Z].*[.!?]$/s;

function within(fields: readonly Field[], path: string): { path: string; field: Field }[] {
  return fields.flatMap((field) => [
    { path: `${path}.${field.name}`, field },
    ...within(field.fields ?? [], `${path}.${field.name}`),
  ]);
}

const all = [...within(connectionFields, 'connection'), ...within(fieldsOf(requestSchema), 'request')];

test.each(all)('$path has a label, a help, a unit, and a source for its default', ({ field }) => {
  expect(field.title).toMatch(/^[A-Z]/);
  expect(field.description).toMatch(sentence);
  if (field.kind === 'quantity' || field.kind === 'distribution') expect(field.dimension).toBeDefined();
  if (field.default !== undefined) {
    expect(field.source).toMatch(/\S{3}/);
    expect(field.schema.safeParse(field.default).success).toBe(true);
  }
  for (const option of field.options ?? []) expect(option.description).toMatch(/^\S.*[.!?]$/);
});

test('a connection between two components needs nothing more to be written', () => {
  const spec = connectionSchema.parse({ from: 'a', to: 'b' });
  expect([spec.timeout, spec.retry, spec.circuitBreaker, spec.network]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test.each(policies)('the policy $name can be dropped onto a connection as it starts', ({ field, starter }) => {
  const spec = connectionSchema.parse({ from: 'a', to: 'b', [field]: starter });
  expect(spec[field]).toBeDefined();
  expect(connectionFields.map(({ name }) => name)).toContain(field);
});
