import { later } from '../ui/index.ts';
import { useTourProgress } from './tour-store.ts';

const GuidedTour = later('tour', async () => (await import('./guided-tour.tsx')).GuidedTour);

/** The guided tour, while it is open. */
export function Tour() {
  return useTourProgress()?.open === true ? <GuidedTour /> : null;
}
