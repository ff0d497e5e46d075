import { later } from '../ui/index.ts';

/** The interview beside the canvas. It is read when the first one begins. */
export const InterviewRail = later('interview', async () => (await import('./rail.view.tsx')).default);
