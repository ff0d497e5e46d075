import { move, type Position } from '../../src/index.ts';
import { loadEngine } from '../engine/index.ts';
import { announce } from '../state/announce.ts';
import { edit, getDocument } from '../state/document-store.ts';
import { busy } from '../state/idle.ts';
import { viewport } from '../state/viewport.ts';
import { type Places, placesOf } from './layout.ts';

/** How long components take to their new places [ms]. */
const DURATION = 200;

type Listener = (places: Places | undefined) => void;

let listener: Listener | undefined;

/** The canvas shows the places on the way from here to there; they are not the document's. */
export function onTidyFrame(show: Listener): () => void {
  listener = show;
  return () => {
    if (listener === show) listener = undefined;
  };
}

function between(from: Places, to: Places, share: number): Places {
  const eased = 1 - (1 - share) ** 3;
  const mixed = Object.entries(to).map(([id, end]): [string, Position] => {
    const start = from[id] ?? end;
    return [id, { x: start.x + (end.x - start.x) * eased, y: start.y + (end.y - start.y) * eased }];
  });
  return Object.fromEntries(mixed);
}

function animate(from: Places, to: Places): void {
  const done = busy('tidy');
  const began = performance.now();
  const frame = (now: number): void => {
    const share = Math.min(1, Math.max(0, (now - began) / DURATION));
    if (share < 1 && listener !== undefined) {
      listener(between(from, to, share));
      requestAnimationFrame(frame);
    } else {
      listener?.(undefined);
      viewport()?.fit();
      done();
    }
  };
  requestAnimationFrame(frame);
}

/** Lays the design out, calls from left to right, as one step of history. */
export async function tidy(): Promise<void> {
  const { tidyPlaces } = await loadEngine();
  const document = getDocument();
  const from = placesOf(document);
  const to = tidyPlaces(document);
  if (!edit('Tidy', (doc) => move(doc, to))) return;
  announce('Tidied the design.');
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (still || listener === undefined) viewport()?.fit();
  else animate(from, to);
}
