import { useEffect, useState } from 'react';
import type { TourPlace } from '../../src/scenario/index.ts';
import styles from './tour.module.css';
import { elementOf } from './tour-places.ts';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A ring around the place that a step is about. It takes no clicks, and says nothing that the step does not say. */
export function TourRing({ place }: { readonly place: TourPlace }) {
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
  if (box === undefined) return null;
  return <div className={styles['ring']} style={box} aria-hidden="true" />;
}
