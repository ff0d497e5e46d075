import { z } from 'zod';
import { dimensions, distributionJsonSchema, type FieldMeta, fieldMeta, priceListSchema } from '../simulator/index.ts';
import { analysisSchemas } from './analyses/index.ts';
import { designSchema, resultSchema } from './design/index.ts';
import { sessionSchema } from './interview/index.ts';
import { scenarioSchema } from './scenario/index.ts';

/** JSON Schemas (draft 2020-12) of the files, made from the schemas that read them. */

type JsonSchema = Record<string, unknown>;

const DISTRIBUTION = { $ref: '#/$defs/distribution' };

/** What a file may write in a field whose reader is written by hand, so that Zod cannot know. */
const handRead: Readonly<Partial<Record<FieldMeta['kind'], JsonSchema>>> = {
  distribution: DISTRIBUTION,
  work: { anyOf: [DISTRIBUTION, { type: 'object', additionalProperties: DISTRIBUTION }] },
  capacity: { type: ['number', 'string'] },
};

function describeField(schema: z.core.$ZodType, json: JsonSchema): void {
  const meta = fieldMeta(schema);
  if (meta === undefined) return;
  if (meta.dimension !== undefined && meta.kind === 'quantity') {
    const { base, examples } = dimensions[meta.dimension];
    json['description'] =
      `${meta.description} A number${base === '' ? '' : ` of ${base}`}, or a text such as ${examples.map((example) => `"${example}"`).join(', ')}.`;
    json['examples'] = [...examples];
  }
  const own = handRead[meta.kind];
  if (own !== undefined) Object.assign(json, own);
}

/** The published shape of a distribution; those inside a mixture or a shift are distributions again. */
function distributionDefinition(): JsonSchema {
  const withReferences = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(withReferences);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([key]) => key !== '$schema');
    return Object.fromEntries(
      entries.map(([key, inner]) => [key, key === 'of' ? DISTRIBUTION : withReferences(inner)]),
    );
  };
  return withReferences(distributionJsonSchema()) as JsonSchema;
}

function published(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const made = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => describeField(zodSchema, jsonSchema as JsonSchema),
  }) as JsonSchema;
  if (!JSON.stringify(made).includes(DISTRIBUTION.$ref)) return made;
  const definitions = made['$defs'] as JsonSchema | undefined;
  return { ...made, $defs: { ...definitions, distribution: distributionDefinition() } };
}

/** By kind of file, a function that makes its JSON Schema. */
export const jsonSchemas = {
  design: () => published(designSchema, 'input'),
  scenario: () => published(scenarioSchema, 'input'),
  result: () => published(resultSchema, 'output'),
  session: () => published(sessionSchema, 'input'),
  prices: () => published(priceListSchema, 'input'),
  explanation: () => published(analysisSchemas.explanation, 'output'),
  sensitivity: () => published(analysisSchemas.sensitivity, 'output'),
  probe: () => published(analysisSchemas.probe, 'output'),
  sweep: () => published(analysisSchemas.sweep, 'output'),
  comparison: () => published(analysisSchemas.comparison, 'output'),
} as const;
