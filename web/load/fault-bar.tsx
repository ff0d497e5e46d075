import type { KeyboardEvent, PointerEvent } from 'react';
import { formatQuantity } from '../../simulator/index.ts';
import { Glyph } from '../ui/index.ts';
import { gridOf, type PlacedFault, snap } from './faults.ts';
import { LANE } from './lane.ts';
import styles from './timeline.module.css';

interface FaultBarProps {
  readonly fault: PlacedFault;
  /** Width of the track [px], for `horizon` seconds. */
  readonly width: number;
  readonly horizon: number;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  /** A gesture begins: what follows is one step to undo. */
  readonly onBegin: () => void;
  readonly onMove: (at: number, length: number | undefined) => void;
  readonly onRemove: () => void;
}

/** Which part of a bar is dragged. */
type Grip = 'whole' | 'start' | 'end';

/** One fault on the track: dragged to move, by its ends to resize; arrow keys do the same. */
export function FaultBar({ fault, width, horizon, chosen, onChoose, onBegin, onMove, onRemove }: FaultBarProps) {
  const { at, length, label, lane, definition, index } = fault;
  const momentary = definition.end === undefined && definition.always !== true;
  const until = length ?? (momentary ? 0 : horizon - at);
  const left = (Math.min(at, horizon) / horizon) * width;
  const size = Math.max(momentary ? 24 : 12, (Math.min(until, horizon - at) / horizon) * width);

  /** Where a grip moved by so many seconds leads. */
  const moved = (grip: Grip, by: number): readonly [number, number | undefined] => {
    const grid = gridOf(horizon);
    if (grip === 'end') return [at, Math.max(grid, snap(until + by, horizon))];
    if (grip === 'whole') return [snap(Math.max(0, at + by), horizon), length];
    const start = Math.min(snap(Math.max(0, at + by), horizon), at + until - grid);
    return [start, at + until - start];
  };

  const drag = (event: PointerEvent<HTMLElement>, grip: Grip): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    onChoose();
    onBegin();
    const handle = event.currentTarget;
    const from = event.clientX;
    handle.setPointerCapture(event.pointerId);
    const follow = (e: globalThis.PointerEvent): void => onMove(...moved(grip, ((e.clientX - from) / width) * horizon));
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', follow), {
      once: true,
    });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key];
    if (steps !== undefined) {
      if (event.shiftKey && momentary) return;
      onMove(...moved(event.shiftKey ? 'end' : 'whole', steps * gridOf(horizon)));
    } else if (event.key === 'Delete' || event.key === 'Backspace') onRemove();
    else if (event.key === 'Enter' || event.key === ' ') onChoose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const time = (seconds: number): string => formatQuantity(seconds, 'time');
  const says = momentary ? `at ${time(at)}` : `from ${time(at)} to ${time(at + until)}`;
  return (
    <div
      role="slider"
      tabIndex={0}
      data-fault={index}
      data-chosen={chosen}
      className={styles['fault']}
      style={{ left, width: size, top: 2 + lane * LANE }}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={horizon}
      aria-valuenow={at}
      aria-valuetext={says}
      title={`${label}, ${says}`}
      onFocus={() => {
        onChoose();
        onBegin();
      }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => drag(event, 'whole')}
    >
      {!momentary && (
        <span className={styles['grip']} data-end="start" onPointerDown={(event) => drag(event, 'start')} />
      )}
      <Glyph name={definition.icon} size={13} />
      {size > 60 && <span className={styles['name']}>{label}</span>}
      {!momentary && <span className={styles['grip']} data-end="end" onPointerDown={(event) => drag(event, 'end')} />}
    </div>
  );
}
