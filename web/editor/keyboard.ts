import { announce } from '../state/announce.ts';
import type { Command } from './command.ts';
import { isChord } from './command.ts';
import { commands } from './commands.ts';

/** Copy and paste by key are the browser's own events, which need no permission. */
const leftToTheBrowser = new Set(['copy', 'paste']);

function isTyping(target: Element): boolean {
  return target.matches(
    'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable="true"]',
  );
}

/** Whether components are what a key is about there: on the canvas, in the outline, or with the focus nowhere. */
export function concernsSelection(target: Element): boolean {
  return target === document.body || target.closest('[data-region="canvas"], [data-outline]') !== null;
}

function concernsCanvas(target: Element): boolean {
  if (target.closest('button, a, input') !== null) return false;
  return target === document.body || target.closest('[data-region="canvas"]') !== null;
}

function applies({ when }: Command, target: Element): boolean {
  switch (when) {
    case 'anywhere':
      return true;
    case 'page':
      return !isTyping(target);
    case 'selection':
      return !isTyping(target) && concernsSelection(target);
    case 'canvas':
      return concernsCanvas(target);
  }
}

function onKeyDown(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : document.body;
  // A dialog or an open menu has the keyboard to itself.
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return;
  const command = commands.find((candidate) => {
    return (
      candidate.keys.some((chord) => isChord(chord, event)) &&
      !leftToTheBrowser.has(candidate.id) &&
      applies(candidate, target)
    );
  });
  if (command === undefined) return;
  // Also where it cannot be done now: Ctrl+S must never save the page's HTML.
  event.preventDefault();
  event.stopPropagation();
  const reason = command.unavailable?.();
  if (reason === undefined) command.run();
  else announce(reason);
}

/** Listens to the keys of all commands, before any control does. */
export function listenToKeys(): () => void {
  globalThis.addEventListener('keydown', onKeyDown, { capture: true });
  return () => globalThis.removeEventListener('keydown', onKeyDown, { capture: true });
}
