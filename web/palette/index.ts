import { later } from '../ui/index.ts';

export { DragGhost } from './drag-ghost.tsx';
export { Palette } from './palette.tsx';
export { AddPick, CommandPick, ConnectionsPick, ConnectPick } from './picks.tsx';

/** All components and connections as a tree. */
export const Outline = later('outline', async () => (await import('./outline.tsx')).Outline);
