import { z } from 'zod';
import { type FieldMeta, fieldMeta } from '../../simulator/index.ts';
import type { Path } from './set-in.ts';

/** Ways through a Zod schema: which schema describes the value at a path. */

type Schema = z.core.$ZodType;
type JsonObject = Readonly<Record<string, unknown>>;

export function isGroup(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The description of the field that a schema is, also where a default was put around it later. */
export function describedField(schema: Schema): FieldMeta | undefined {
  let inner = schema;
  for (;;) {
    const meta = fieldMeta(inner);
    if (meta !== undefined) return meta;
    if (!(inner instanceof z.ZodOptional || inner instanceof z.ZodPrefault || inner instanceof z.ZodDefault))
      return undefined;
    inner = inner.unwrap();
  }
}

/** The schema without what wraps it: optional, defaults, and the transformation after it. */
export function unwrap(schema: Schema): Schema {
  let inner = schema;
  for (;;) {
    if (inner instanceof z.ZodPipe) inner = inner.def.in;
    else if (inner instanceof z.ZodOptional || inner instanceof z.ZodPrefault || inner instanceof z.ZodDefault)
      inner = inner.unwrap();
    else return inner;
  }
}

/** A union of groups that are told apart by a field which only one of them has, such as `poisson` or `crash`. */
export interface TaggedUnion {
  /** Each option under each field that belongs to it alone. */
  readonly tags: ReadonlyMap<string, z.ZodObject>;
  /** Fields that every option has. */
  readonly shared: readonly string[];
}

/** The union as one told apart by fields, or undefined where it is another kind of union. */
export function taggedUnion(schema: Schema): TaggedUnion | undefined {
  const union = unwrap(schema);
  if (!(union instanceof z.ZodUnion) || union instanceof z.ZodDiscriminatedUnion) return undefined;
  const options = union.options.map((option) => unwrap(option as Schema));
  if (options.length === 0 || !options.every((option) => option instanceof z.ZodObject)) return undefined;
  const uses = new Map<string, number>();
  for (const option of options) for (const key of Object.keys(option.shape)) uses.set(key, (uses.get(key) ?? 0) + 1);
  const tags = new Map<string, z.ZodObject>();
  for (const option of options) {
    for (const [key, field] of Object.entries(option.shape)) {
      if (uses.get(key) === 1 && !z.safeParse(field as Schema, undefined).success) tags.set(key, option);
    }
  }
  return { tags, shared: [...uses.keys()].filter((key) => !tags.has(key)) };
}

/** The option of a discriminated union that a value chooses, and the values there are to choose from. */
export function discriminated(
  union: z.ZodDiscriminatedUnion,
  value: unknown,
): { readonly option: z.ZodObject | undefined; readonly names: readonly string[] } {
  const { discriminator } = union.def;
  const named = isGroup(value) ? value[discriminator] : undefined;
  const byName = new Map<unknown, z.ZodObject>();
  for (const option of union.options) {
    if (!(option instanceof z.ZodObject)) continue;
    const literal = option.shape[discriminator];
    if (literal instanceof z.ZodLiteral) for (const name of literal.values) byName.set(name, option);
  }
  return { option: byName.get(named), names: [...byName.keys()].map(String) };
}

/** The schema of what lies at `part` of a value that `schema` describes, or undefined where it describes none. */
function into(schema: Schema, value: unknown, part: string | number): Schema | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return Object.hasOwn(inner.shape, part) ? inner.shape[part] : undefined;
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodTuple) return inner.def.items[Number(part)];
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const { option } = discriminated(inner, value);
    return option && into(option, value, part);
  }
  const union = taggedUnion(inner);
  if (union === undefined || !isGroup(value)) return undefined;
  const tag = Object.keys(value).find((key) => union.tags.has(key));
  const option = tag === undefined ? undefined : union.tags.get(tag);
  return option && into(option, value, part);
}

/** The schema of what lies at `path`; it goes through unions by way of the value. */
export function schemaAt(root: Schema, value: unknown, path: Path): Schema | undefined {
  let schema: Schema | undefined = root;
  let here = value;
  for (const part of path) {
    if (schema === undefined) return undefined;
    schema = into(schema, here, part);
    here = typeof here === 'object' && here !== null ? (here as Record<string | number, unknown>)[part] : undefined;
  }
  return schema;
}
