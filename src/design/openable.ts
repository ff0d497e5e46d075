import { z } from 'zod';
import { definitionOf, idSchema } from '../../simulator/index.ts';
import { connectionKey, DESIGN_FORMAT, type DesignDocument } from './document.ts';
import { limits } from './limits.ts';
import { positionSchema } from './schema.ts';

/**
 * What the studio needs of a document to show it at all; everything else may be wrong and is corrected there. The limits
 * are twice those of a valid design, so that one step too far can be taken back after a reload.
 */
const openableSchema = z.looseObject({
  format: z.literal(DESIGN_FORMAT),
  name: z.string(),
  scenario: z.string().optional(),
  components: z
    .array(
      z.looseObject({
        id: idSchema,
        type: z.string().refine((type) => definitionOf(type) !== undefined),
        name: z.string().optional(),
      }),
    )
    .max(2 * limits.components),
  connections: z.array(z.looseObject({ from: z.string(), to: z.string() })).max(2 * limits.connections),
  zones: z.record(z.string(), z.looseObject({})).optional(),
  regions: z.record(z.string(), z.looseObject({})).optional(),
  layout: z.record(z.string(), positionSchema).optional(),
  workload: z
    .looseObject({
      streams: z.array(
        z.looseObject({
          client: z.string(),
          arrivals: z.looseObject({}),
          shape: z.looseObject({}).optional(),
          requests: z.record(z.string(), z.looseObject({})),
        }),
      ),
    })
    .optional(),
  faults: z.array(z.looseObject({ at: z.union([z.number(), z.string()]).optional() })).optional(),
  objectives: z.array(z.looseObject({ name: z.string(), require: z.string() })).optional(),
  run: z.looseObject({}).optional(),
  prices: z.looseObject({}).optional(),
});

/** Whether a document can be opened in the studio: see `DesignDocument` for what that promises. */
export function isOpenable(value: unknown): value is DesignDocument {
  const { success, data } = openableSchema.safeParse(value);
  if (!success) return false;
  const ids = new Set(data.components.map(({ id }) => id));
  const keys = new Set(data.connections.map(connectionKey));
  return (
    ids.size === data.components.length &&
    keys.size === data.connections.length &&
    data.connections.every(({ from, to }) => from !== to && ids.has(from) && ids.has(to))
  );
}
