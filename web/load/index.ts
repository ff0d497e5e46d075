export { parametersOf, processOf } from './arrivals.ts';
export { LoadPanel } from './load-panel.tsx';
export { isRead, parts } from './mix.ts';
export { shapeOf, shapes } from './shapes.ts';
