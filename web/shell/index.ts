export { Dialogs, prepareDialogs } from './dialogs.tsx';
export { Dock } from './dock.tsx';
export { ErrorBoundary } from './error-boundary.tsx';
export { FileDrop } from './file-drop.tsx';
export { Rail } from './rail.tsx';
export { ReaderBanner } from './reader-banner.tsx';
export { TopBar } from './top-bar.tsx';
