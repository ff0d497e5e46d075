import { useReactFlow, useStoreApi } from '@xyflow/react';
import { type RefObject, useEffect, useRef } from 'react';
import { placesOf } from '../editor/layout.ts';
import { getDocument, useOpened } from '../state/document-store.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../state/grid.ts';
import { busy } from '../state/idle.ts';
import { provideViewport, viewport } from '../state/viewport.ts';

const MARGIN = 24;

/** Makes the canvas known to commands and panels: what they may ask of it, without knowing React Flow. */
export function useViewport(section: RefObject<HTMLElement | null>): void {
  const flow = useReactFlow();
  const store = useStoreApi();
  useEffect(() => {
    const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200;
    /** The view is on its way until then. React Flow's promise is never kept where a hand interrupts the way. */
    const moving = (way: Promise<unknown>): void => {
      const late = new Promise((resolve) => setTimeout(resolve, 2 * duration));
      void Promise.race([way, late]).finally(busy('view'));
    };
    const reveal = (id: string): void => {
      const place = placesOf(getDocument())[id];
      const { width, height, transform } = store.getState();
      if (place === undefined) return;
      const [x, y, zoom] = transform;
      const left = place.x * zoom + x;
      const top = place.y * zoom + y;
      const inside =
        left >= MARGIN &&
        top >= MARGIN &&
        left + NODE_WIDTH * zoom <= width - MARGIN &&
        top + NODE_HEIGHT * zoom <= height - MARGIN;
      if (!inside) moving(flow.setCenter(place.x + NODE_WIDTH / 2, place.y + NODE_HEIGHT / 2, { zoom, duration }));
    };
    return provideViewport({
      fit: (ids) => {
        const nodes = ids === undefined ? {} : { nodes: ids.map((id) => ({ id })) };
        moving(flow.fitView({ ...nodes, maxZoom: 1, padding: 0.08, duration }));
      },
      zoomIn: () => moving(flow.zoomIn({ duration })),
      zoomOut: () => moving(flow.zoomOut({ duration })),
      zoomToActualSize: () => moving(flow.zoomTo(1, { duration })),
      center: () => {
        const box = section.current?.getBoundingClientRect();
        const middle =
          box === undefined ? { x: 0, y: 0 } : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
        return flow.screenToFlowPosition(middle, { snapToGrid: false });
      },
      at: (client) => flow.screenToFlowPosition(client, { snapToGrid: false }),
      reveal,
      focus: (id) => {
        const wanted = id === undefined ? '[data-component][tabindex="0"]' : `[data-component="${CSS.escape(id)}"]`;
        if (id !== undefined) reveal(id);
        const node = section.current?.querySelector<HTMLElement>(wanted) ?? section.current;
        node?.focus({ preventScroll: true });
      },
      focusCanvas: () => section.current?.focus({ preventScroll: true }),
    });
  }, [flow, store, section]);

  useEffect(() => {
    let { width, height } = store.getState();
    return store.subscribe((state) => {
      if (state.width === width && state.height === height) return;
      const shift = { x: (state.width - width) / 2, y: (state.height - height) / 2 };
      const first = width === 0 || height === 0;
      ({ width, height } = state);
      // What was in the middle stays there: a panel made larger does not push the design out of sight.
      if (!first) void state.panBy(shift);
    });
  }, [store]);

  const opened = useOpened();
  const shown = useRef(opened);
  useEffect(() => {
    if (shown.current === opened) return;
    shown.current = opened;
    // React Flow knows the new components after this render.
    const done = busy('fit');
    requestAnimationFrame(() => {
      viewport()?.fit();
      done();
    });
  }, [opened]);
}
