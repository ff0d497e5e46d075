import styles from './share-bar.module.css';

/** How pressing a utilization is; the borders are those of the nodes on the canvas. */
export type Pressure = 'calm' | 'high' | 'critical';

export function pressureOf(utilization: number): Pressure {
  return utilization >= 0.9 ? 'critical' : utilization >= 0.7 ? 'high' : 'calm';
}

/** A share of one as a bar. The number beside it is the caller's: the bar alone says nothing to a screen reader. */
export function ShareBar({ share, pressure = 'calm' }: { readonly share: number; readonly pressure?: Pressure }) {
  const shown = Math.min(1, Math.max(0, share));
  return (
    <span className={styles['track']} aria-hidden="true">
      <span className={styles['fill']} data-pressure={pressure} style={{ inlineSize: `${shown * 100}%` }} />
    </span>
  );
}
