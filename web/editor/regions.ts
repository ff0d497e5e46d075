import { getShell, setShell } from '../state/shell.ts';
import { viewport } from '../state/viewport.ts';

/** The parts of the window that F6 goes through: elements with `data-region`, in the order of the page. */
function regions(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.offsetParent !== null);
}

const TABBABLE = 'a[href], button:not([disabled]), input:not([disabled]), textarea, [tabindex="0"]';

function enter(region: HTMLElement): void {
  if (region.dataset['region'] === 'canvas') viewport()?.focus();
  else (region.querySelector<HTMLElement>(TABBABLE) ?? region).focus();
}

/** Gives the focus to a region, to the next or previous one, or to a field of one by its `data-field`. */
export function focusRegion(which: string, field?: string): void {
  if (which === 'inspector' && !getShell().inspectorOpen) setShell({ inspectorOpen: true });
  // A panel that was closed or shows something else is on the page after the next frame.
  requestAnimationFrame(() => {
    const all = regions();
    if (which === 'next' || which === 'previous') {
      const at = all.findIndex((region) => region.contains(document.activeElement));
      const to = at < 0 ? 0 : (at + (which === 'next' ? 1 : -1) + all.length) % all.length;
      const region = all[to];
      if (region !== undefined) enter(region);
      return;
    }
    const region = all.find((candidate) => candidate.dataset['region'] === which);
    if (region === undefined) return;
    const input = field === undefined ? null : region.querySelector<HTMLInputElement>(`[data-field="${field}"] input`);
    if (input === null) enter(region);
    else {
      input.focus();
      input.select();
    }
  });
}
