export { Canvas } from './canvas.tsx';
export { commandEntry, policyEntries } from './canvas-menu.tsx';
export { zoneOfFrame } from './frame-node.tsx';
export { instancesOf } from './instances.ts';
export { itemAt, pathOf } from './item-at.ts';
export { type ShownLoad, useFindings, useLoad } from './load.ts';
export { policyMarks } from './policy-text.ts';
