export { PlacesDialog } from './places-dialog.tsx';
