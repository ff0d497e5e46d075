/** Size of a component on the canvas, in its units. Fixed, so that a layout needs no screen. */
export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 84;

/** Everything on the canvas sits on this grid. */
export const GRID = 8;

/** Between a component and what it calls, and between what stands side by side. */
export const RANK_GAP = 88;
export const NODE_GAP = 40;

export function snapped(value: number): number {
  return Math.round(value / GRID) * GRID;
}
