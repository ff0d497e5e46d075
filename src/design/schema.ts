import { z } from 'zod';
import {
  catalogue,
  connectionSchema,
  faultCatalogue,
  idSchema,
  priceListSchema,
  regionSchema,
  requiredQuantity,
  runSchema,
  workloadSchema,
  zoneSchema,
} from '../../simulator/index.ts';
import { DESIGN_FORMAT } from './document.ts';
import { limits } from './limits.ts';

/** The whole design document as one Zod schema, made from the catalogues: a new type or fault is here by itself. */

const nameSchema = z.string().min(1).max(limits.name);

type Tuple<T> = [T, ...T[]];

const componentSchemas = catalogue.map((definition) =>
  definition.config
    .safeExtend({
      id: idSchema,
      type: z.literal(definition.type),
      name: nameSchema.optional().meta({ title: 'Name', description: 'Shown instead of the id.' }),
    })
    .strict()
    .meta({ title: definition.title, description: definition.summary }),
);

export const componentSchema = z.discriminatedUnion(
  'type',
  componentSchemas as unknown as Tuple<z.ZodObject<{ type: z.ZodLiteral }>>,
);

const momentField = requiredQuantity('time', {
  title: 'At',
  help: 'When it begins, from the start of the run, warm-up included.',
  min: 0,
});

const durationField = requiredQuantity('time', {
  title: 'For',
  help: 'How long it lasts; to the end of the run unless written.',
  above: 0,
});

const faultSchemas = faultCatalogue.map((definition) =>
  z
    .strictObject({
      ...(definition.always === true ? {} : { at: momentField, for: durationField.optional() }),
      [definition.kind]: definition.config.strict(),
    })
    .meta({ title: definition.title, description: definition.summary }),
);

export const faultSchema = z.union(faultSchemas as unknown as Tuple<z.ZodObject>);

const coordinate = z.number().min(-1e6).max(1e6);
export const positionSchema = z.strictObject({ x: coordinate, y: coordinate });

export const objectiveSchema = z.strictObject({ name: nameSchema, require: z.string().min(1).max(500) });

function atMost(most: number, what: string): [(group: object) => boolean, string] {
  return [(group) => Object.keys(group).length <= most, `expected at most ${most} ${what}`];
}

export const designSchema = z
  .strictObject({
    format: z.literal(DESIGN_FORMAT),
    name: nameSchema,
    scenario: idSchema.optional(),
    components: z.array(componentSchema).max(limits.components),
    connections: z.array(connectionSchema).max(limits.connections),
    zones: z
      .record(idSchema, zoneSchema)
      .refine(...atMost(limits.zones, 'zones'))
      .optional(),
    regions: z
      .record(idSchema, regionSchema)
      .refine(...atMost(limits.regions, 'regions'))
      .optional(),
    layout: z.record(idSchema, positionSchema).optional(),
    workload: workloadSchema.optional(),
    faults: z.array(faultSchema).max(limits.faults).optional(),
    objectives: z.array(objectiveSchema).max(limits.objectives).optional(),
    run: runSchema.optional(),
    prices: priceListSchema.optional(),
  })
  .meta({
    title: 'Headroom design',
    description: 'What a learner draws, and all that a run needs when it stands alone.',
  });

export type ParsedDesign = z.output<typeof designSchema>;
