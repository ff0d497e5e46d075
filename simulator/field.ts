import { z } from 'zod';
import type { DistributionSpec } from './distribution.ts';
import { looksLikeDistribution, readDistribution } from './distribution-schema.ts';
import { reservedNames } from './names.ts';
import { type Dimension, dimensions, readQuantity } from './quantity.ts';

/** What a field is to a form, the help pages and the command line. Everything that shows a field reads it from here. */
export interface FieldMeta {
  kind:
    | 'quantity'
    | 'choice'
    | 'choices'
    | 'flag'
    | 'distribution'
    | 'work'
    | 'capacity'
    | 'queue'
    | 'group'
    | 'names'
    | 'name'
    | 'places'
    | 'pairs';
  /** Label, in sentence case. */
  title: string;
  /** One or two sentences of help. */
  description: string;
  dimension?: Dimension;
  /** As a person would write it; what a component has when the file says nothing. */
  default?: unknown;
  /** Where the default comes from. A field with a default has one; a test refuses the contrary. */
  source?: string;
  /** The range that practice knows, as a person would write it: `0.5–5 ms`. Bounds are wider: they are what is possible. */
  usual?: string;
  /** Bounds in base units. */
  min?: number;
  max?: number;
  integer?: boolean;
  options?: readonly Choice[];
  /** Shown only when asked for. */
  advanced?: boolean;
  /** Has an effect only where another field of the same object has one of these values. */
  appliesWhen?: AppliesWhen;
}

export interface AppliesWhen {
  readonly field: string;
  readonly is: readonly unknown[];
}

export interface Choice {
  readonly value: string;
  readonly title: string;
  readonly description: string;
}

/** The options of a choice among things that are more than options. */
export function optionsOf<const Things extends readonly Choice[]>(things: Things) {
  return things.map(({ value, title, description }) => ({ value, title, description })) as {
    readonly [At in keyof Things]: Pick<Things[At], keyof Choice>;
  };
}

const registry = z.registry<FieldMeta>();

/** The description of one field's schema, or undefined where the schema is no field. */
export function fieldMeta(schema: z.core.$ZodType): FieldMeta | undefined {
  return registry.get(schema);
}

type Text = { title: string; help: string };
type Extra = { advanced?: boolean; appliesWhen?: AppliesWhen; usual?: string };

function described<S extends z.ZodType>(schema: S, meta: FieldMeta): S {
  const known = schema.meta({ title: meta.title, description: meta.description }) as S;
  registry.add(known, meta);
  return known;
}

/** `exactOptionalPropertyTypes`: what is not given is not there. */
function meta(kind: FieldMeta['kind'], text: Text & Extra, rest: Partial<FieldMeta> = {}): FieldMeta {
  const made: FieldMeta = { kind, title: text.title, description: text.help, ...rest };
  if (text.advanced === true) made.advanced = true;
  if (text.usual !== undefined) made.usual = text.usual;
  if (text.appliesWhen !== undefined) made.appliesWhen = text.appliesWhen;
  return made;
}

type QuantityOptions = Text & Extra & { min?: number; max?: number; above?: number; integer?: boolean };

function quantitySchema(dimension: Dimension, options: QuantityOptions): z.ZodType<number, number | string> {
  return z.union([z.number(), z.string()]).transform((input, context) => {
    const reading = readQuantity(input, dimension);
    const refuse = (message: string): never => {
      context.addIssue({ code: 'custom', message, input });
      return z.NEVER;
    };
    if (!reading.ok) return refuse(`expected ${reading.expected}`);
    const { value } = reading;
    const unit = dimensions[dimension].base;
    const bound = (limit: number): string => (unit === '' ? `${limit}` : `${limit} ${unit}`);
    if (options.above !== undefined && value <= options.above)
      return refuse(`expected more than ${bound(options.above)}`);
    if (options.min !== undefined && value < options.min) return refuse(`expected at least ${bound(options.min)}`);
    if (options.max !== undefined && value > options.max) return refuse(`expected at most ${bound(options.max)}`);
    if (options.integer === true && !Number.isInteger(value)) return refuse('expected a whole number');
    return value;
  }) as z.ZodType<number, number | string>;
}

function quantityMeta(dimension: Dimension, options: QuantityOptions): FieldMeta {
  const rest: Partial<FieldMeta> = { dimension };
  const min = options.min ?? options.above;
  if (min !== undefined) rest.min = min;
  if (options.max !== undefined) rest.max = options.max;
  if (options.integer === true) rest.integer = true;
  return meta('quantity', options, rest);
}

/**
 * A quantity with a default. In a file it may be a number in base units or a text with its unit; parsed it is a number
 * in base units.
 */
export function quantity(
  dimension: Dimension,
  options: QuantityOptions & { default: number | string; source: string },
) {
  return described(quantitySchema(dimension, options).prefault(options.default), {
    ...quantityMeta(dimension, options),
    default: options.default,
    source: options.source,
  });
}

/**
 * A quantity that is absent unless written: a limit that does not exist, a policy that is off. `shown` is for one whose
 * default depends on the others: forms show it, the file does not have it.
 */
export function optionalQuantity(
  dimension: Dimension,
  options: QuantityOptions,
  shown?: { default: number | string; source: string },
) {
  return described(quantitySchema(dimension, options).optional(), { ...quantityMeta(dimension, options), ...shown });
}

/** A quantity that must be written. */
export function requiredQuantity(dimension: Dimension, options: QuantityOptions) {
  return described(quantitySchema(dimension, options), quantityMeta(dimension, options));
}

/** A whole number from `min` (1 unless said). */
export function count(options: Text & Extra & { default: number; source: string; min?: number; max?: number }) {
  return quantity('count', { min: 1, max: 100_000, integer: true, ...options });
}

/** One of a few named behaviors. */
export function choice<const Names extends readonly [Choice, ...Choice[]]>(
  options: Text & Extra & { options: Names; default: Names[number]['value']; source: string },
) {
  const values = options.options.map((option) => option.value) as [Names[number]['value'], ...Names[number]['value'][]];
  return described(z.enum(values).prefault(options.default as never), {
    ...meta('choice', options, { options: options.options }),
    default: options.default,
    source: options.source,
  });
}

/** One of a few named behaviors, absent unless written: what then applies is said in the help. */
export function optionalChoice<const Names extends readonly [Choice, ...Choice[]]>(
  options: Text & Extra & { options: Names },
) {
  const values = options.options.map((option) => option.value) as [Names[number]['value'], ...Names[number]['value'][]];
  return described(z.enum(values).optional(), meta('choice', options, { options: options.options }));
}

/** Any of a few named behaviors, at least one. */
export function choices<const Names extends readonly [Choice, ...Choice[]]>(
  options: Text & Extra & { options: Names; default: Names[number]['value'][]; source: string },
) {
  const values = options.options.map((option) => option.value) as [Names[number]['value'], ...Names[number]['value'][]];
  return described(
    z
      .array(z.enum(values))
      .min(1)
      .prefault(options.default as never),
    {
      ...meta('choices', options, { options: options.options }),
      default: options.default,
      source: options.source,
    },
  );
}

/** Yes or no, absent unless written: what then applies is said in the help. */
export function optionalFlag(options: Text & Extra) {
  return described(z.boolean().optional(), meta('flag', options));
}

/** Yes or no. */
export function flag(options: Text & Extra & { default: boolean; source: string }) {
  return described(z.boolean().prefault(options.default), {
    ...meta('flag', options),
    default: options.default,
    source: options.source,
  });
}

type Issues = { message: string; path: (string | number)[] }[];

/** A schema around a hand-written reader; the reader's issues become Zod's. */
function reader<T>(read: (input: unknown, issues: Issues) => T | undefined): z.ZodType<T, unknown> {
  return z.unknown().transform((input, context) => {
    const issues: Issues = [];
    const value = read(input, issues);
    if (issues.length === 0 && value !== undefined) return value;
    for (const issue of issues) context.addIssue({ code: 'custom', message: issue.message, path: issue.path, input });
    return z.NEVER;
  }) as unknown as z.ZodType<T, unknown>;
}

/** A time that varies: a constant, or any distribution of the format. */
export function timeDistribution(options: Text & Extra & { default: unknown; source: string }) {
  return described(reader(readDistribution).prefault(options.default), {
    ...meta('distribution', options, { dimension: 'time' }),
    default: options.default,
    source: options.source,
  });
}

/** The mean of a time, which then is exponential; or any distribution of the format. */
export function meanTime(options: Text & Extra & { default: unknown; source: string }) {
  const read = (input: unknown, issues: Issues): DistributionSpec | undefined => {
    const law = readDistribution(input, issues);
    if (law?.kind !== 'constant') return law;
    if (law.value > 0) return { kind: 'exponential', mean: law.value };
    issues.push({ message: 'expected more than 0 s', path: [] });
    return undefined;
  };
  return described(reader(read).prefault(options.default), {
    ...meta('distribution', options, { dimension: 'time' }),
    default: options.default,
    source: options.source,
  });
}

/**
 * A time that varies, absent unless written. `shown` is for one that something else decides where it is not written, and
 * this default where nothing does: forms show it, the file does not have it.
 */
export function optionalTimeDistribution(options: Text & Extra, shown?: { default: unknown; source: string }) {
  return described(reader(readDistribution).optional(), {
    ...meta('distribution', options, { dimension: 'time' }),
    ...shown,
  });
}

/** A time that varies and must be written. */
export function requiredTimeDistribution(options: Text & Extra) {
  return described(reader(readDistribution), meta('distribution', options, { dimension: 'time' }));
}

/** Service times by request: names of requests, `read`, `write`, or `*` for all others. */
export type Work = Readonly<Record<string, DistributionSpec>>;

const MOST_NAMES = 64;

function readWork(input: unknown, issues: Issues): Work | undefined {
  if (looksLikeDistribution(input)) {
    const law = readDistribution(input, issues);
    return law === undefined ? undefined : { '*': law };
  }
  const work: Record<string, DistributionSpec> = Object.create(null);
  const names = Object.keys(input as object);
  if (names.length === 0 || names.length > MOST_NAMES)
    issues.push({ message: `expected 1 to ${MOST_NAMES} requests`, path: [] });
  for (const name of names.slice(0, MOST_NAMES)) {
    if (reservedNames.has(name)) issues.push({ message: 'expected the name of a request', path: [name] });
    const law = readDistribution((input as Record<string, unknown>)[name], issues, [name]);
    if (law !== undefined) work[name] = law;
  }
  return work;
}

/** The component's own service time: one distribution for all requests, or a table by request. */
export function workField(options: Text & Extra & { default: unknown; source: string }) {
  return described(reader(readWork).prefault(options.default), {
    ...meta('work', options, { dimension: 'time' }),
    default: options.default,
    source: options.source,
  });
}

/** How many may wait, or be served: a number from `min` (0 unless said), or `"unbounded"` (parsed to Infinity). */
export function queueField(options: Text & Extra & { default: number | 'unbounded'; source: string; min?: number }) {
  const { min = 0 } = options;
  const schema = z.union([z.int().min(min).max(1e9), z.literal('unbounded')], {
    error: `expected a whole number${min > 0 ? ` from ${min}` : ' of waiting places'}, or "unbounded"`,
  });
  return described(
    schema.transform((input) => (input === 'unbounded' ? Number.POSITIVE_INFINITY : input)).prefault(options.default),
    { ...meta('queue', options), default: options.default, source: options.source },
  );
}

/** Room in a cache: so many entries, or so many bytes. */
export type Capacity = { entries: number } | { bytes: number };

/** `"50000 entries"`, a bare number of entries, or a size such as `"2 GiB"`. */
export function capacityField(options: Text & Extra & { default: string; source: string }) {
  const read = (input: unknown, issues: Issues): Capacity | undefined => {
    const entries = readQuantity(input, 'count');
    const bytes = readQuantity(input, 'bytes');
    if (entries.ok && entries.value >= 1 && Number.isInteger(entries.value)) return { entries: entries.value };
    if (!entries.ok && bytes.ok && bytes.value >= 1) return { bytes: bytes.value };
    issues.push({ message: 'expected room for at least one entry, such as "50000 entries" or "2 GiB"', path: [] });
    return undefined;
  };
  return described(reader(read).prefault(options.default), {
    ...meta('capacity', options),
    default: options.default,
    source: options.source,
  });
}

/** Fields that belong together and are off unless written: a rate limit, a retry policy. */
export function group<Shape extends z.ZodRawShape>(options: Text & Extra, shape: Shape) {
  return described(z.strictObject(shape).optional(), meta('group', options));
}

/** Fields that belong together and always apply, with their defaults. */
export function alwaysGroup<Shape extends z.ZodRawShape>(options: Text & Extra, shape: Shape) {
  return described(z.strictObject(shape).prefault({} as never), meta('group', options));
}

/** A list of names: requests, `read`, `write`. Absent means all. */
export function namesField(options: Text & Extra) {
  return described(
    z
      .union([z.string(), z.array(z.string()).min(1).max(MOST_NAMES)])
      .transform((names) => (typeof names === 'string' ? [names] : names))
      .optional(),
    meta('names', options),
  );
}

/** One name, absent unless written, as `schema` allows. */
export function nameField<S extends z.ZodString>(schema: S, options: Text & Extra) {
  return described(schema.optional(), meta('name', options));
}

/** One place or several, by their ids; parsed it is a list. */
export function placesField(id: z.ZodString, options: Text & Extra) {
  return described(
    z
      .union([id, z.array(id).min(1).max(MOST_NAMES)])
      .transform((ids) => (typeof ids === 'string' ? [ids] : ids))
      .optional(),
    meta('places', options),
  );
}

/** Numbers that belong to a quantity each, in rising order of the quantities: how many from when on. */
export type Pairs = readonly (readonly [number, number])[];

const MOST_PAIRS = 100;

/** A list of such pairs; `min` and `max` bound the whole numbers. The quantities are not negative. */
export function pairsField(
  dimension: Dimension,
  options: Text & Extra & { default: readonly (readonly [string, number])[]; source: string; min: number; max: number },
) {
  const { min, max } = options;
  const pairs = z
    .array(
      z.tuple([
        quantitySchema(dimension, { ...options, min: 0, max: Number.POSITIVE_INFINITY }),
        z.int().min(min).max(max),
      ]),
    )
    .min(1)
    .max(MOST_PAIRS)
    .refine(
      (all) => all.every(([at], i) => i === 0 || all[i - 1][0] < at),
      'expected pairs of which each begins with more than the one before',
    );
  return described(pairs.prefault(options.default as never), {
    ...meta('pairs', options, { dimension, min, max, integer: true }),
    default: options.default,
    source: options.source,
  });
}

/** A field as a form sees it. */
export interface Field extends FieldMeta {
  readonly name: string;
  /** Whether a file must write it. */
  readonly required: boolean;
  /** The fields inside a group. */
  readonly fields?: readonly Field[];
  /** Parses one raw value of this field: the same border as the whole document's. */
  readonly schema: z.ZodType;
}

/** Whether a field has an effect beside its siblings; `siblingOf` gives a sibling's value, its default where none is written. */
export function applies(field: FieldMeta, siblingOf: (name: string) => unknown): boolean {
  return field.appliesWhen === undefined || field.appliesWhen.is.includes(siblingOf(field.appliesWhen.field));
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodPrefault || inner instanceof z.ZodDefault)
    inner = inner.unwrap();
  return inner;
}

const fieldsBySchema = new WeakMap<z.ZodObject, readonly Field[]>();

/** The described fields of an object schema, in the order they were written. Schemas that are no fields are left out. */
export function fieldsOf(schema: z.ZodObject): readonly Field[] {
  // A schema never changes, and whether a field is required takes a trial parse.
  const known = fieldsBySchema.get(schema);
  if (known !== undefined) return known;
  const fields = describedFields(schema);
  fieldsBySchema.set(schema, fields);
  return fields;
}

function describedFields(schema: z.ZodObject): readonly Field[] {
  const fields: Field[] = [];
  for (const [name, of] of Object.entries(schema.shape)) {
    const known = registry.get(of);
    if (known === undefined) continue;
    const inner = unwrapped(of);
    const required = !z.safeParse(of, undefined).success;
    const field = { ...known, name, required, schema: of as z.ZodType };
    fields.push(inner instanceof z.ZodObject ? { ...field, fields: fieldsOf(inner) } : field);
  }
  return fields;
}
