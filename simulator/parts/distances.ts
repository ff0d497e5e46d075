import type { ConnectionBook } from '../books.ts';
import { areFar, Border, type Geography, nearest } from '../geography.ts';
import type { CompiledConnection } from '../model.ts';
import type { Site } from '../site.ts';

/** The zones that an instance is in. */
function standing({ zone, component }: Site): readonly number[] {
  return component.footprint ?? [zone];
}

/** How far a caller is from each of its targets, where they stand in zones; and what is carried over the borders between. */
export class Distances {
  private readonly geography: Geography;
  private readonly book: ConnectionBook;
  private readonly caller: Site;
  private readonly targets: readonly Site[];
  /** Where it is not known how far a target is, or the round trip is written: NaN. By target [s]. */
  private readonly roundTrips: Float64Array;
  /** By target, what lies between. */
  private readonly borders: Uint8Array;
  private readonly isWritten: boolean;
  private readonly networkSpeed: number;

  constructor(
    geography: Geography,
    connection: CompiledConnection,
    book: ConnectionBook,
    caller: Site,
    targets: readonly Site[],
  ) {
    this.geography = geography;
    this.book = book;
    this.caller = caller;
    this.targets = targets;
    this.roundTrips = new Float64Array(targets.length);
    this.borders = new Uint8Array(targets.length);
    this.isWritten = connection.spec.network?.rtt !== undefined;
    this.networkSpeed = connection.networkSpeed;
    this.measure();
  }

  /** Somebody has moved. */
  measure(): void {
    const { geography, caller, roundTrips, borders } = this;
    this.targets.forEach((target, position) => {
      const { from, to } = nearest(geography, standing(caller), standing(target));
      const pair = from * geography.zones.length + to;
      const isFar = areFar(geography, from, to);
      roundTrips[position] = isFar && !this.isWritten ? geography.roundTrips[pair] / this.networkSpeed : Number.NaN;
      borders[position] = isFar ? geography.borders[pair] : Border.none;
    });
  }

  /** Round trip to a target [s]; NaN where the law of the wire says it. */
  roundTrip(position: number): number {
    return this.roundTrips[position];
  }

  /** So many bytes have gone to a target or come from it. */
  carried(position: number, bytes: number): void {
    const border = this.borders[position];
    if (border === Border.zone) this.book.crossZoneBytes += bytes;
    else if (border === Border.region) this.book.crossRegionBytes += bytes;
  }
}
