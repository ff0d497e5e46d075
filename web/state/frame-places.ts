import type { Position } from '../../src/index.ts';

/**
 * Where empty zones were put on the canvas: upper left corners by id. A frame is drawn around what stands in its zone, so
 * that this counts only until something does, and is no part of the design.
 */
const places = new Map<string, Position>();

export function keepFramePlace(zone: string, at: Position): void {
  places.set(zone, at);
}

export function framePlaces(): ReadonlyMap<string, Position> {
  return places;
}
