import { idSchema } from '../connection.ts';

/** A zone, or a region with all its zones; a fault names one of the two. */
export const placeFields = { zone: idSchema.optional(), region: idSchema.optional() };

export interface Place {
  readonly zone?: string | undefined;
  readonly region?: string | undefined;
}

/** How a place is called where it is struck. */
export function placeName({ zone, region }: Place): string {
  return zone ?? region ?? '';
}
