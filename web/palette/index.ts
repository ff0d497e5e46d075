export { DragGhost } from './drag-ghost.tsx';
export { Outline } from './outline.tsx';
export { Palette } from './palette.tsx';
export { AddPick, afterDialog, CommandPick, ConnectionsPick, ConnectPick } from './picks.tsx';
