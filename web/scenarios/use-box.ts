import { useEffect, useState } from 'react';
import type { TourPlace } from '../../src/scenario/index.ts';
import { elementOf } from './tour-places.ts';

/** Where something is on the screen [CSS px]. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a place of the studio is on the screen, as it moves; undefined while it is not there. */
export function useBox(place: TourPlace): Box | undefined {
  const [box, setBox] = useState<Box>();
  useEffect(() => {
    let frame = 0;
    // The place may be laid out later, scroll, or move with a panel's edge: it is looked for in each frame.
    const follow = (): void => {
      const rect = elementOf(place)?.getBoundingClientRect();
      setBox((before) => {
        if (rect === undefined || rect.width === 0) return undefined;
        const { left, top, width, height } = rect;
        const same = before?.left === left && before.top === top && before.width === width && before.height === height;
        return same ? before : { left, top, width, height };
      });
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [place]);
  return box;
}
