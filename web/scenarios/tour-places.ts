import type { TourPlace } from '../../src/scenario/index.ts';
import { setShell, showDock, showRail } from '../state/shell.ts';

/** Brings the place that a tour's step is about onto the screen. */
export function showPlace(place: TourPlace): void {
  switch (place) {
    case 'palette':
      showRail('palette');
      break;
    case 'inspector':
      setShell({ inspectorOpen: true });
      break;
    case 'load':
    case 'faults':
      showDock('load');
      break;
    case 'results':
      showDock('results');
      break;
    case 'problems':
      showDock('problems');
      break;
    case 'canvas':
    case 'run':
      break;
  }
}

/** The element of that place: the studio's regions carry its name. */
export function elementOf(place: TourPlace): HTMLElement | undefined {
  return document.querySelector<HTMLElement>(`[data-tour="${place}"]`) ?? undefined;
}
