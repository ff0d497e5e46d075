import type { Position } from '../../src/index.ts';

/** What the rest of the studio asks of the canvas; only the canvas knows React Flow. */
export interface Viewport {
  /** Shows all components, or some of them. */
  readonly fit: (ids?: readonly string[]) => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly zoomToActualSize: () => void;
  /** The place on the canvas at the middle of what is seen. */
  readonly center: () => Position;
  /** The place on the canvas under a point of the window. */
  readonly at: (client: Position) => Position;
  /** Brings a component into view if it is not. */
  readonly reveal: (id: string) => void;
  /** Gives a component the keyboard focus; without an id the one that Tab comes to, or the canvas where there is none. */
  readonly focus: (id?: string) => void;
  /** Gives the canvas itself the focus: a connection is selected, and has no element to focus. */
  readonly focusCanvas: () => void;
}

let current: Viewport | undefined;

/** The canvas makes itself known, and unknown when it goes. */
export function provideViewport(viewport: Viewport): () => void {
  current = viewport;
  return () => {
    if (current === viewport) current = undefined;
  };
}

/** The canvas on the screen; undefined before it is there. */
export function viewport(): Viewport | undefined {
  return current;
}
