import { z } from 'zod';
import { idSchema } from './connection.ts';
import { nameField, requiredQuantity } from './field.ts';
import { measuredRoundTrip } from './region-distances.ts';

/**
 * Where components stand: zones, which fail as a whole, in regions, which are far from one another. A zone that a design
 * describes under "zones" has distances; one that components only name is what fails together and nothing else.
 */

/**
 * Round trip within a zone [s]. S. Eskildsen, napkin-math (2026) has 0.1 ms; machines a switch or two further apart measure
 * up to 0.25 ms.
 */
export const SAME_ZONE = 0.0002;
/**
 * Round trip between zones of a region [s]. Measured between AWS zones: 0.25 ms to 3.4 ms, mostly 0.5 to 1.5 ms (xkyle.com,
 * 2020; flashgrid.io, 2023); AWS promises single-digit milliseconds.
 */
export const CROSS_ZONE = 0.001;
/** Between regions whose distance is neither written nor known [s]. Assumption: an ocean lies between them. */
export const UNKNOWN_REGIONS = 0.1;

/** Round trips to others by their ids; a pair needs to be written once. */
function roundTrips(to: string) {
  return z
    .record(
      idSchema,
      requiredQuantity('time', { title: 'Round trip', help: `There and back to the other ${to}.`, min: 0, max: 60 }),
    )
    .optional()
    .meta({ title: 'Round trips', description: `Round trip to other ${to}s, by id; there and back are the same.` });
}

const nameSchema = z
  .string()
  .min(1)
  .max(120)
  .optional()
  .meta({ title: 'Name', description: 'Shown instead of the id.' });

export const zoneSchema = z
  .strictObject({
    name: nameSchema,
    region: nameField(idSchema, {
      title: 'Region',
      help: 'The region that the zone lies in: one described, or a code such as us-east-1.',
    }),
    rtt: roundTrips('zone'),
  })
  .meta({
    title: 'Zone',
    description: 'A place that fails as a whole: a data center, with power and network of its own.',
  });

export const regionSchema = z
  .strictObject({ name: nameSchema, rtt: roundTrips('region') })
  .meta({ title: 'Region', description: 'Zones near one another, far from those of other regions.' });

export type ZoneSpec = z.output<typeof zoneSchema>;
export type RegionSpec = z.output<typeof regionSchema>;

/** What of a topology says where things stand. */
export interface Places {
  readonly zones?: Readonly<Record<string, ZoneSpec>> | undefined;
  readonly regions?: Readonly<Record<string, RegionSpec>> | undefined;
}

/** Zones without a region share one that has no name. */
export function regionOf({ zones }: Places, zone: string): string {
  return zones?.[zone]?.region ?? '';
}

/** Round trip between two regions [s]; undefined where it is neither written nor known. */
export function regionRoundTrip({ regions }: Places, a: string, b: string): number | undefined {
  return regions?.[a]?.rtt?.[b] ?? regions?.[b]?.rtt?.[a] ?? measuredRoundTrip(a, b);
}

/** Round trip between two zones [s]: what is written of the two, else of their regions, else the usual one. Undefined where one of them is not described. */
export function zoneRoundTrip(places: Places, a: string, b: string): number | undefined {
  const [from, to] = [places.zones?.[a], places.zones?.[b]];
  if (from === undefined || to === undefined) return undefined;
  const written = from.rtt?.[b] ?? to.rtt?.[a];
  if (written !== undefined) return written;
  if (a === b) return SAME_ZONE;
  const [home, there] = [regionOf(places, a), regionOf(places, b)];
  return home === there ? CROSS_ZONE : (regionRoundTrip(places, home, there) ?? UNKNOWN_REGIONS);
}
