import { createStore } from '@xstate/store';
import { useSelector } from '@xstate/store-react';
import type { PointerEvent as ReactPointerEvent } from 'react';
import { dropPolicy } from '../../src/index.ts';
import { itemAt, pathOf, zoneOfFrame } from '../canvas/index.ts';
import { applyPolicy, applyReplica, hasPlace, place, refuse, withReplica } from '../editor/actions.ts';
import { addRegion, addZone } from '../editor/places.ts';
import { connectionByKey, nameById } from '../editor/words.ts';
import { getDocument } from '../state/document-store.ts';
import { viewport } from '../state/viewport.ts';
import type { Chip } from './chip.ts';

/**
 * Dragging chips with pointer events: mouse, pen and finger alike, with a word beside the pointer on what letting go
 * would do. The browser's own drag and drop knows no fingers and no words.
 */
export interface Drag {
  readonly chip: Chip;
  readonly x: number;
  readonly y: number;
  /** What letting go here does, or why it does nothing. */
  readonly says: string;
  readonly allowed: boolean;
}

const store = createStore({
  context: { drag: undefined as Drag | undefined },
  on: { moved: (_, event: { drag: Drag | undefined }) => ({ drag: event.drag }) },
});

export function useDrag(): Drag | undefined {
  return useSelector(store, (snapshot) => snapshot.context.drag);
}

/** Movement before a press becomes a drag [CSS px]. */
const THRESHOLD = 4;

interface Target {
  readonly says: string;
  readonly allowed: boolean;
  /** Marked while the pointer is over it. */
  readonly element?: Element | null;
  readonly drop?: () => void;
}

function connectionTarget(chip: Chip, under: Element): Target {
  const { component, connection: key } = itemAt(under);
  const found = key === undefined ? undefined : connectionByKey(getDocument(), key);
  if (key === undefined || found === undefined) {
    const where = 'the line between two components';
    return {
      says: component === undefined ? `Let go over ${where}` : `It goes onto a connection: ${where}.`,
      allowed: false,
    };
  }
  const element = document.querySelector(pathOf(key));
  const dropped = dropPolicy(getDocument(), found.index, chip.name);
  if ('refused' in dropped) return { says: dropped.refused, allowed: false, element };
  const { from, to } = found.connection;
  const calls = `${nameById(getDocument(), from)} → ${nameById(getDocument(), to)}`;
  return { says: `Add to ${calls}`, allowed: true, element, drop: () => applyPolicy(chip.name, key) };
}

function replicaTarget(under: Element): Target {
  const element = under.closest<HTMLElement>('[data-component]');
  const id = element?.dataset['component'];
  if (id === undefined) return { says: 'Let go over a component', allowed: false };
  const added = withReplica(id);
  if ('refused' in added) return { says: added.refused, allowed: false, element };
  return {
    says: `Add a replica to ${nameById(getDocument(), id)}`,
    allowed: true,
    element,
    drop: () => applyReplica(id),
  };
}

function componentTarget(type: string, x: number, y: number): Target {
  const frame = hasPlace({ type }) ? zoneOfFrame(x, y) : undefined;
  return {
    says: frame === undefined ? 'Let go to add it here' : `Let go to add it in zone ${frame.zone}`,
    allowed: true,
    ...(frame !== undefined && { element: frame.element }),
    drop: () => place(type, viewport()?.at({ x, y }), frame?.zone),
  };
}

function zoneTarget(under: Element, x: number, y: number): Target {
  const element = under.closest<HTMLElement>('[data-component]');
  const component = getDocument().components.find(({ id }) => id === element?.dataset['component']);
  if (component === undefined) {
    const at = viewport()?.at({ x, y });
    return {
      says: 'Let go to add an empty zone here',
      allowed: true,
      drop: () => addZone({ around: [], ...(at && { at }) }),
    };
  }
  if (!hasPlace(component))
    return { says: 'Clients are wherever their users are: they are in no zone.', allowed: false, element };
  const says = `Let go to put ${nameById(getDocument(), component.id)} into a new zone`;
  return { says, allowed: true, element, drop: () => addZone({ around: [component.id] }) };
}

function regionTarget(x: number, y: number): Target {
  const frame = zoneOfFrame(x, y);
  const at = viewport()?.at({ x, y });
  if (frame === undefined)
    return {
      says: 'Let go to add a region with an empty zone here',
      allowed: true,
      drop: () => addRegion({ ...(at && { at }) }),
    };
  const says = `Let go to put zone ${frame.zone} into a new region`;
  return { says, allowed: true, element: frame.element, drop: () => addRegion({ around: [frame.zone] }) };
}

function targetAt(chip: Chip, x: number, y: number): Target {
  const under = document.elementFromPoint(x, y);
  if (under === null || under.closest('[data-region="canvas"]') === null)
    return { says: 'Let go over the canvas', allowed: false };
  if (chip.kind === 'policy') return connectionTarget(chip, under);
  if (chip.kind === 'replica') return replicaTarget(under);
  if (chip.kind === 'place') return chip.name === 'zone' ? zoneTarget(under, x, y) : regionTarget(x, y);
  return componentTarget(chip.name, x, y);
}

let marked: Element | undefined;

function mark({ element, allowed }: Target): void {
  marked?.removeAttribute('data-drop');
  marked = element ?? undefined;
  marked?.setAttribute('data-drop', allowed ? 'allowed' : 'refused');
}

let dragged = false;

/** Whether a click is only the end of a drag. */
export function wasDragged(): boolean {
  return dragged;
}

/** Begins to watch a press on a chip; becomes a drag when the pointer moves. */
export function startDrag(chip: Chip, press: ReactPointerEvent<HTMLElement>): void {
  if (press.button !== 0) return;
  const handle = press.currentTarget;
  const { pointerId, clientX, clientY } = press;
  let target: Target | undefined;

  const move = (event: PointerEvent): void => {
    if (event.pointerId !== pointerId) return;
    const moved = Math.hypot(event.clientX - clientX, event.clientY - clientY);
    if (target === undefined && moved < THRESHOLD) return;
    if (target === undefined) handle.setPointerCapture(pointerId);
    target = targetAt(chip, event.clientX, event.clientY);
    mark(target);
    const { says, allowed } = target;
    store.send({ type: 'moved', drag: { chip, x: event.clientX, y: event.clientY, says, allowed } });
  };
  const stop = (): void => {
    globalThis.removeEventListener('pointermove', move);
    globalThis.removeEventListener('pointerup', release);
    globalThis.removeEventListener('pointercancel', stop);
    globalThis.removeEventListener('keydown', cancel, { capture: true });
    mark({ says: '', allowed: false });
    store.send({ type: 'moved', drag: undefined });
  };
  const release = (event: PointerEvent): void => {
    if (event.pointerId !== pointerId) return;
    const last = target;
    stop();
    if (last === undefined) return;
    // The click that follows at once is the end of the drag, and no press of the chip.
    dragged = true;
    setTimeout(() => {
      dragged = false;
    });
    if (last.drop !== undefined) last.drop();
    else if (last.element !== undefined) refuse(last.says);
  };
  const cancel = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    stop();
  };

  globalThis.addEventListener('pointermove', move);
  globalThis.addEventListener('pointerup', release);
  globalThis.addEventListener('pointercancel', stop);
  globalThis.addEventListener('keydown', cancel, { capture: true });
}
