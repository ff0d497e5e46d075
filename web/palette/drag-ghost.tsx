import { Glyph } from '../ui/index.ts';
import { useDrag } from './drag.ts';
import styles from './palette.module.css';

/** What is dragged, at the pointer, and what letting go would do. */
export function DragGhost() {
  const drag = useDrag();
  if (drag === undefined) return null;
  const { chip, x, y, says, allowed } = drag;
  return (
    <div className={styles['ghost']} style={{ transform: `translate(${x}px, ${y}px)` }} aria-hidden>
      <span className={styles['dragged']}>
        <Glyph name={chip.icon} size={16} />
        {chip.title}
      </span>
      <span className={styles['says']} data-allowed={allowed}>
        {says}
      </span>
    </div>
  );
}
