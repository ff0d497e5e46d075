export { ResultsPanel } from './results-panel.tsx';
