import type { TourPlace } from '../../src/scenario/index.ts';
import styles from './tour.module.css';
import { useBox } from './use-box.ts';

/** A ring around the place that a step is about. It takes no clicks, and says nothing that the step does not say. */
export function TourRing({ place }: { readonly place: TourPlace }) {
  const box = useBox(place);
  return box === undefined ? null : <div className={styles['ring']} style={{ ...box }} aria-hidden="true" />;
}
