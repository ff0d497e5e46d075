import type { KeyboardEvent, PointerEvent } from 'react';
import styles from './splitter.module.css';

interface SplitterProps {
  /** What it makes larger or smaller. */
  readonly label: string;
  /** Vertical ones stand between columns. */
  readonly orientation: 'vertical' | 'horizontal';
  /** Size of the panel [CSS px] and its bounds. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  /** Whether the panel grows when the splitter goes right or down. */
  readonly grows: 'forward' | 'backward';
  readonly onResize: (size: number) => void;
}

const STEP = 16;

/** The line between two panels: dragged, or moved with the arrow keys. */
export function Splitter({ label, orientation, size, min, max, grows, onResize }: SplitterProps) {
  const sign = grows === 'forward' ? 1 : -1;
  const resize = (to: number): void => onResize(Math.round(Math.min(max, Math.max(min, to))));

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.preventDefault();
    const handle = event.currentTarget;
    const at = (e: { clientX: number; clientY: number }): number =>
      orientation === 'vertical' ? e.clientX : e.clientY;
    const from = at(event);
    handle.setPointerCapture(event.pointerId);
    const move = (e: globalThis.PointerEvent): void => resize(size + sign * (at(e) - from));
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const [less, more] = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const targets: Record<string, number> = {
      [less as string]: size - sign * STEP,
      [more as string]: size + sign * STEP,
      Home: min,
      End: max,
    };
    const to = targets[event.key];
    if (to === undefined) return;
    event.preventDefault();
    resize(to);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr is static; a separator that can be moved is a widget (ARIA 1.2)
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      className={styles['splitter']}
      data-orientation={orientation}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
