import { type DesignDocument, type Position, type RawComponent, zoneIds, zonesOf } from '../../src/index.ts';
import type { Places } from '../editor/layout.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../state/grid.ts';

/**
 * Zones and regions as frames around what stands in them: made from the places of the components, so that a frame follows
 * whatever is moved. What stands in several zones is in no frame; its card names them.
 */

export interface Box extends Position {
  readonly width: number;
  readonly height: number;
}

export interface Frame extends Box {
  readonly kind: 'zone' | 'region';
  readonly id: string;
  readonly name: string;
  /** Components inside. */
  readonly count: number;
}

/** Room between a frame and what is in it, and above that for its name. */
const PADDING = 20;
const LABEL = 24;
const GAP = 32;

/** The one zone that a component stands in; undefined where it is in none or in several. */
function zoneOf(component: RawComponent): string | undefined {
  const zones = zonesOf(component);
  return zones.length === 1 ? zones[0] : undefined;
}

function around(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map(({ x }) => x)) - PADDING;
  const top = Math.min(...boxes.map(({ y }) => y)) - PADDING - LABEL;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + PADDING;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + PADDING;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A zone in which nothing stands yet, as large as one component needs. */
function emptyAt(place: Position): Box {
  const { width, height } = around([{ x: 0, y: 0, width: NODE_WIDTH, height: NODE_HEIGHT }]);
  return { ...place, width, height };
}

/**
 * Frames of all zones, and of the regions around them, regions first. `without` are components that are on their way,
 * `put` says where empty zones have been put.
 */
export function framesOf(
  document: DesignDocument,
  places: Places,
  without: readonly string[] = [],
  put: ReadonlyMap<string, Position> = new Map(),
): Frame[] {
  const cards = document.components.flatMap((component): { zone: string | undefined; box: Box }[] => {
    const place = places[component.id];
    if (place === undefined || without.includes(component.id)) return [];
    return [{ zone: zoneOf(component), box: { ...place, width: NODE_WIDTH, height: NODE_HEIGHT } }];
  });
  const regionOf = (zone: string) => document.zones?.[zone]?.region;
  const filled = new Map(
    zoneIds(document).flatMap((id): [string, readonly Box[]][] => {
      const boxes = cards.filter(({ zone }) => zone === id).map(({ box }) => box);
      return boxes.length === 0 ? [] : [[id, boxes]];
    }),
  );
  const frames = [...filled].map(([id, boxes]) => ({ id, count: boxes.length, box: around(boxes) }));
  // What is empty is where it was put, or waits below the zones of its region, or else below everything.
  const all = cards.map(({ box }) => box);
  for (const id of zoneIds(document)) {
    // Only named, and only by what is in several zones: nothing to frame.
    if (filled.has(id) || document.zones?.[id] === undefined) continue;
    const there = put.get(id);
    if (there !== undefined) {
      frames.push({ id, count: 0, box: emptyAt({ x: there.x - PADDING, y: there.y - PADDING - LABEL }) });
      continue;
    }
    const near = frames.filter((frame) => regionOf(frame.id) !== undefined && regionOf(frame.id) === regionOf(id));
    const above = near.length > 0 ? near.map(({ box }) => box) : [...all, ...frames.map(({ box }) => box)];
    const place = {
      x: Math.min(0, ...above.map(({ x }) => x)),
      y: Math.max(0, ...above.map(({ y, height }) => y + height)) + GAP,
    };
    if (near.length > 0) place.x = Math.min(...above.map(({ x }) => x));
    frames.push({ id, count: 0, box: emptyAt(place) });
  }
  const zones = frames.map(
    ({ id, count, box }): Frame => ({ ...box, kind: 'zone', id, name: document.zones?.[id]?.name ?? id, count }),
  );
  const regions = new Map<string, Frame[]>();
  for (const frame of zones) {
    const region = regionOf(frame.id);
    if (region !== undefined) regions.set(region, [...(regions.get(region) ?? []), frame]);
  }
  const outer = [...regions].map(
    ([id, inside]): Frame => ({
      ...around(inside),
      kind: 'region',
      id,
      name: document.regions?.[id]?.name ?? id,
      count: inside.reduce((sum, { count }) => sum + count, 0),
    }),
  );
  return [...outer, ...zones];
}

/** The zone whose frame a point lies in, the smallest where frames overlap. */
export function zoneAt(frames: readonly Frame[], { x, y }: Position): string | undefined {
  return frames
    .filter(
      (frame) =>
        frame.kind === 'zone' &&
        x >= frame.x &&
        x <= frame.x + frame.width &&
        y >= frame.y &&
        y <= frame.y + frame.height,
    )
    .sort((a, b) => a.width * a.height - b.width * b.height)[0]?.id;
}

/** The zone whose frame a card's middle lies in. */
export function zoneUnder(frames: readonly Frame[], { x, y }: Position): string | undefined {
  return zoneAt(frames, { x: x + NODE_WIDTH / 2, y: y + NODE_HEIGHT / 2 });
}
