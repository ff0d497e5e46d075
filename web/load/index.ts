import { later } from '../ui/index.ts';

export { parametersOf, processOf } from './arrivals.ts';
export { isRead, parts } from './mix.ts';
export { shapeOf, shapes } from './shapes.ts';

/** Who comes, and what breaks. */
export const LoadPanel = later('load', async () => (await import('./load-panel.tsx')).LoadPanel);
