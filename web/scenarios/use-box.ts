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

/** The elements around one that cut off what does not fit into them. */
function scrollers(element: HTMLElement): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(parent);
    if (overflowX !== 'visible' || overflowY !== 'visible') found.push(parent);
  }
  return found;
}

/** What can be seen of an element; undefined where nothing can. */
function visible(element: HTMLElement, around: readonly HTMLElement[]): Box | undefined {
  let { left, top, right, bottom } = element.getBoundingClientRect();
  for (const scroller of around) {
    const clip = scroller.getBoundingClientRect();
    left = Math.max(left, clip.left);
    top = Math.max(top, clip.top);
    right = Math.min(right, clip.right);
    bottom = Math.min(bottom, clip.bottom);
  }
  return right <= left || bottom <= top ? undefined : { left, top, width: right - left, height: bottom - top };
}

/** What can be seen of a place of the studio, as it moves; undefined while it is not there. */
export function useBox(place: TourPlace): Box | undefined {
  const [box, setBox] = useState<Box>();
  useEffect(() => {
    let frame = 0;
    let last: HTMLElement | undefined;
    let around: readonly HTMLElement[] = [];
    // The place may be laid out later, scroll, or move with a panel's edge: it is looked for in each frame.
    const follow = (): void => {
      const element = elementOf(place);
      if (element !== last) {
        last = element;
        around = element === undefined ? [] : scrollers(element);
      }
      const now = element === undefined ? undefined : visible(element, around);
      setBox((before) => (sameBox(before, now) ? before : now));
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [place]);
  return box;
}

function sameBox(a: Box | undefined, b: Box | undefined): boolean {
  return a?.left === b?.left && a?.top === b?.top && a?.width === b?.width && a?.height === b?.height;
}
